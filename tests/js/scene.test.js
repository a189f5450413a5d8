import assert from "node:assert/strict";
import { test } from "node:test";

import { Motion } from "../../static/js/graph/motion.js";
import { SceneBuilder } from "../../static/js/graph/scene.js";
import { initialState, reduce } from "../../static/js/state/reducer.js";
import { aPod, delta, goneOf, snapshot } from "./cards.js";

const strip = (key, y, side) => [
  key,
  {
    key,
    x: 0,
    y,
    width: 500,
    side,
    gap: 8,
    columns: 10,
    rows: 1,
    rowHeight: side + 26,
    shown: 3,
    named: side >= 32,
  },
];
const frames = new Map([strip("uid-web-1", 0, 40), strip("node node-1", 200, 20)]);
const moment = (at = 0, now = 100) => ({ at, now, isStill: false });

function builder(isOn = false) {
  const motion = new Motion();
  motion.allow(isOn);
  return new SceneBuilder(motion);
}

const stateOf = (...objects) => reduce(initialState(), snapshot(objects));

test("a Pod has one body in its lane and one echo on its node; free slots are dots", () => {
  const { shapes } = builder().build(stateOf(aPod("a")), frames, moment());
  assert.deepEqual([shapes.get("uid-a").y, shapes.get("uid-a").s], [0, 40]);
  assert.deepEqual([shapes.get("echo uid-a").y, shapes.get("echo uid-a").s], [200, 20]);
  assert.equal([...shapes.keys()].filter((key) => key.startsWith("dot uid-web-1")).length, 2);
});

test("in the node view body and echo change places", () => {
  const state = reduce(stateOf(aPod("a")), { type: "view", view: "node" });
  const { shapes } = builder().build(state, frames, moment());
  assert.equal(shapes.get("uid-a").y, 200);
  assert.equal(shapes.get("echo uid-a").y, 0);
});

test("a Pod that did not change is the very same shape, and a cluster at rest stands still", () => {
  const scenes = builder();
  const state = stateOf(aPod("a"), aPod("b"));
  const first = new Map(scenes.build(state, frames, moment()).shapes);
  const changed = reduce(
    state,
    delta(10, { put: [{ ...state.tables.Pod.get("uid-b"), stage: "notready", ready: false }] }),
  );
  const second = scenes.build(changed, frames, moment(1000));
  assert.equal(second.shapes.get("uid-a"), first.get("uid-a"));
  assert.notEqual(second.shapes.get("uid-b"), first.get("uid-b"));
  assert.deepEqual(
    second.changes.filter(({ before }) => before?.kind === "pod").map(({ after }) => after?.key),
    ["uid-b", "echo uid-b"],
  );
  assert.equal(second.wake, Infinity);
});

test("a pull fills with the cluster's clock and asks for frames; paused it does not", () => {
  const timer = { kind: "pull", from: 100, until: 110 };
  const state = stateOf(aPod("a", { stage: "pulling", ready: false, timer }));
  const scenes = builder();
  const scene = scenes.build(state, frames, moment(0, 105));
  assert.equal(scene.shapes.get("uid-a").progress, 0.5);
  assert.ok(scene.wake < 1000);
  const paused = reduce(state, {
    type: "clock",
    clock: { now: 105, speed: 1, paused: true },
    heardAt: 0,
  });
  assert.equal(scenes.build(paused, frames, moment(0, 105)).wake, Infinity);
});

test("a back-off shows the seconds that are left", () => {
  const timer = { kind: "backoff", from: 90, until: 130 };
  const { shapes } = builder().build(
    stateOf(aPod("a", { stage: "crash", timer })),
    frames,
    moment(0, 100),
  );
  assert.equal(shapes.get("uid-a").label, "30 s");
  assert.equal(shapes.get("uid-a").ring, 0.75);
});

test("a replaced Pod stands on the corner of its successor", () => {
  const leaving = aPod("a", {
    created: 1,
    deleting: true,
    stage: "terminating",
    timer: { kind: "grace", from: 5, until: 35 },
  });
  const { shapes } = builder().build(stateOf(leaving, aPod("b", { created: 5 })), frames, moment());
  assert.equal(shapes.get("uid-a").corner, true);
  assert.equal(shapes.get("uid-a").s, 20);
  assert.equal(shapes.get("uid-b").x, 0);
});

