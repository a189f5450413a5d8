/** Repair a node: delete every fault that names it, whoever made it. */

import { collectionPath } from "../api.js";
import { mayAct } from "./rules.js";

/** @type {import("../types.js").Action} */
export const repairNode = {
  id: "repair-node",
  label: "Repair node",
  icon: "wrench",
  help: "End the fault of the selected node",
  appliesTo: "Node",
  isShown: (target) => Boolean(target?.fault),
  isEnabled: mayAct,
  kubectl: (target) => `kubectl delete fault ${target.name}`,
  run: async ({ api, target }) => {
    const { items } = await api.get(collectionPath("Fault"));
    const faults = items.filter((/** @type {any} */ fault) => fault.spec.node === target.name);
    for (const fault of faults)
      await api.remove(`${collectionPath("Fault")}/${encodeURIComponent(fault.metadata.name)}`);
  },
};
