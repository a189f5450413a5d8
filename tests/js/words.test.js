import assert from "node:assert/strict";
import { test } from "node:test";

import { cureFor } from "../../static/js/actions/cures.js";
import { absence, namespaceWords } from "../../static/js/lib/text.js";
import { otherImage, otherSize } from "../../static/js/panels/start.js";
import { stillWords } from "../../static/js/stage/deployment.js";
import { evictedWords } from "../../static/js/stage/nodes.js";
import { openWords } from "../../static/js/stage/ruler.js";
import { initialState, reduce } from "../../static/js/state/reducer.js";
import { picture } from "../../static/js/state/selectors.js";
import { aDeployment, anImage, aNode, aPod, delta, snapshot } from "./cards.js";

const paused = { now: 100, speed: 1, paused: true };
const write = (by, text, kind = "ReplicaSet") => ({
  revision: 11,
  by,
  kind,
  namespace: "default",
  name: "web-1",
  why: { rule: "R1", text, numbers: {} },
  time: 0,
});
const after = (state, ...messages) => messages.reduce(reduce, state);
const standing = () => after(initialState(), snapshot([], { clock: paused }));

test("the ruler tells Pods on silent nodes from those that are merely not ready", () => {
  assert.deepEqual(openWords(172, 3), [
    [3, "not known"],
    [169, "not available yet"],
  ]);
  assert.deepEqual(openWords(2, 5), [[2, "not known"]]);
  assert.deepEqual(openWords(4, 0), [[4, "not available yet"]]);
});

test("a silent node says what became of the Pods that were evicted", () => {
  const here = { node: "node-2", deleting: true, stage: "terminating" };
  const silent = aNode("node-2", { ready: false });
  const state = after(
    initialState(),
    snapshot([silent, aPod("a", here), aPod("b", here), aPod("c", { node: "node-2" })]),
  );
  assert.equal(picture(state).nodes[0].evicted, 2);
  assert.equal(
    evictedWords(2, "node-2"),
    "its 2 Pods were evicted; they leave when node-2 returns",
  );
  const well = after(state, delta(10, { put: [{ ...silent, ready: true }] }));
  assert.equal(picture(well).nodes[0].evicted, 0);
});

test("while time is paused the sentence says what the last step did", () => {
  const asked = { ...write("user", "asked for one step", "Clock"), name: "clock" };
  const decided = write("replicaset-controller", "created web-1-abcde");
  const state = after(
    standing(),
    delta(10, { writes: [asked] }),
    delta(11, { writes: [decided] }),
    delta(12, { writes: [asked] }),
  );
  assert.equal(
    stillWords(state, true),
    " Time stands still. Last step: ReplicaSet web-1: created web-1-abcde.",
  );
  assert.equal(stillWords(state, false), " Time stands still.");
  const podMoved = after(state, delta(13, { put: [aPod("a", { status: "ContainerCreating" })] }));
  assert.match(stillWords(podMoved, true), /Last step: a is ContainerCreating on node-1\.$/);
  const runs = after(podMoved, delta(14, { clock: { now: 101, speed: 1, paused: false } }));
  assert.equal(stillWords(runs, true), "");
  assert.equal(runs.stepped, "");
});

test("a namespace is named only when it is not the default one", () => {
  assert.equal(namespaceWords(aDeployment()), "");
  assert.equal(namespaceWords(aDeployment("web", { namespace: "other" })), " in other");
});

test("with nothing left to undo nobody else is blamed", () => {
  const words = "there is nothing left to undo: no write of yours is in the journal's reach";
  assert.equal(cureFor(words, "Conflict"), "Do something first, then it can be taken back.");
  const empty = "[metadata.name: Required value: name or generateName is required, spec.x: y]";
  assert.equal(cureFor(empty, "Invalid"), "Type a name, for example shop.");
  const image =
    'is invalid: spec.template.spec.containers[0].name: Invalid value: "WEB v1": RFC 1123';
  assert.match(cureFor(image, "Invalid"), /^Name an image/);
  assert.match(cureFor("spec.replicas must be a whole number of 32 bits"), /^Use a whole number/);
  assert.match(cureFor("metadata.name: must be no more than 253 characters"), /shorter name/);
});

test("what is offered to try is never what is there already", () => {
  const images = [anImage("web:v1"), anImage("web:v2"), { ...anImage("web:v9"), kindOf: "crash" }];
  const stateOf = (more) => after(initialState(), snapshot([aDeployment("web", more), ...images]));
  assert.equal(otherSize(stateOf({ wanted: 3 })), 5);
  assert.equal(otherSize(stateOf({ wanted: 5 })), 3);
  assert.equal(otherImage(stateOf({ image: "web:v1" })), "web:v2");
  assert.equal(otherImage(stateOf({ image: "web:v2" })), "web:v1");
  assert.equal(otherImage(stateOf({ image: "nginx:1.25" })), "");
});

test("what is not there is gone; only before it came it is not there yet", () => {
  const card = { created: 20 };
  assert.equal(absence(card, { clock: { now: 10 }, link: { phase: "past" } }), "not there yet");
  assert.equal(absence(card, { clock: { now: 30 }, link: { phase: "past" } }), "gone");
  assert.equal(absence(card, { clock: { now: 10 }, link: { phase: "live" } }), "gone");
});
