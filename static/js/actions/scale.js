/**
 * Set how many Pods a Deployment wants. The number goes to the cluster as it is; the cluster says
 * what is wrong with it.
 */

import { objectPath } from "../api.js";
import { namespaceFlag } from "../lib/text.js";
import { mayAct } from "./rules.js";

/** @type {import("../types.js").Action} */
export const scale = {
  id: "scale",
  label: "Replicas",
  icon: "scale",
  help: "Set the number of Pods",
  appliesTo: "Deployment",
  isEnabled: mayAct,
  kubectl: (target, value) =>
    `kubectl scale deployment/${target.name} --replicas=${value ?? target.wanted}` +
    namespaceFlag(target),
  run: ({ api, target, value }) =>
    api.patch(`${objectPath(target)}/scale`, { spec: { replicas: value } }),
};
