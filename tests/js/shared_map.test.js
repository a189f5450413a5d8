import assert from "node:assert/strict";
import { test } from "node:test";

import { otherKeys, SharedMap } from "../../static/js/state/shared_map.js";

const first = () =>
  new SharedMap([
    ["a", 1],
    ["b", 2],
    ["c", 3],
  ]);
const changes = (...entries) => new Map(entries);

test("every version stays as it was, however many come after it", () => {
  const one = first();
  const two = one.changed(changes(["a", 10], ["d", 4]));
  const three = two.changed(changes(["a", undefined], ["c", 30]));
  assert.deepEqual([...one].sort(), Object.entries({ a: 1, b: 2, c: 3 }));
  assert.deepEqual([...two].sort(), Object.entries({ a: 10, b: 2, c: 3, d: 4 }));
  assert.deepEqual([...three].sort(), Object.entries({ b: 2, c: 30, d: 4 }));
  assert.deepEqual([one.size, two.size, three.size], [3, 4, 3]);
  assert.deepEqual([one.get("a"), two.get("a"), three.get("a")], [1, 10, undefined]);
  assert.deepEqual([one.has("d"), two.has("d"), three.has("a")], [false, true, false]);
});

test("two ways may lead on from one version, and neither sees the other", () => {
  const one = first();
  const left = one.changed(changes(["a", 10]));
  const right = one.changed(changes(["b", 20]));
  assert.deepEqual([...left.values()].sort(), [10, 2, 3].sort());
  assert.deepEqual([...right.values()].sort(), [1, 20, 3].sort());
  assert.deepEqual([...one.values()].sort(), [1, 2, 3]);
});

test("nothing to change is no new version", () => {
  const one = first();
  assert.equal(one.changed(new Map()), one);
});

test("what is other is found by the way, not by looking at all of it", () => {
  const one = first();
  const two = one.changed(changes(["a", 10])).changed(changes(["d", 4], ["b", undefined]));
  for (const map of [one, two]) map.whole = () => assert.fail("it was looked at as a whole");
  assert.deepEqual([...otherKeys(one, two)].sort(), ["a", "b", "d"]);
});

test("what became as it was before is not other", () => {
  const one = first();
  const back = one.changed(changes(["a", 10])).changed(changes(["a", 1]));
  assert.deepEqual([...otherKeys(one, back)], []);
});

test("maps that did not become each other are compared as a whole", () => {
  const other = new SharedMap([
    ["a", 1],
    ["z", 9],
  ]);
  assert.deepEqual([...otherKeys(first(), other)].sort(), ["b", "c", "z"]);
  const two = first().changed(changes(["a", 10]));
  assert.deepEqual([...otherKeys(two, other)].sort(), ["a", "b", "c", "z"]);
});

test("a newer version keeps none of the older ones alive", () => {
  const two = first().changed(changes(["a", 10]));
  assert.equal(two.newer, null);
  assert.deepEqual(
    Object.values(two).filter((part) => part instanceof SharedMap),
    [],
  );
});
