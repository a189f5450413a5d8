/**
 * Do what a button says: run it, remember its kubectl twin, and when the cluster refuses put the
 * cluster's own words beside the control that was used, with the way out.
 */

import { virtualNow } from "../lib/time.js";
import { cureFor } from "./cures.js";
import { actionById } from "./index.js";
import { targetOf } from "./rules.js";

/** @typedef {import("../types.js").State} State */

const LOOK_MS = 20;
const LONGEST_MS = 2000;

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
      const answer = await action.run({ state: state(), target, value, api, dispatch });
      const time = virtualNow(state().clock, performance.now());
      dispatch({ type: "did", command, control, time });
      await untilShown(answer, state);
      return true;
    } catch (error) {
      dispatch({ type: "refused", control, note: noteFor(error) });
      return false;
    }
  };
}

/**
 * Done means seen: wait until the page has come to the revision that the answer names.
 * @param {any} answer
 * @param {() => State} state
 */
async function untilShown(answer, state) {
  const revision = Number(answer?.metadata?.resourceVersion) || 0;
  const patience = performance.now() + LONGEST_MS;
  while (state().revision < revision && performance.now() < patience) {
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
}

/** @param {unknown} error */
function noteFor(error) {
  const { message = String(error), reason = "" } =
    /** @type {{message?: string, reason?: string}} */ (error ?? {});
  return { message, cure: cureFor(message, reason) };
}
