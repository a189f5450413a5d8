/** What trouble is, and that a Deployment and the search mean the same by it. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { problemsIn } from "../../static/js/find/matching.js";
import { linesOf } from "../../static/js/stage/saying.js";
import { statusOf } from "../../static/js/stage/status.js";
import { initialState, reduce } from "../../static/js/state/reducer.js";
import { picture } from "../../static/js/state/selectors.js";
import { isInTrouble } from "../../static/js/state/trouble.js";
import { aDeployment, aPod, aReplicaSet, snapshot } from "./cards.js";

test("trouble is what does not pass by itself", () => {
  const stage = (/** @type {string} */ name, more = {}) =>
    isInTrouble(aPod("p", { stage: /** @type {any} */ (name), ready: false, ...more }));
  for (const name of ["crash", "imagepull", "failed", "unknown", "notready"])
    assert.equal(stage(name), true, name);
  for (const name of ["pulling", "starting", "terminating", "completed"])
    assert.equal(stage(name), false, name);
  const probe = { kind: "probe", from: 0, until: 1 };
  assert.equal(stage("notready", { timer: probe }), false, "it becomes ready soon");
  assert.equal(stage("starting", { restarts: 2 }), true, "between two crashes");
  assert.equal(stage("terminating", { restarts: 2, deleting: true }), false);
  assert.equal(stage("pending"), false);
  assert.equal(stage("pending", { message: "0/3 nodes are available" }), true);
  assert.equal(stage("ready", { ready: true }), false);
});

const withPod = (/** @type {object} */ more) => {
  const web = aDeployment("web", { complete: false, available: 9, wanted: 10, floor: 8 });
  const pod = aPod("p", { ready: false, ...more });
  return reduce(initialState(), snapshot([web, aReplicaSet("web-1"), pod]));
};

for (const [name, more] of Object.entries({
  "between two crashes": { stage: "starting", restarts: 2 },
  "without room": { stage: "pending", message: "0/3 nodes are available" },
  "on a silent node": { stage: "unknown" },
  crashing: { stage: "crash", restarts: 1 },
}))
  test(`a Pod ${name} is in trouble for its Deployment and for the search`, () => {
    const state = withPod(more);
    const [model] = picture(state).deployments;
    assert.equal(problemsIn(state), 1);
    assert.equal(model?.trouble, 1);
    assert.equal(model && statusOf(model, false).text, "in trouble");
    const said = linesOf(state, picture(state)).map(({ text }) => text);
    assert.ok(said.includes("web: 1 Pod in trouble, 9 of 10 Pods available."), said.join("; "));
  });

test("a Pod that becomes ready is in trouble for neither", () => {
  const state = withPod({ stage: "starting" });
  assert.equal(problemsIn(state), 0);
  assert.equal(picture(state).deployments[0]?.trouble, 0);
});

test("one that leaves a silent node is found, and its Deployment waits for it no more", () => {
  const state = withPod({ stage: "unknown", deleting: true });
  assert.equal(problemsIn(state), 1);
  assert.equal(picture(state).deployments[0]?.trouble, 0);
});
