/**
 * Break a node: cut its power, or its network. A fault is an object of the cluster, so kubectl can
 * make one too.
 */

import { collectionPath } from "../api.js";
import { mayAct } from "./rules.js";

export const FAULT_TYPES = ["PowerOff", "NetworkPartition"];

/** @param {{name: string}} node @param {string | undefined} type */
function manifest(node, type = FAULT_TYPES[0]) {
  return {
    apiVersion: "sim.kubeloop.dev/v1alpha1",
    kind: "Fault",
    metadata: { name: node.name },
    spec: { node: node.name, type },
  };
}

/** @type {import("../types.js").Action} */
export const failNode = {
  id: "fail-node",
  label: "Fail node",
  icon: "bolt",
  help: "Break the selected node",
  appliesTo: "Node",
  isShown: (target) => !target?.fault,
  isEnabled: mayAct,
  kubectl: (target, value) =>
    `echo '${JSON.stringify(manifest(target, value))}' | kubectl apply -f -`,
  run: ({ api, target, value }) => api.post(collectionPath("Fault"), manifest(target, value)),
};
