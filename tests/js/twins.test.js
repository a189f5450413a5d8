import assert from "node:assert/strict";
import { test } from "node:test";

import { ACTIONS, actionById } from "../../static/js/actions/index.js";
import { initialState } from "../../static/js/state/reducer.js";
import { isTwin } from "../../static/js/terminal/twins.js";
import { aDeployment, aNode, aPod, aReplicaSet, aService } from "./cards.js";

const STATE = { ...initialState(), base: "/k8s/c1" };
const TARGETS = {
  Deployment: aDeployment("web"),
  Pod: aPod("web-1-abcde"),
  Node: aNode("node-2"),
  ReplicaSet: aReplicaSet("web-1"),
  Service: aService("web"),
  cluster: { paused: false, speed: 1 },
};
const twinOf = ({ id, appliesTo, kubectl }) =>
  id === "replace"
    ? kubectl(TARGETS.Deployment, undefined, STATE)
    : kubectl(TARGETS[appliesTo], undefined, STATE);
const WRITING = ACTIONS.filter(({ appliesTo }) => appliesTo !== "page");

test("every button that writes has a twin, and no two have the same one", () => {
  const twins = WRITING.map(twinOf);
  assert.deepEqual(
    twins.filter((twin) => !/^(kubectl |echo .* \| kubectl )/.test(twin)),
    [],
  );
  assert.equal(new Set(twins).size, twins.length);
});

test("a typed command is the twin of its own button and of no other", () => {
  for (const action of WRITING) {
    const typed = twinOf(action);
    const lit = WRITING.filter((other) => isTwin(typed, twinOf(other), false));
    assert.deepEqual(
      lit.map(({ id }) => id),
      [action.id],
    );
  }
});

const SAME = [
  ["kubectl scale deploy web --replicas 4", "scale-up"],
  ["kubectl scale --replicas=4 deployments/web", "scale-up"],
  ["k scale deployment.apps/web --replicas=2 -n default", "scale-down"],
  ["kubectl delete po web-1-abcde", "delete-pod"],
  ["kubectl rollout restart deploy/web", "restart"],
  ["kubectl rollout pause deployment web", "pause-rollout"],
  ['kubectl patch clock clock -p \'{"spec":{"paused":true}}\' --type=merge', "pause-time"],
  ["kubectl drain node-2", "drain"],
  ["kubectl delete deploy/web", "delete-deployment"],
];

for (const [typed, id] of SAME)
  test(`${typed} is ${id}`, () => {
    const lit = WRITING.filter((action) => isTwin(typed, twinOf(action), false));
    assert.deepEqual(
      lit.map((action) => action.id),
      [id],
    );
  });

test("a field takes any value, of the same object", () => {
  const field = actionById("scale").kubectl(TARGETS.Deployment, 3, STATE);
  const is = (typed) => isTwin(typed, field, true);
  assert.equal(is("kubectl scale deployment/web --replicas=7"), true);
  assert.equal(is("kubectl scale deployment/shop --replicas=7"), false);
  assert.equal(is("kubectl scale deployment/web --replicas=7 -n shop"), false);
  const speed = actionById("speed").kubectl(TARGETS.cluster, 1, STATE);
  const patch = (spec) => `kubectl patch clock clock --type merge -p \'{"spec":${spec}}\'`;
  assert.equal(isTwin(patch('{"speed":5}'), speed, true), true);
  assert.equal(isTwin(patch('{"paused":true}'), speed, true), false);
});

test("what only reads, or is not kubectl, is nobody's twin", () => {
  for (const typed of ["kubectl get pods", "ls", "", "kubectl", "kubectl describe deployment/web"])
    assert.deepEqual(
      WRITING.filter((action) => isTwin(typed, twinOf(action), true)),
      [],
    );
});
