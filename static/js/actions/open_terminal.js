/** Open or close the drawer with the terminal: kubectl, and the commands of what was done. */

/** @type {import("../types.js").Action} */
export const openTerminal = {
  id: "terminal",
  label: "Terminal",
  icon: "terminal",
  shortcut: "t",
  help: "kubectl here, or your own, and what was done",
  appliesTo: "page",
  isEnabled: () => true,
  kubectl: () => "",
  run: ({ dispatch, state }) =>
    dispatch({ type: "drawer", drawer: state.drawer === "terminal" ? null : "terminal" }),
};
