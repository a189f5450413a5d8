/**
 * What a clock that runs on an object will bring, in words that count down. Pure: the moments are
 * the cluster's, the page only says how far away they are.
 * Example: "In 4 m 10 s its Pods are evicted and replaced elsewhere. The node may come back."
 */

import { count } from "../lib/text.js";
import { timeLeft } from "../lib/time.js";
import { deploymentOf, evictionOn } from "../state/selectors.js";

/** @typedef {import("../types.js").State} State */
/** @typedef {import("../types.js").Card} Card */
/** @typedef {import("../types.js").PodCard} PodCard */
/** @typedef {import("../types.js").DeploymentCard} DeploymentCard */

/** as the kubelet waits: at first not at all, then each time twice as long, at most 300 s */
const BACKOFF = [0, 10, 20, 40, 80, 160, 300];

/** @param {Card} card @param {State} state @param {number} now @returns {string} */
export function nextFor(card, state, now) {
  switch (card.kind) {
    case "Deployment":
      return deploymentNext(card, now);
    case "Pod":
      return podNext(card, state, now);
    case "Node":
      return nodeNext(card, state, now);
    default:
      return "";
  }
}

/** @param {DeploymentCard} card @param {number} now */
function deploymentNext(card, now) {
  const { ready, available, minReadySeconds, deadlineAt } = card;
  const said = [];
  if (minReadySeconds > 0 && ready > available) {
    const some = count(ready - available, "ready Pod");
    said.push(`${some} not available yet: each has to stay ready for ${minReadySeconds} s.`);
  }
  if (deadlineAt !== null && deadlineAt > now && !card.complete) {
    said.push(`In ${timeLeft(deadlineAt - now)} the progress deadline passes.`);
    said.push("That only sets a condition. Nothing is rolled back by itself.");
  }
  return said.join(" ");
}

/** @param {PodCard} pod @param {State} state @param {number} now */
function podNext(pod, state, now) {
  if (!pod.timer) return availableNext(pod, state, now);
  const left = timeLeft(pod.timer.until - now);
  return {
    pull: `The image is there in ${left}.`,
    start: `The container runs in ${left}.`,
    probe: `The next look at whether it is ready comes in ${left}.`,
    grace: `It has ${left} left to shut down.`,
    backoff: `It is tried again in ${left}. After each failure the wait doubles, up to 300 s.`,
    eviction: `In ${left} it is evicted and replaced elsewhere. Its node may come back.`,
    notready: "",
  }[pod.timer.kind];
}

/** A ready Pod counts as available a little later. */
/** @param {PodCard} pod @param {State} state @param {number} now */
function availableNext(pod, state, now) {
  const wait = deploymentOf(state, pod)?.minReadySeconds ?? 0;
  if (!wait || pod.readySince === null || pod.deleting) return "";
  const left = pod.readySince + wait - now;
  if (left <= 0) return "";
  return `It counts as available in ${timeLeft(left)}, when it has been ready for ${wait} s.`;
}

/** @param {import("../types.js").NodeCard} node @param {State} state @param {number} now */
function nodeNext(node, state, now) {
  if (node.timer) return `In ${timeLeft(node.timer.until - now)} the node counts as NotReady.`;
  const eviction = node.ready ? null : evictionOn(state, node.name);
  if (!eviction) return "";
  const left = timeLeft(eviction.until - now);
  return `In ${left} its Pods are evicted and replaced elsewhere. The node may come back.`;
}

/**
 * The waits of a container that is tried again, and which one it is in.
 * @param {Card | null} card @returns {{seconds: number, isNow: boolean}[]}
 */
export function backoffSteps(card) {
  if (card?.kind !== "Pod" || card.timer?.kind !== "backoff") return [];
  const wait = card.timer.until - card.timer.from;
  const now = BACKOFF.findLast((seconds) => seconds <= wait + 1) ?? 0;
  return BACKOFF.map((seconds) => ({ seconds, isNow: seconds === now }));
}
