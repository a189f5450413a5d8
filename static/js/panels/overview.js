/**
 * The selected object in words and facts. The words say what is, then what is next; the facts are
 * what kubectl prints.
 */

import { h, setAttribute, setText } from "../lib/dom.js";
import { lazyPiece } from "../lib/lazy.js";
import { styled } from "../lib/style.js";
import { absence, count, labelText } from "../lib/text.js";
import { ago, clockTime, duration } from "../lib/time.js";
import { backoffSteps, nextFor } from "./next.js";
import { createTaints } from "./taints.js";

/** @typedef {import("../types.js").State} State */
/** @typedef {import("../types.js").Card} Card */
/** @typedef {[string, string | import("../types.js").NodeCard["taints"]][]} Facts */

/** @type {Record<string, string>} */
const VERDICT_TONES = { True: "ok", False: "bad" };

/** @param {import("../types.js").Desk} desk */
export function createOverview(desk) {
  const ties = lazyPiece(async () => (await styled(import("./ties.js"))).createTies(desk));
  const kin = lazyPiece(async () => (await import("./kin.js")).createKin(desk));
  const words = h("p", { class: "words" });
  const next = h("p", { class: "note" });
  const waits = createWaits();
  const facts = h("dl", { class: "facts" });
  const conditions = h("div", { class: "conditions" });
  let shown = "";
  const fill = (/** @type {Facts} */ rows) => {
    const key = JSON.stringify(rows.map((row) => (typeof row[1] === "string" ? row[0] : row)));
    if (key !== shown) facts.replaceChildren(...rows.map(createFact));
    shown = key;
    rows.forEach(([, value], index) => {
      if (typeof value !== "string") return;
      setText(/** @type {Element} */ (facts.children[index]?.lastChild), value);
    });
  };
  return {
    element: h(
      "div",
      {},
      ...[words, kin.element, next, waits.element, facts, ties.element, conditions],
    ),
    /** @param {Card} card @param {State} state @param {number} now @param {boolean} isGone */
    update(card, state, now, isGone) {
      setText(words, isGone ? `${card.name} is ${absence(card, state)}.` : wordsFor(card, state));
      setText(next, isGone ? "" : nextFor(card, state, now));
      waits.update(isGone ? null : card);
      const rows = [
        ...factsFor(card),
        /** @type {Facts[number]} */ (["Age", duration(now - card.created)]),
      ];
      fill(rows);
      ties.update(card, state, isGone);
      kin.update(card, state);
      drawConditions(conditions, card, now);
    },
  };
}

/** @param {Facts[number]} fact */
function createFact([name, value]) {
  if (typeof value === "string") return h("div", {}, h("dt", {}, name), h("dd"));
  return createTaints(name, value);
}

/** The waits between the tries of a container, with the one that it is in. */
function createWaits() {
  const list = h("ol", { class: "waits", "aria-label": "Waits between the tries, in seconds" });
  let shown = "";
  return {
    element: list,
    /** @param {Card | null} card */
    update(card) {
      const steps = backoffSteps(card);
      setAttribute(list, "hidden", steps.length === 0);
      const key = JSON.stringify(steps);
      if (key === shown) return;
      shown = key;
      list.replaceChildren(
        ...steps.map(({ seconds, isNow }) =>
          h("li", { "aria-current": isNow ? "step" : null }, String(seconds)),
        ),
      );
    },
  };
}

/** @param {Card} card @param {State} state @returns {string} */
function wordsFor(card, state) {
  switch (card.kind) {
    case "Pod":
      return podWords(card, state);
    case "ReplicaSet":
      return setWords(card);
    case "Deployment":
      return card.sentence;
    case "Node":
      return nodeWords(card, state);
    case "Service":
      return serviceWords(card);
    case "HorizontalPodAutoscaler":
      return scalerWords(card);
    default:
      return card.name;
  }
}

/** @type {Record<import("../types.js").Stage, string>} */
const STAGE_WORDS = {
  pending: "waits for a node",
  pulling: "pulls its image",
  starting: "starts its container",
  notready: "runs, and is not ready yet: it gets no requests",
  ready: "runs and is ready: it gets requests",
  terminating: "is shutting down and gets no more requests",
  crash: "exited, and waits before it is started again",
  imagepull: "cannot pull its image, and waits before it tries again",
  failed: "ended with an error",
  completed: "did its work and ended",
  unknown: "is not known: its node is silent, and this is the last that it said",
};

