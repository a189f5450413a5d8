import assert from "node:assert/strict";
import { test } from "node:test";

import { boxOf, Shelves } from "../../static/js/graph/shelves.js";

const tile = (/** @type {string} */ key, /** @type {number} */ x, more = {}) =>
  /** @type {any} */ ({ key, x, y: 0, s: 4, selected: false, halo: 0, label: "", ...more });
const keysIn = (/** @type {Shelves} */ shelves, /** @type {any} */ box) =>
  [...shelves.within(box)].map(({ key }) => key).sort();

test("a dirty rectangle finds the tiles that it touches and no others", () => {
  const shelves = new Shelves();
  for (let k = 0; k < 1000; k += 1) shelves.note({ before: undefined, after: tile(`${k}`, k * 5) });
  assert.deepEqual(keysIn(shelves, boxOf(tile("dirty", 50))), ["10", "11", "9"]);
});

test("a tile that moved lies where it is now", () => {
  const shelves = new Shelves();
  const [before, after] = [tile("a", 0), tile("a", 500)];
  shelves.note({ before: undefined, after: before });
  shelves.note({ before, after });
  assert.deepEqual(keysIn(shelves, boxOf(before)), []);
  assert.deepEqual(keysIn(shelves, boxOf(after)), ["a"]);
});

test("a name beside the tile belongs to it, across the borders of squares", () => {
  const shelves = new Shelves();
  shelves.note({ before: undefined, after: tile("named", 46, { label: "rl7qc" }) });
  assert.deepEqual(keysIn(shelves, { x0: 60, y0: 10, x1: 64, y1: 14 }), ["named"]);
});
