import assert from "node:assert/strict";
import { test } from "node:test";

import { shiftFor, turned, within } from "../../static/js/camera/zoom.js";
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

test("a seat stays where it was on the screen", () => {
  const frame = { y: 300, columns: 10, rowHeight: 40 };
  assert.equal(shiftFor(frame, 25, 350), 30);
});

test("the same zoom is no change", () => {
  const state = reduce(initialState(), { type: "zoom", zoom: 2 });
  assert.equal(state.zoom, 2);
  assert.equal(reduce(state, { type: "zoom", zoom: 2 }), state);
});
