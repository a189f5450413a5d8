/** Take back the last thing that somebody did to the cluster. */

import { CLOCK_PATH, postClockCommand } from "./clock.js";
import { isOwner } from "./rules.js";

/** @type {import("../types.js").Action} */
export const undo = {
  id: "undo",
  label: "Undo",
  icon: "undo",
  shortcut: "z",
  help: "Take back the last thing that was done",
  appliesTo: "cluster",
  isEnabled: isOwner,
  kubectl: (_clock, _value, state) => postClockCommand("undo", state),
  run: async ({ api, dispatch }) => {
    const answer = await api.post(`${CLOCK_PATH}/undo`, {});
    dispatch({ type: "told", text: answer?.message ?? "" });
    return answer;
  },
};
