/**
 * `node tests/js/deeds.js`: what each writing button of the page sends to the API, and its kubectl
 * twin, as JSON, in an order in which they can be done one after the other. POD, SET and /BASE
 * stand for what is only known in a cluster. tests/kubectl_terminal/test_twins.py does both.
 */

import { ACTIONS, actionById } from "../../static/js/actions/index.js";
import { initialState } from "../../static/js/state/reducer.js";
import { aDeployment, aNode, aPod, aReplicaSet, aService } from "./cards.js";

const SHOP = `apiVersion: v1
kind: ConfigMap
metadata:
  name: settings
data:
  colour: blue
`;
const web = aDeployment("web");
const node = aNode("node-2");
const clock = { paused: false, speed: 1 };

/** @type {[string, any, any?][]} id, target, value */
const STORY = [
  ["scale", web, 6],
  ["scale-up", { ...web, wanted: 6 }],
  ["scale-down", { ...web, wanted: 7 }],
  ["undo", clock],
  ["update", web, "web:v2"],
  ["pause-rollout", web],
  ["resume-rollout", web],
  ["restart", web],
  ["roll-back", web],
  ["roll-back", web, 1],
  ["delete-pod", aPod("POD")],
  ["cordon", node],
  ["uncordon", node],
  ["drain", node],
  ["uncordon", node],
  ["fail-node", node],
  ["repair-node", node],
  ["fail-node", node, "NetworkPartition"],
  ["repair-node", node],
  ["speed", clock, 5],
  ["pause-time", clock],
  ["step", { ...clock, paused: true }],
  ["resume-time", { ...clock, paused: true }],
  ["create", clock, { name: "shop", image: "web:v1", replicas: 2 }],
  ["apply", clock, SHOP],
  ["replace", { ...web, path: "/apis/apps/v1/namespaces/default/deployments/web" }, ""],
  ["delete-replicaset", aReplicaSet("SET")],
  ["delete-service", aService("web")],
  ["delete-deployment", web],
];

const writing = ACTIONS.filter(({ appliesTo }) => appliesTo !== "page").map(({ id }) => id);
const missing = writing.filter((id) => !STORY.some(([known]) => known === id));
if (missing.length) throw new Error(`Add to STORY in tests/js/deeds.js: ${missing.join(", ")}`);

const state = { ...initialState(), base: "/BASE" };
const deeds = [];
for (const [id, target, value] of STORY) {
  const sent = [];
  const record = (method) => async (path, body, type) => {
    sent.push({ method, path, body: body ?? null, type: type ?? "application/merge-patch+json" });
    return { items: [], metadata: {} };
  };
  const api = {
    get: async () => ({ items: [{ metadata: { name: node.name }, spec: { node: node.name } }] }),
    post: record("POST"),
    patch: record("PATCH"),
    remove: record("DELETE"),
    apply: (text) => record("POST")("/apply", text, "application/yaml"),
    replace: (path, text) => record("PUT")(path, text, "application/yaml"),
  };
  const action = actionById(id);
  await action.run({ state, target, value, api, dispatch: () => undefined });
  deeds.push({ id, sent, command: action.kubectl(target, value, state), text: value ?? "" });
}
process.stdout.write(JSON.stringify(deeds));
