/**
 * Open or close the drawer that tells how to use kubectl, with the commands of what was done so
 * far.
 */

/** @type {import("../types.js").Action} */
export const openTerminal = {
  id: "terminal",
  label: "Terminal",
  icon: "terminal",
  shortcut: "t",
  help: "kubectl: how to connect, and what was done",
  appliesTo: "page",
  isEnabled: () => true,
  kubectl: () => "",
  run: ({ dispatch, state }) =>
    dispatch({ type: "drawer", drawer: state.drawer === "terminal" ? null : "terminal" }),
};
