import assert from "node:assert/strict";
import { test } from "node:test";

import { initialState, reduce } from "../../static/js/state/reducer.js";
import {
  activeDeployment,
  imageChoices,
  picture,
  seatmate,
  trailOf,
} from "../../static/js/state/selectors.js";
import {
  aDeployment,
  aNode,
  anImage,
  aPod,
  aReplicaSet,
  aService,
  delta,
  snapshot,
} from "./cards.js";

const stateOf = (...objects) => reduce(initialState(), snapshot(objects));

test("lanes are the sets in use, newest first; empty ones are revisions", () => {
  const old = aReplicaSet("web-1", { rolloutRevision: 1 });
  const young = aReplicaSet("web-2", { rolloutRevision: 3 });
  const empty = aReplicaSet("web-0", { rolloutRevision: 2, size: 0, replicas: 0 });
  const { deployments } = picture(
    stateOf(aDeployment("web", { newReplicaSet: young.uid }), old, young, empty),
  );
  assert.deepEqual(
    deployments[0].lanes.map(({ key, tag }) => [key, tag]),
    [
      ["uid-web-2", "new"],
      ["uid-web-1", "old"],
    ],
  );
  assert.deepEqual(deployments[0].revisions, [empty]);
});

test("a lane has seats for the ceiling and shows the wanted ones", () => {
  const { deployments } = picture(
    stateOf(aDeployment("web", { wanted: 10, ceiling: 13 }), aReplicaSet("web-1")),
  );
  assert.equal(deployments[0].lanes[0].seats, 13);
  assert.equal(deployments[0].lanes[0].shown, 10);
});

test("an old set keeps its lane while Pods of it are still leaving", () => {
  const empty = aReplicaSet("web-1", { size: 0, replicas: 0 });
  const leaving = aPod("a", { deleting: true });
  const { deployments } = picture(
    stateOf(aDeployment("web", { newReplicaSet: "" }), empty, leaving),
  );
  assert.equal(deployments[0].lanes.length, 1);
  assert.equal(deployments[0].leaving, 1);
});

test("sets without a Deployment and bare Pods are drawn too", () => {
  const set = aReplicaSet("frontend", { owner: "" });
  const { loose } = picture(
    stateOf(set, aPod("x", { owner: "uid-frontend" }), aPod("bare", { owner: "" })),
  );
  assert.deepEqual(
    loose.map(({ title }) => title),
    ["frontend", "Pods without an owner"],
  );
});

test("a Service stands beside the Deployment whose Pods it selects", () => {
  const service = aService("web", { selector: { app: "web" } });
  const lonely = aService("lonely", { selector: { app: "none" } });
  const set = aReplicaSet("web-1", { labels: { app: "web", "pod-template-hash": "1" } });
  const { deployments, services } = picture(stateOf(aDeployment(), set, service, lonely));
  assert.deepEqual(deployments[0].services, [service]);
  assert.deepEqual(services, [lonely]);
});

test("nodes are in natural order and have the same number of seats", () => {
  const nodes = ["node-10", "node-2", "node-1"].map((name) => aNode(name));
  const pods = Array.from({ length: 7 }, (_, index) => aPod(`p${index}`));
  const found = picture(stateOf(...nodes, ...pods)).nodes;
  assert.deepEqual(
    found.map(({ card, pods: count, seats }) => [card.name, count, seats]),
    [
      ["node-1", 7, 12],
      ["node-2", 0, 12],
      ["node-10", 0, 12],
    ],
  );
});

test("a silent node counts down to the first eviction of its Pods", () => {
  const timer = (until) => ({ kind: "eviction", from: 0, until });
  const pods = [aPod("a", { timer: timer(400) }), aPod("b", { timer: timer(300) })];
  assert.equal(
    picture(stateOf(aNode("node-1", { ready: false }), ...pods)).nodes[0].timer.until,
    300,
  );
});

test("controls act on the Deployment of the selection, else on the oldest", () => {
  const [web, shop] = [aDeployment("web"), aDeployment("shop")];
  const set = aReplicaSet("shop-1", { owner: shop.uid });
  const pod = aPod("p", { owner: set.uid });
  const state = stateOf(web, shop, set, pod);
  assert.equal(activeDeployment(state), web);
  assert.equal(activeDeployment(reduce(state, { type: "select", card: pod })), shop);
});

test("a Pod and the one it replaces know each other", () => {
  const timer = { kind: "grace", from: 50, until: 80 };
  const leaving = aPod("a", { created: 1, deleting: true, stage: "terminating", timer });
  const state = stateOf(leaving, aPod("b", { created: 50 }), aPod("c", { created: 2 }));
  assert.equal(seatmate(state, "uid-b"), leaving);
  assert.equal(seatmate(state, "uid-a").name, "b");
  assert.equal(seatmate(state, "uid-c"), undefined);
});

test("images of the same name come first", () => {
  const state = stateOf(anImage("api:v1"), anImage("web:v2"), anImage("web:v1"), anImage("nginx"));
  assert.deepEqual(imageChoices(state, "web:v1"), ["web:v1", "web:v2", "api:v1"]);
});

test("the trail holds what belongs to the object and folds repeats", () => {
  const write = (revision, kind, name, rule, by = "deployment-controller") => ({
    revision,
    kind,
    namespace: "default",
    name,
    by,
    why: { rule, text: "", numbers: {} },
    time: 0,
  });
  const writes = [
    write(1, "Deployment", "web", "D53"),
    write(2, "Deployment", "web", "D53"),
    write(3, "ReplicaSet", "web-1", "D45"),
    write(4, "ReplicaSet", "web-1", "R7", "replicaset-controller"),
    write(5, "Deployment", "other", "D53"),
    { ...write(6, "Deployment", "web", "D1"), namespace: "elsewhere" },
  ];
  const state = reduce(stateOf(aDeployment(), aReplicaSet("web-1")), delta(10, { writes }));
  const trail = trailOf(state, state.tables.Deployment.get("uid-web"));
  assert.deepEqual(
    trail.map((step) => [step.write.revision, step.repeats]),
    [
      [3, 0],
      [2, 1],
    ],
  );
});
