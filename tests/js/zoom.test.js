import assert from "node:assert/strict";
import { test } from "node:test";

import { frameOn, mapOf, scrollFor } from "../../static/js/camera/map.js";
import { pinched, shiftFor, turned, within } from "../../static/js/camera/zoom.js";
import { fit, zoomed } from "../../static/js/graph/layout.js";
import { initialState, reduce } from "../../static/js/state/reducer.js";

const room = { seats: 1000, width: 620, tallest: 2800 };
const own = fit(1000, 620, { height: 172, most: 56 });

test("zoom 0 is what fits", () => {
  assert.equal(zoomed(own, 0, room), own);
});

test("each step nearer takes the next larger tile, and every seat keeps its place on it", () => {
  const sides = [1, 2, 3].map((steps) => zoomed(own, steps, room).side);
  assert.deepEqual(
    sides,
    [...new Set(sides)].sort((a, b) => a - b),
  );
  for (const zoom of [-3, 1, 3, 9]) {
    const { columns, rows } = zoomed(own, zoom, room);
    assert.ok(columns * rows >= 1000);
  }
});

test("a strip never grows taller than it may", () => {
  const { rows, side, gap } = zoomed(own, 9, { ...room, tallest: 400 });
  assert.ok(side > own.side);
  assert.ok(rows * (side + gap) <= 400);
  assert.equal(zoomed(own, 9, { ...room, tallest: 1 }).side, own.side);
});

test("farther ends at the smallest tile", () => {
  assert.equal(zoomed(own, -6, room).side, 3);
  assert.equal(within(-99), -6);
  assert.equal(within(99), 9);
});

test("a fine wheel needs several turns for a step, and none is lost", () => {
  let rest = 0;
  let steps = 0;
  for (let turn = 0; turn < 10; turn += 1) {
    const now = turned(rest, -10);
    ({ rest } = now);
    steps += now.steps;
  }
  assert.equal(steps, 2);
  assert.equal(turned(0, 80).steps, -2);
});

test("two fingers that go apart by a quarter are one step, and none is lost", () => {
  assert.equal(pinched(0, 100, 126).steps, 1);
  assert.equal(pinched(0, 100, 79).steps, -1);
  let [rest, steps] = [0, 0];
  for (let gap = 100; gap < 200; gap += 2) {
    const now = pinched(rest, gap, gap + 2);
    ({ rest } = now);
    steps += now.steps;
  }
  assert.equal(steps, 3);
  assert.deepEqual(pinched(0.5, 0, 90), { steps: 0, rest: 0.5 });
});

test("a map is drawn of what is not all seen, and keeps its proportions", () => {
  const view = { width: 1000, height: 700 };
  assert.equal(mapOf({ width: 1000, height: 800 }, view), null);
  assert.equal(mapOf({ width: 1000, height: 4000 }, { width: 0, height: 0 }), null);
  const map = mapOf({ width: 1000, height: 4000 }, view);
  assert.deepEqual(map, { scale: 0.03, width: 30, height: 120 });
  assert.deepEqual(frameOn({ scale: 0.1 }, { left: 0, top: 2000 }, view), {
    ...{ x: 0, y: 200, width: 100, height: 70 },
  });
});

test("a point of the map comes into the middle, and the picture never runs out", () => {
  const view = { width: 1000, height: 700 };
  const map = mapOf({ width: 1000, height: 4000 }, view) ?? { scale: 1, width: 0, height: 0 };
  assert.deepEqual(scrollFor(map, { x: 20, y: 60 }, view), { left: 0, top: 1650 });
  assert.deepEqual(scrollFor(map, { x: 20, y: 0 }, view), { left: 0, top: 0 });
  assert.deepEqual(scrollFor(map, { x: 20, y: 120 }, view), { left: 0, top: 3300 });
});

test("a seat stays where it was on the screen", () => {
  const frame = { y: 300, columns: 10, rowHeight: 40 };
  assert.equal(shiftFor(frame, 25, 350), 30);
});

test("the same zoom is no change", () => {
  const state = reduce(initialState(), { type: "zoom", zoom: 2 });
  assert.equal(state.zoom, 2);
  assert.equal(reduce(state, { type: "zoom", zoom: 2 }), state);
});
