/** What a picture for outside says in words. */

import { count, digits, namespaceWords } from "../lib/text.js";

/** @typedef {import("../types.js").DeploymentModel} DeploymentModel */

/** @param {import("../types.js").DeploymentCard} card */
export function kindOf(card) {
  return `Deployment${namespaceWords(card)}`;
}

/** @param {import("../types.js").DeploymentCard} card */
export function countsOf({ wanted, ready, updated, available }) {
  const counts = { wanted, ready, updated, available };
  return Object.entries(counts)
    .map(([word, number]) => `${digits(number)} ${word}`)
    .join(" · ");
}

/** With one set and nothing missing the limits say nothing. @param {DeploymentModel} model */
export function isQuiet({ card, lanes }) {
  const isFull = card.complete && card.available === card.wanted && card.replicas === card.wanted;
  return isFull && lanes.length < 2;
}

/** @param {import("../types.js").LaneModel} lane */
export function laneWords({ replicaSet }) {
  if (!replicaSet) return "";
  const { rolloutRevision, ready, replicas, size, terminating } = replicaSet;
  const parts = [
    rolloutRevision ? `rev ${rolloutRevision}` : "",
    `${ready} of ${Math.max(size, replicas)} ready`,
    terminating ? `${terminating} leaving` : "",
  ];
  return parts.filter(Boolean).join(" · ");
}

/** @param {import("../types.js").ServiceCard} card */
export function serviceLines({ endpoints, traffic }) {
  const ready = endpoints.filter((endpoint) => endpoint.ready).length;
  return [
    endpoints.length ? `${count(ready, "endpoint")} ready` : "no Pod matches",
    `${digits(traffic.rate)} requests/s`,
    `${digits(traffic.failed)} failed this rollout`,
  ];
}

/** @param {import("../types.js").NodeCard} card @param {number} pods */
export function nodeWords(card, pods) {
  return `${card.status.replace(",SchedulingDisabled", ", cordoned")} · ${count(pods, "Pod")}`;
}
