import assert from "node:assert/strict";
import { test } from "node:test";

import { emptySeating, reseat, seatingOrder } from "../../static/js/state/seating.js";
import { aPod } from "./cards.js";

const LANE = "uid-web-1";

function seat(pods, seating = emptySeating(), gone = []) {
  const byUid = new Map(pods.map((pod) => [pod.uid, pod]));
  return reseat(seating, gone, pods, (uid) => byUid.get(uid));
}

test("Pods sit from the left in the order they come", () => {
  const seating = seat([aPod("a"), aPod("b"), aPod("c")]);
  assert.deepEqual(seating.lanes.get(LANE), ["uid-a", "uid-b", "uid-c"]);
});

test("a replacement takes the seat of the Pod that is leaving", () => {
  const [a, b, c] = [aPod("a"), aPod("b"), aPod("c")];
  const before = seat([a, b, c]);
  const leaving = { ...b, deleting: true, timer: { kind: "grace", from: 50, until: 80 } };
  const d = aPod("d", { created: 50 });
  const all = new Map([a, leaving, c, d].map((pod) => [pod.uid, pod]));
  const after = reseat(before, [], [leaving, d], (uid) => all.get(uid));
  assert.deepEqual(after.lanes.get(LANE), ["uid-a", "uid-d", "uid-c"]);
  assert.equal(after.places.get("uid-b").slot, 1, "the leaving one stays on its corner");
});

test("a Pod that was there before the other began to leave replaces nobody", () => {
  const leaving = aPod("old", {
    deleting: true,
    created: 1,
    timer: { kind: "grace", from: 50, until: 80 },
  });
  const seating = seat([leaving, aPod("young", { created: 20 })]);
  assert.deepEqual(seating.lanes.get(LANE), ["uid-old", "uid-young"]);
});

test("the lowest free seat is taken first, and others do not move", () => {
  const pods = ["a", "b", "c"].map((name) => aPod(name));
  const after = seat([pods[1], pods[2], aPod("d")], seat(pods), ["uid-a"]);
  assert.equal(after.places.get("uid-b").slot, 1);
  assert.equal(after.places.get("uid-d").slot, 0);
});

test("a Pod gets a spot on its node when it is scheduled", () => {
  const waiting = aPod("a", { node: "" });
  const before = seat([waiting]);
  assert.equal(before.places.get("uid-a").spot, -1);
  const after = seat([{ ...waiting, node: "node-2" }], before);
  assert.deepEqual(after.spots.get("node-2"), ["uid-a"]);
  assert.equal(after.places.get("uid-a").slot, 0);
});

test("an orphaned Pod moves to the lane of the bare ones", () => {
  const pod = aPod("a");
  const after = seat([{ ...pod, owner: "" }], seat([pod]));
  assert.equal(after.lanes.has(LANE), false);
  assert.deepEqual(after.lanes.get(""), ["uid-a"]);
});

test("the seating before is left as it was", () => {
  const before = seat([aPod("a")]);
  seat([aPod("b")], before, ["uid-a"]);
  assert.deepEqual(before.lanes.get(LANE), ["uid-a"]);
});

test("a whole cluster is seated leaving ones first, then by age", () => {
  const order = seatingOrder([
    aPod("y", { created: 9 }),
    aPod("x", { created: 5 }),
    aPod("z", { created: 7, deleting: true }),
  ]);
  assert.deepEqual(
    order.map(({ name }) => name),
    ["z", "x", "y"],
  );
});
