/** Empty a node: cordon it and evict its Pods one by one; their owners make new ones elsewhere. */

import { objectPath } from "../api.js";
import { mayAct } from "./rules.js";

/** @type {import("../types.js").Action} */
export const drain = {
  id: "drain",
  label: "Drain",
  icon: "drain",
  help: "Move all Pods off the selected node",
  appliesTo: "Node",
  isEnabled: mayAct,
  kubectl: (target) => `kubectl drain ${target.name} --ignore-daemonsets`,
  run: ({ api, target }) => api.post(`${objectPath(target)}/drain`, {}),
};
