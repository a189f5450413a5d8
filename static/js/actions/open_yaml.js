/** Open or close the YAML editor. */

/** @type {import("../types.js").Action} */
export const openYaml = {
  id: "yaml",
  label: "YAML",
  icon: "yaml",
  shortcut: "y",
  help: "Write or paste a manifest",
  appliesTo: "page",
  isEnabled: () => true,
  kubectl: () => "kubectl apply -f manifest.yaml",
  run: ({ dispatch, state }) =>
    dispatch({ type: "drawer", drawer: state.drawer === "yaml" ? null : "yaml" }),
};
