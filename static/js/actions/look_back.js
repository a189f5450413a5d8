/** One moment back: the page shows the past, read-only; the cluster goes on. */

import { momentBeside } from "../timeline/series.js";

/** @type {import("../types.js").Action} */
export const lookBack = {
  id: "look-back",
  label: "Previous change",
  icon: "back",
  shortcut: "[",
  help: "Look at the moment before",
  appliesTo: "page",
  isEnabled: (_clock, state) => state.series.times.length > 1,
  kubectl: () => "",
  run: ({ state, dispatch }) => {
    const at = momentBeside(state.series, state.past?.wanted ?? null, -1);
    if (at) dispatch({ type: "look", at });
  },
};
