import assert from "node:assert/strict";
import { test } from "node:test";

import { backoffSteps, nextFor } from "../../static/js/panels/next.js";
import { initialState, reduce } from "../../static/js/state/reducer.js";
import { aDeployment, aNode, aPod, aReplicaSet, snapshot } from "./cards.js";

const NOW = 1000;
const timer = (kind, left, from = NOW) => ({ kind, from, until: NOW + left });
const ATONCE = "That only sets a condition. Nothing is rolled back by itself.";
const DOUBLES = "After each failure the wait doubles, up to 300 s.";

/** What is said of the first of these objects. */
function next(card, ...others) {
  const state = reduce(initialState(), snapshot([card, ...others]));
  return nextFor(card, state, NOW);
}

const CASES = {
  "an image being pulled": [aPod("a", { timer: timer("pull", 1) }), "The image is there in 1 s."],
  "a container that starts": [
    aPod("a", { timer: timer("start", 2) }),
    "The container runs in 2 s.",
  ],
  "a probe": [
    aPod("a", { timer: timer("probe", 3) }),
    "The next look at whether it is ready comes in 3 s.",
  ],
  "grace period": [
    aPod("a", { timer: timer("grace", 30), deleting: true }),
    "It has 30 s left to shut down.",
  ],
  "back-off": [
    aPod("a", { timer: timer("backoff", 80) }),
    `It is tried again in 1 m 20 s. ${DOUBLES}`,
  ],
  "eviction of a Pod": [
    aPod("a", { timer: timer("eviction", 238) }),
    "In 3 m 58 s it is evicted and replaced elsewhere. Its node may come back.",
  ],
  "a silent node": [
    aNode("node-1", { timer: timer("notready", 41) }),
    "In 41 s the node counts as NotReady.",
  ],
  "progress deadline": [
    aDeployment("web", { deadlineAt: NOW + 443, complete: false }),
    `In 7 m 23 s the progress deadline passes. ${ATONCE}`,
  ],
  "progress deadline of a complete rollout": [aDeployment("web", { deadlineAt: NOW + 443 }), ""],
  "ready Pods that are not available yet": [
    aDeployment("web", { minReadySeconds: 10, ready: 5, available: 3 }),
    "2 ready Pods not available yet: each has to stay ready for 10 s.",
  ],
  "a Pod at rest": [aPod("a"), ""],
  "a healthy node": [aNode("node-1"), ""],
};

for (const [name, [card, words]] of Object.entries(CASES))
  test(`what a clock will bring: ${name}`, () => assert.equal(next(card), words));

test("a NotReady node tells when the first of its Pods is evicted", () => {
  const silent = aNode("node-1", { ready: false, status: "NotReady" });
  const pods = [
    aPod("a", { timer: timer("eviction", 300) }),
    aPod("b", { timer: timer("eviction", 240) }),
  ];
  const words = "its Pods are evicted and replaced elsewhere. The node may come back.";
  assert.equal(next(silent, ...pods), `In 4 m ${words}`);
  assert.equal(next({ ...silent, ready: true }, ...pods), "");
});

test("a ready Pod counts down to being available, where its Deployment asks for that", () => {
  const owners = (minReadySeconds) => [
    aDeployment("web", { minReadySeconds }),
    aReplicaSet("web-1"),
  ];
  const fresh = aPod("a", { readySince: NOW - 4 });
  assert.equal(
    next(fresh, ...owners(10)),
    "It counts as available in 6 s, when it has been ready for 10 s.",
  );
  assert.equal(next(fresh, ...owners(0)), "");
  assert.equal(next({ ...fresh, readySince: NOW - 10 }, ...owners(10)), "");
});

test("the row of waits shows in which one a container is, jitter or not", () => {
  const nowAt = (wait) =>
    backoffSteps(aPod("a", { timer: timer("backoff", wait) }))
      .filter(({ isNow }) => isNow)
      .map(({ seconds }) => seconds);
  assert.deepEqual([10, 10.9, 20, 39.5, 160, 300].map(nowAt).flat(), [10, 10, 20, 40, 160, 300]);
  assert.deepEqual(backoffSteps(aPod("a")), []);
});
