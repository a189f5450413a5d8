import assert from "node:assert/strict";
import { test } from "node:test";

import { cureFor } from "../../static/js/actions/cures.js";
import { deploymentManifest } from "../../static/js/actions/create_deployment.js";
import { ACTIONS, actionById, actionsForKey } from "../../static/js/actions/index.js";
import { createPerformer } from "../../static/js/actions/perform.js";
import { targetOf } from "../../static/js/actions/rules.js";
import { Refusal } from "../../static/js/api.js";
import { initialState, reduce } from "../../static/js/state/reducer.js";
import { aDeployment, aNode, aPod, delta, snapshot } from "./cards.js";

const PROMISED = [
  "Deploy",
  "Replicas",
  "Scale up",
  "Scale down",
  "Update",
  "Roll back",
  "Pause rollout",
  "Resume rollout",
  "Restart",
  "Delete pod",
  "Cordon",
  "Drain",
  "Fail node",
  "Repair node",
  "Pause time",
  "Resume time",
  "Step",
  "Speed",
  "Undo",
  "Terminal",
  "YAML",
  "Apply",
  "Create",
];

function world(...objects) {
  let state = reduce(initialState(), snapshot(objects));
  const sent = [];
  const answer = {
    kind: "Deployment",
    metadata: { uid: "u", name: "n", namespace: "default" },
    items: [],
  };
  const record = (method) => async (path, body, type) => {
    sent.push([method, path, body, type]);
    return answer;
  };
  const api = {
    base: "",
    get: record("GET"),
    post: record("POST"),
    patch: record("PATCH"),
    remove: record("DELETE"),
    apply: record("APPLY"),
  };
  const dispatch = (message) => {
    state = reduce(state, message);
  };
  return {
    sent,
    api,
    dispatch,
    state: () => state,
    perform: createPerformer({ api, dispatch, state: () => state }),
  };
}

test("every promised control is in the table", () => {
  const labels = new Set(ACTIONS.map(({ label }) => label));
  assert.deepEqual(
    PROMISED.filter((label) => !labels.has(label)),
    [],
  );
});

test("ids are unique, everything has help, a key means one thing at a time", () => {
  assert.equal(new Set(ACTIONS.map(({ id }) => id)).size, ACTIONS.length);
  assert.deepEqual(
    ACTIONS.filter(({ help, icon }) => !help || !icon),
    [],
  );
  const clock = { paused: false };
  for (const { shortcut } of ACTIONS.filter((action) => action.shortcut)) {
    const shown = actionsForKey(shortcut).filter(
      ({ isShown }) => isShown?.(clock, initialState()) ?? true,
    );
    assert.equal(shown.length, 1, `key "${shortcut}"`);
  }
});

test("each action of a Deployment tells its kubectl twin", () => {
  const web = aDeployment("web", { namespace: "shop" });
  const state = initialState();
  const twins = Object.fromEntries(
    ACTIONS.filter(({ appliesTo }) => appliesTo === "Deployment").map(({ id, kubectl }) => [
      id,
      kubectl(web, undefined, state),
    ]),
  );
  assert.equal(twins["scale-up"], "kubectl scale deployment/web --replicas=4 -n shop");
  assert.equal(twins["scale-down"], "kubectl scale deployment/web --replicas=2 -n shop");
  assert.equal(twins.update, "kubectl set image deployment/web web=web:v1 -n shop");
  assert.equal(twins["roll-back"], "kubectl rollout undo deployment/web -n shop");
  assert.equal(twins["delete-deployment"], "kubectl delete deployment web -n shop");
  assert.equal(
    actionById("roll-back").kubectl(web, 2, state),
    "kubectl rollout undo deployment/web --to-revision=2 -n shop",
  );
});

test("an action is sent to the API and leaves its twin", async () => {
  const { perform, sent, state } = world(aDeployment());
  assert.equal(await perform("scale-up"), true);
  assert.deepEqual(sent[0].slice(0, 3), [
    "PATCH",
    "/apis/apps/v1/namespaces/default/deployments/web/scale",
    { spec: { replicas: 4 } },
  ]);
  assert.equal(state().twins.at(-1).command, "kubectl scale deployment/web --replicas=4");
});

test("an action is done when the page shows it", async () => {
  const { perform, api, state, dispatch } = world(aDeployment());
  api.patch = async () => ({ metadata: { resourceVersion: "11" } });
  setTimeout(() => dispatch(delta(10)), 40);
  await perform("scale-up");
  assert.equal(state().revision, 11);
});

test("a refusal keeps the cluster's words and adds the cure", async () => {
  const { perform, api, state } = world(aDeployment());
  const words = "spec.replicas: Invalid value: -1: must be greater than or equal to 0";
  api.patch = async () => {
    throw new Refusal({ message: words, reason: "Invalid", code: 422 });
  };
  assert.equal(await perform("scale", undefined, -1, "scale"), false);
  assert.deepEqual(state().refusals.get("scale"), {
    message: words,
    cure: "Set Replicas to 0 or more.",
  });
  assert.equal(state().twins.length, 0);
});

test("a cure is one sentence for every refusal", () => {
  for (const words of [
    'deployments.apps "web" already exists',
    "no rollout history found",
    "something new",
  ]) {
    assert.match(cureFor(words), /^[A-Z].*\.$/);
  }
});

test("a node is repaired by deleting every fault that names it", async () => {
  const { perform, api, sent } = world(aNode("node-2", { fault: "PowerOff" }));
  const fault = (name, node) => ({ metadata: { name }, spec: { node } });
  api.get = async () => ({ items: [fault("storm", "node-2"), fault("other", "node-1")] });
  await perform("repair-node", { kind: "Node", name: "node-2", fault: "PowerOff" });
  assert.deepEqual(sent, [
    ["DELETE", "/apis/sim.kubeloop.dev/v1alpha1/faults/storm", undefined, undefined],
  ]);
});

test("nothing is sent while the page is not live, or for a viewer", async () => {
  const stale = world(aDeployment());
  stale.dispatch({ type: "link", link: { phase: "stale", message: "", retryAt: 0 }, at: 0 });
  assert.equal(await stale.perform("scale-up"), false);
  const viewer = reduce(initialState({ role: "viewer" }), snapshot([aDeployment()]));
  assert.equal(actionById("scale-up").isEnabled(aDeployment(), viewer), false);
});

test("a Pod's button acts on the selected Pod only", () => {
  const pod = aPod("a");
  const state = reduce(initialState(), snapshot([pod, aDeployment()]));
  assert.equal(targetOf(actionById("delete-pod"), state), undefined);
  assert.equal(
    targetOf(actionById("delete-pod"), reduce(state, { type: "select", card: pod })),
    pod,
  );
  assert.equal(targetOf(actionById("scale"), state).name, "web");
});

test("a new Deployment is what kubectl create deployment makes", () => {
  const { metadata, spec } = deploymentManifest({
    name: "shop",
    image: "example.com/team/web:v1",
    replicas: 3,
  });
  assert.deepEqual(metadata, { name: "shop", labels: { app: "shop" } });
  assert.equal(spec.template.spec.containers[0].name, "web");
  assert.deepEqual(spec.selector.matchLabels, spec.template.metadata.labels);
});
