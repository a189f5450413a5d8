/** Delete a Pod. It has its grace period to shut down; its ReplicaSet makes another one at once. */

import { objectPath } from "../api.js";
import { namespaceFlag } from "../lib/text.js";
import { mayAct } from "./rules.js";

/** @type {import("../types.js").Action} */
export const deletePod = {
  id: "delete-pod",
  label: "Delete pod",
  icon: "trash",
  shortcut: "Delete",
  help: "Delete the selected Pod",
  appliesTo: "Pod",
  isEnabled: mayAct,
  kubectl: (target) => `kubectl delete pod ${target.name}${namespaceFlag(target)}`,
  run: ({ api, target }) => api.remove(objectPath(target)),
};
