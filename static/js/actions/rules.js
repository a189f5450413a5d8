/** Questions that many buttons ask: may this visitor act, and on what does a button act. */

import { activeDeployment, selectedCard } from "../state/selectors.js";

/** @typedef {import("../types.js").State} State */
/** @typedef {import("../types.js").Action} Action */

/** @param {any} target @param {State} state @returns {boolean} */
export function mayAct(target, state) {
  return Boolean(target) && !target.deleting && isOwner(target, state);
}

/** @param {any} _target @param {State} state */
export function isOwner(_target, state) {
  return state.role === "owner" && state.link.phase === "live";
}

/**
 * The object a button acts on: the selection when it fits, for a Deployment's buttons the active
 * Deployment.
 */
/** @param {Action} action @param {State} state @returns {any} */
export function targetOf(action, state) {
  if (action.appliesTo === "cluster" || action.appliesTo === "page") return state.clock;
  if (action.appliesTo === "Deployment") return activeDeployment(state);
  const selected = selectedCard(state);
  return selected?.kind === action.appliesTo ? selected : undefined;
}
