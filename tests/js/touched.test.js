import assert from "node:assert/strict";
import { test } from "node:test";

import { initialState, reduce } from "../../static/js/state/reducer.js";
import { touchedPods } from "../../static/js/state/touched.js";
import { aPod, delta, goneOf, snapshot } from "./cards.js";

const [a, b, c] = ["a", "b", "c"].map((name) => aPod(name));
const before = reduce(initialState(), snapshot([a, b, c]));
const touchedBy = (...messages) => [...touchedPods(before, messages.reduce(reduce, before))].sort();

test("nothing is touched when only somebody else changed", () => {
  assert.deepEqual(touchedBy(delta(10)), []);
});

test("a card that is another one is touched, in however many steps", () => {
  const late = { ...a, ready: false };
  assert.deepEqual(touchedBy(delta(10, { put: [late] }), delta(11, { put: [{ ...b }] })), [
    "uid-a",
    "uid-b",
  ]);
});

test("who is gone is touched, and who is new", () => {
  const put = [aPod("d", { owner: "uid-other" })];
  assert.deepEqual(touchedBy(delta(10, { gone: [goneOf(c)], put })), ["uid-c", "uid-d"]);
});

test("who loses the seat to a successor is touched, though nothing was said of it", () => {
  const leaving = { ...b, deleting: true, timer: { kind: "grace", from: 1, until: 31 } };
  const middle = reduce(before, delta(10, { put: [leaving] }));
  const after = reduce(middle, delta(11, { put: [aPod("d")] }));
  assert.deepEqual([...touchedPods(middle, after)].sort(), ["uid-b", "uid-d"]);
});

test("selection touches two, another view or another colour touches all", () => {
  const selected = reduce(before, { type: "select", card: a });
  assert.deepEqual(
    [...touchedPods(selected, reduce(selected, { type: "select", card: b }))],
    ["uid-a", "uid-b"],
  );
  assert.equal(touchedPods(before, reduce(before, { type: "view", view: "node" })), null);
  const other = reduce(before, delta(10, { put: [aPod("d", { image: "web:v7" })] }));
  assert.equal(touchedPods(before, other), null);
  assert.equal(touchedPods(null, before), null);
});
