/**
 * Do what a button says: run it, remember its kubectl twin, and when the cluster refuses put the
 * cluster's own words beside the control that was used, with the way out.
 */

import { virtualNow } from "../lib/time.js";
import { cureFor } from "./cures.js";
import { actionById } from "./index.js";
import { targetOf } from "./rules.js";

/** @typedef {import("../types.js").State} State */

/**
 * @param {Pick<import("../types.js").Desk, "api" | "state" | "dispatch">} world
 * @returns {import("../types.js").Desk["perform"]}
 */
export function createPerformer({ api, state, dispatch }) {
  return async (
    actionId,
    target = targetOf(actionById(actionId), state()),
    value = undefined,
    control = actionId,
  ) => {
    const action = actionById(actionId);
    if (!action.isEnabled(target, state())) return false;
    const command = action.appliesTo === "page" ? "" : action.kubectl(target, value, state());
    try {
      await action.run({ state: state(), target, value, api, dispatch });
      const time = virtualNow(state().clock, performance.now());
      dispatch({ type: "did", command, control, time });
      return true;
    } catch (error) {
      dispatch({ type: "refused", control, note: noteFor(error) });
      return false;
    }
  };
}

/** @param {unknown} error */
function noteFor(error) {
  const { message = String(error), reason = "" } =
    /** @type {{message?: string, reason?: string}} */ (error ?? {});
  return { message, cure: cureFor(message, reason) };
}
