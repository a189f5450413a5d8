/** Let new Pods onto a node again. */

import { objectPath } from "../api.js";
import { mayAct } from "./rules.js";

/** @type {import("../types.js").Action} */
export const uncordon = {
  id: "uncordon",
  label: "Uncordon",
  icon: "check",
  help: "New Pods may come to the selected node again",
  appliesTo: "Node",
  isShown: (target) => Boolean(target?.cordoned),
  isEnabled: mayAct,
  kubectl: (target) => `kubectl uncordon ${target.name}`,
  run: ({ api, target }) =>
    api.patch(
      objectPath(target),
      { spec: { unschedulable: null } },
      "application/strategic-merge-patch+json",
    ),
};
