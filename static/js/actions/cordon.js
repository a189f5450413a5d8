/** Keep new Pods off a node; those that run there stay. */

import { objectPath } from "../api.js";
import { mayAct } from "./rules.js";

/** @type {import("../types.js").Action} */
export const cordon = {
  id: "cordon",
  label: "Cordon",
  icon: "cordon",
  help: "No new Pods on the selected node",
  appliesTo: "Node",
  isShown: (target) => !target?.cordoned,
  isEnabled: mayAct,
  kubectl: (target) => `kubectl cordon ${target.name}`,
  run: ({ api, target }) =>
    api.patch(
      objectPath(target),
      { spec: { unschedulable: true } },
      "application/strategic-merge-patch+json",
    ),
};
