/**
 * Which Pods are in trouble: the one answer for a Deployment's state, the number of problems over
 * the picture and what "problems only" leaves. Trouble is what does not pass by itself. Example: a
 * Pod that starts is not in trouble; one that starts for the second time, because it crashed, is
 * until it is ready.
 */

/** @typedef {import("../types.js").PodCard} PodCard */

const STAGES = new Set(["crash", "imagepull", "failed", "unknown"]);

/**
 * Crashing, without its image, failed, not known, running with nothing on the way that would make
 * it ready, started once more and not ready yet, or waiting for a node that has no room.
 * @param {PodCard} pod
 */
export function isInTrouble({ stage, ready, timer, message, restarts, deleting }) {
  if (STAGES.has(stage)) return true;
  if (restarts > 0 && !ready && !deleting) return true;
  if (stage === "pending") return message !== "";
  return stage === "notready" && !ready && timer === null;
}

/**
 * How many of a Deployment's Pods are. Whoever leaves counts no more for it, also where a silent
 * node cannot hear that it has to.
 * @param {PodCard[]} pods
 */
export function countTrouble(pods) {
  return pods.filter((pod) => isInTrouble(pod) && !pod.deleting).length;
}
