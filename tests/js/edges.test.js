/** Every tie says why it exists, and a tie that leads nowhere says so. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { kinWords } from "../../static/js/panels/kin.js";
import { edgesOf, edgeWords } from "../../static/js/state/edges.js";
import { aDeployment, aNode, aPod, aReplicaSet, aService } from "./cards.js";

/** @param {any[]} cards */
function stateOf(...cards) {
  /** @type {Record<string, Map<string, any>>} */
  const tables = {};
  for (const kind of [
    "Pod",
    "ReplicaSet",
    "Deployment",
    "Node",
    "Service",
    "Image",
    "HorizontalPodAutoscaler",
  ])
    tables[kind] = new Map();
  for (const card of cards) tables[card.kind]?.set(card.uid, card);
  return /** @type {any} */ ({ tables, seating: { places: new Map() } });
}

const labels = { app: "web" };
const set = aReplicaSet("web-1", { owner: "uid-web", labels });
const pod = aPod("web-1-a", { labels });
const web = aDeployment("web");
const node = aNode("node-1");

test("a Pod is tied to its ReplicaSet, its Service and its node, each for a reason", () => {
  const service = aService("web", {
    selector: labels,
    endpoints: [{ pod: pod.uid, ready: true, takes: true }],
  });
  const edges = edgesOf(stateOf(set, pod, service, node), pod);
  assert.deepEqual(
    edges.map(({ title, why }) => `${title}: ${why}`),
    [
      "ReplicaSet web-1: its owner reference names it",
      "Service web: its selector app=web fits",
      "Node node-1: the scheduler wrote it into spec.nodeName",
    ],
  );
  assert.ok(edges.every(({ isMissing, card }) => !isMissing && card));
});

test("an endpoint that takes no requests is told so", () => {
  const service = aService("web", { selector: labels, endpoints: [] });
  const young = aPod("web-1-b", { labels, ready: false });
  const [, tie] = edgesOf(stateOf(set, young, service, node), young);
  assert.match(tie?.why ?? "", /not ready, so it gets no requests/);
});

test("a ReplicaSet whose Deployment is gone has a tie that leads nowhere", () => {
  const [tie] = edgesOf(stateOf(set), set);
  assert.equal(tie?.isMissing, true);
  assert.equal(tie?.title, "web is gone");
  assert.equal(edgesOf(stateOf(set, web), set)[0]?.isMissing, false);
});

test("a selector that fits nothing is missing its Pods", () => {
  const service = aService("shop", { selector: { app: "webb" }, endpoints: [] });
  const [tie] = edgesOf(stateOf(pod, service), service);
  assert.equal(tie?.isMissing, true);
  assert.equal(edgeWords([/** @type {any} */ (tie)]), "No Pods: none has the labels app=webb");
});

test("an autoscaler without its target leads nowhere, with it both know each other", () => {
  const scaler = /** @type {any} */ ({
    kind: "HorizontalPodAutoscaler",
    uid: "uid-hpa",
    name: "web",
    namespace: "default",
    targetKind: "Deployment",
    target: "web",
    smallest: 2,
    largest: 9,
  });
  assert.equal(edgesOf(stateOf(scaler), scaler)[0]?.isMissing, true);
  const whole = stateOf(scaler, web, set);
  assert.equal(edgesOf(whole, scaler)[0]?.isMissing, false);
  assert.match(edgesOf(whole, web)[1]?.why ?? "", /between 2 and 9 Pods/);
});

test("who was replaced is told with how it went, and without the journal by its seat", () => {
  const replaced = {
    name: "web-1-x7k2p",
    uid: "u",
    node: "node-2",
    how: "was evicted from node-2",
    time: 2_000_000_000,
    revision: 7,
  };
  const told = { uid: pod.uid, replaced, replacedBy: null };
  assert.equal(
    kinWords(pod, told, stateOf(pod)),
    "It took the place of x7k2p, which was evicted from node-2 at 03:33:20.",
  );
  assert.equal(kinWords(pod, null, stateOf(pod)), "");
});