/** @param {import("../types.js").PodCard} pod @param {State} state */
function podWords(pod, state) {
  const who = pod.node ? `${pod.name} on ${pod.node}` : pod.name;
  const message = pod.message ? ` ${pod.message}` : "";
  return `${who} ${STAGE_WORDS[pod.stage] ?? pod.status}.${message}`;
}

/** @param {import("../types.js").AutoscalerCard} card */
function scalerWords({ name, targetKind, target, smallest, largest }) {
  const range = `between ${smallest} and ${largest} Pods`;
  return `${name} keeps ${targetKind} ${target} ${range}, by how busy they are.`;
}

/** @param {import("../types.js").ReplicaSetCard} set */
function setWords({ size, image, replicas, ready }) {
  const wish = `This ReplicaSet keeps ${count(size, "Pod")} of ${image}.`;
  return `${wish} It counts ${replicas}, and ${ready} of them are ready.`;
}

/** @param {import("../types.js").ServiceCard} service */
function serviceWords({ name, selector }) {
  const labels = labelText(selector ?? {});
  if (!labels) return `${name} selects no Pods.`;
  return `Requests to ${name} go to every ready Pod with the labels ${labels}.`;
}

/** @param {import("../types.js").NodeCard} node @param {State} state */
function nodeWords(node, state) {
  const pods = (state.seating.spots.get(node.name) ?? []).filter(Boolean).length;
  if (!node.ready) {
    const last = `${count(pods, "Pod")} ran there when it last spoke`;
    return `${node.name} is silent. ${last}; nobody knows what they do now.`;
  }
  if (node.cordoned) return `${node.name} runs ${count(pods, "Pod")} and takes no new ones.`;
  return `${node.name} is healthy and runs ${count(pods, "Pod")}.`;
}

/** @param {Card} card @returns {Facts} */
function factsFor(card) {
  switch (card.kind) {
    case "Pod":
      return [
        ["Status", card.status],
        ["Ready", card.readyText],
        ["Restarts", String(card.restarts)],
        ["Node", card.node || "none yet"],
        ["Image", card.image],
        ["IP", card.ip || "none yet"],
        ["Owner", card.ownerName || "nobody"],
      ];
    case "ReplicaSet":
      return [
        ["Wanted", String(card.size)],
        ["Pods", String(card.replicas)],
        ["Ready", String(card.ready)],
        ["Leaving", String(card.terminating)],
        ["Image", card.image],
        ["Revision", String(card.rolloutRevision || "none")],
        ["Owner", card.ownerName || "nobody"],
      ];
    case "Deployment":
      return [
        ["Image", card.image],
        ["Strategy", strategyText(card)],
        ["Floor to ceiling", `${card.floor} to ${card.ceiling}`],
        ["Revision", String(card.rolloutRevision)],
        ["Deadline", card.deadlineSeconds === null ? "none" : `${card.deadlineSeconds} s`],
        ["Minimum ready", `${card.minReadySeconds} s`],
      ];
    case "Node":
      return [
        ["Status", card.status],
        ["Room for", count(card.capacityPods, "Pod")],
        ["Zone", card.zone || "none"],
        ["Version", card.version],
        ["Fault", card.fault || "none"],
        ["Taints", card.taints.length ? card.taints : "none"],
      ];
    case "Service":
      return [
        ["Cluster IP", card.clusterIP],
        ["Ports", card.ports.map(({ port }) => port).join(", ")],
        ["Ready endpoints", String(card.endpoints.filter(({ ready }) => ready).length)],
      ];
    default:
      return [];
  }
}

/** @param {import("../types.js").DeploymentCard} card */
function strategyText({ strategy, maxSurge, maxUnavailable }) {
  return strategy === "RollingUpdate"
    ? `RollingUpdate, surge ${maxSurge}, unavailable ${maxUnavailable}`
    : strategy;
}

/** @param {HTMLElement} element @param {Card} card @param {number} now */
function drawConditions(element, card, now) {
  const list = card.kind === "Deployment" ? card.conditions : [];
  const key = JSON.stringify(list);
  if (element.dataset.key === key) return;
  element.dataset.key = key;
  element.replaceChildren(
    ...(list.length ? [h("h3", {}, "Conditions")] : []),
    ...list.map((condition) =>
      h(
        "div",
        { class: "condition" },
        h("b", {}, condition.type),
        h(
          "span",
          {
            class: `pill ${VERDICT_TONES[condition.status] ?? ""}`,
          },
          condition.status,
        ),
        h("code", {}, condition.reason),
        h(
          "p",
          {
            class: "note",
            title:
              condition.since === null
                ? ""
                : `${clockTime(condition.since)}, ${ago(now - condition.since)}`,
          },
          condition.message,
        ),
      ),
    ),
  );
}
