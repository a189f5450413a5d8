/** Apply what stands in the YAML editor: one document or many, created or changed as needed. */

import { isOwner } from "./rules.js";

/** @type {import("../types.js").Action} */
export const applyManifest = {
  id: "apply",
  label: "Apply",
  icon: "check",
  help: "Send the manifest to the cluster",
  appliesTo: "cluster",
  isEnabled: isOwner,
  kubectl: () => "kubectl apply -f manifest.yaml",
  run: async ({ api, value, dispatch }) => {
    const { items } = await api.apply(value);
    const lines = items.map(
      (/** @type {any} */ { kind, name, result }) => `${kind.toLowerCase()}/${name} ${result}`,
    );
    dispatch({ type: "applied", text: lines.join("\n") });
  },
};
