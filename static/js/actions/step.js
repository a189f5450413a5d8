/** While time is paused: one pass of the controllers, so that each single decision can be seen. */

import { CLOCK_PATH, postClockCommand } from "./clock.js";
import { isOwner } from "./rules.js";

/** @type {import("../types.js").Action} */
export const step = {
  id: "step",
  label: "Step",
  icon: "step",
  shortcut: ".",
  help: "One pass of the controllers while time is paused",
  appliesTo: "cluster",
  isEnabled: (clock, state) => isOwner(clock, state) && clock.paused,
  kubectl: (_clock, _value, state) => postClockCommand("step", state),
  run: ({ api }) => api.post(`${CLOCK_PATH}/step`, {}),
};
