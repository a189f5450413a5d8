/** One moment on; after the newest comes the present. */

import { momentBeside } from "../timeline/series.js";

/** @type {import("../types.js").Action} */
export const lookOn = {
  id: "look-on",
  label: "Next change",
  icon: "step",
  shortcut: "]",
  help: "Look at the moment after",
  appliesTo: "page",
  isEnabled: (_clock, state) => state.past !== null,
  kubectl: () => "",
  run: ({ state, dispatch }) => {
    dispatch({ type: "look", at: momentBeside(state.series, state.past?.wanted ?? null, 1) });
  },
};
