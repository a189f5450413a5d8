/** Leave the past: the page shows the cluster as it is. */

/** @type {import("../types.js").Action} */
export const backToLive = {
  id: "back-to-live",
  label: "Back to live",
  icon: "loop",
  help: "Show the cluster as it is now",
  appliesTo: "page",
  isEnabled: (_clock, state) => state.past !== null,
  kubectl: () => "",
  run: ({ dispatch }) => dispatch({ type: "look", at: null }),
};
