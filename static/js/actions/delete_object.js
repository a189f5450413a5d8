/** Delete a Deployment, a ReplicaSet or a Service; what they own goes with them. */

import { objectPath } from "../api.js";
import { namespaceFlag } from "../lib/text.js";
import { mayAct } from "./rules.js";

/** @type {import("../types.js").Action} */
const deleteObject = {
  id: "delete-deployment",
  label: "Delete",
  icon: "trash",
  help: "Delete the selected object and what it owns",
  appliesTo: "Deployment",
  isEnabled: mayAct,
  kubectl: (target) =>
    `kubectl delete ${target.kind.toLowerCase()} ${target.name}${namespaceFlag(target)}`,
  run: ({ api, target }) => api.remove(`${objectPath(target)}?propagationPolicy=Background`),
};

export const deleteDeployment = deleteObject;
/** @type {import("../types.js").Action} */
export const deleteReplicaSet = {
  ...deleteObject,
  id: "delete-replicaset",
  appliesTo: "ReplicaSet",
};
/** @type {import("../types.js").Action} */
export const deleteService = { ...deleteObject, id: "delete-service", appliesTo: "Service" };