test("a newborn grows, a Pod that is gone fades, and then all is still", () => {
  const scenes = builder(true);
  const state = stateOf(aPod("a"));
  scenes.build(state, frames, moment(0));
  const born = reduce(state, delta(10, { put: [aPod("b")] }));
  assert.equal(scenes.build(born, frames, moment(0)).wake, 0);
  assert.ok(scenes.build(born, frames, moment(100)).shapes.get("uid-b").scale < 1);
  assert.equal(scenes.build(born, frames, moment(1000)).shapes.get("uid-b").scale, 1);
  const gone = reduce(born, delta(11, { gone: [goneOf(state.tables.Pod.get("uid-a"))] }));
  assert.ok(scenes.build(gone, frames, moment(1000)).shapes.has("gone uid-a"));
  const later = scenes.build(gone, frames, moment(2000));
  assert.equal(later.shapes.has("gone uid-a"), false);
  assert.equal(later.wake, Infinity);
});

test("a Pod that goes while it is being born leaves nothing running", () => {
  const scenes = builder(true);
  const state = stateOf(aPod("a"));
  scenes.build(state, frames, moment(0));
  const pod = aPod("b");
  const born = reduce(state, delta(10, { put: [pod] }));
  scenes.build(born, frames, moment(50));
  const gone = reduce(born, delta(11, { gone: [goneOf(pod)] }));
  scenes.build(gone, frames, moment(60));
  assert.equal(scenes.build(gone, frames, moment(2000)).wake, Infinity);
});

test("when motion is switched off in the middle, nothing is left half-way", () => {
  const scenes = builder(true);
  const state = stateOf(aPod("a"));
  scenes.build(state, frames, moment(0));
  const born = reduce(state, delta(10, { put: [aPod("b")] }));
  assert.ok(scenes.build(born, frames, moment(50)).shapes.get("uid-b").scale < 1);
  scenes.motion.allow(false);
  assert.equal(scenes.build(born, frames, moment(60)).shapes.get("uid-b").scale, 1);
});

test("without motion nothing is in between", () => {
  const scenes = builder(false);
  const state = stateOf(aPod("a"));
  scenes.build(state, frames, moment(0));
  const scene = scenes.build(reduce(state, delta(10, { put: [aPod("b")] })), frames, moment(1));
  assert.equal(scene.shapes.get("uid-b").scale, 1);
  assert.equal(scene.wake, Infinity);
});

test("who is gone fades out in its strip, and not at all when the strip has gone or moved", () => {
  const [a, b] = [aPod("a"), aPod("b")];
  const state = stateOf(a, b);
  const without = (...gone) => reduce(state, delta(10, { gone: gone.map(goneOf) }));
  const ghosts = ({ shapes }) => [...shapes.keys()].filter((key) => key.startsWith("gone")).sort();
  const scenes = builder(true);
  scenes.build(state, frames, moment());
  assert.deepEqual(ghosts(scenes.build(without(b), frames, moment(1000))), [
    "gone echo uid-b",
    "gone uid-b",
  ]);
  const onlyNodes = new Map([strip("node node-1", 90, 20)]);
  const last = scenes.build(without(a, b), onlyNodes, moment(1010));
  assert.deepEqual(ghosts(last), ["gone echo uid-a"]);
  assert.equal(last.shapes.get("gone echo uid-a").y, 90);
});

test("what is not looked for is faint, with its echo, and comes back", () => {
  const scenes = builder();
  const state = stateOf(aPod("a"), aPod("b"));
  const seek = (words) => reduce(state, { type: "find", find: { words } });
  const { shapes } = scenes.build(seek("a"), frames, moment());
  assert.equal(shapes.get("uid-a").alpha, 1);
  assert.ok(shapes.get("uid-b").alpha < 0.3);
  assert.ok(shapes.get("echo uid-b").alpha < 0.3);
  assert.equal(scenes.build(seek(""), frames, moment(10)).shapes.get("uid-b").alpha, 1);
});
