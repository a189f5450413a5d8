/** How a cluster stands, in the few words that a frame's bar has room for. */

import { count, digits } from "../lib/text.js";
import { activeDeployment } from "../state/selectors.js";

/** @typedef {import("../types.js").State} State */

/** @param {State} state */
export function summaryOf(state) {
  const { phase } = state.link;
  if (phase === "stale") return "reconnecting";
  if (phase === "refused") return state.link.message;
  if (!state.revision) return "connecting";
  const card = activeDeployment(state);
  if (!card) return count(state.tables.Pod.size, "Pod");
  const { wanted, updated, available, complete } = card;
  if (complete && available === wanted)
    return `${digits(available)} of ${digits(wanted)} available`;
  return `${digits(updated)} of ${digits(wanted)} updated, ${digits(available)} available`;
}
