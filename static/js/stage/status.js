/**
 * A Deployment's state in one or two words, from what the server says about it; the sentence says
 * the rest.
 */

/** @typedef {{text: string, tone: "ok" | "bad" | "wait" | "accent" | "", icon: string}} Status */

/**
 * @param {import("../types.js").DeploymentModel} model
 * @param {boolean} isBelowFloor
 * @returns {Status}
 */
export function statusOf({ card, lanes, trouble }, isBelowFloor) {
  const progressing = card.conditions.find(({ type }) => type === "Progressing");
  if (card.deleting) return { text: "being deleted", tone: "", icon: "trash" };
  if (card.paused) return { text: "paused", tone: "wait", icon: "pause" };
  if (progressing?.status === "False") return { text: "stuck", tone: "bad", icon: "warn" };
  if (isBelowFloor) return { text: "below the floor", tone: "bad", icon: "warn" };
  if (trouble > 0) return { text: "in trouble", tone: "bad", icon: "warn" };
  if (card.complete && card.available >= card.wanted)
    return { text: "at rest", tone: "ok", icon: "check" };
  if (lanes.length > 1) return { text: "rolling out", tone: "accent", icon: "restart" };
  if (card.replicas < card.wanted) return { text: "scaling up", tone: "accent", icon: "plus" };
  if (card.replicas > card.wanted) return { text: "scaling down", tone: "accent", icon: "minus" };
  return { text: "getting ready", tone: "accent", icon: "restart" };
}

/** Below the floor counts as trouble when Pods are missing for another reason than being new. */
/** @param {import("../types.js").DeploymentModel} model @param {boolean} hasSilentPods */
export function isShort({ card, trouble }, hasSilentPods) {
  return card.available < card.floor && (trouble > 0 || hasSilentPods);
}
