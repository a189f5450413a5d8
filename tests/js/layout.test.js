import assert from "node:assert/strict";
import { test } from "node:test";

import { cornerRect, fit, slotAt, slotRect } from "../../static/js/graph/layout.js";

const ROOM = { height: 132, most: 56 };
const frame = {
  key: "x",
  x: 100,
  y: 50,
  width: 500,
  side: 40,
  gap: 8,
  columns: 10,
  rows: 2,
  rowHeight: 66,
  shown: 20,
  named: true,
};

test("three Pods at first sight get the largest tiles", () => {
  assert.deepEqual(fit(4, 620, ROOM), { side: 56, gap: 12, columns: 9, rows: 1 });
});

test("a rollout of ten with surge three fits one row at 40 px", () => {
  assert.deepEqual(fit(13, 624, ROOM), { side: 40, gap: 8, columns: 13, rows: 1 });
});

test("one row is kept as long as its tiles show the whole glyph", () => {
  assert.equal(fit(20, 620, ROOM).rows, 1);
  assert.equal(fit(40, 620, ROOM).rows > 1, true);
});

test("a small strip may ask for one row of smaller tiles, and gets rows where that is too long", () => {
  const phone = { height: 68, most: 16, oneRow: 12 };
  assert.deepEqual(fit(6, 96, phone), { side: 12, gap: 3, columns: 6, rows: 1 });
  assert.deepEqual(fit(15, 96, phone), { side: 16, gap: 4, columns: 5, rows: 3 });
});

test("no tile passes the limit, and all seats have a place", () => {
  for (const seats of [1, 7, 50, 400, 1250, 6250]) {
    const found = fit(seats, 620, { height: 172, most: 20 });
    assert.ok(found.side <= 20);
    assert.ok(found.columns * found.rows >= seats, `${seats} seats`);
    assert.ok(found.columns * (found.side + found.gap) <= 620 + found.gap);
  }
});

test("a strip without width still has one column", () => {
  assert.equal(fit(5, 0, ROOM).columns, 1);
});

test("slots run in rows from the upper left", () => {
  assert.deepEqual(slotRect(frame, 0), { x: 100, y: 50, s: 40 });
  assert.deepEqual(slotRect(frame, 11), { x: 148, y: 116, s: 40 });
});

test("the slot under a point is the one drawn there", () => {
  for (const slot of [0, 9, 10, 19]) {
    const { x, y, s } = slotRect(frame, slot);
    assert.equal(slotAt(frame, x + s / 2, y + s / 2), slot);
  }
  assert.equal(slotAt(frame, 99, 60), -1);
});

test("who was replaced stands on the upper right corner at half size", () => {
  const corner = cornerRect({ x: 0, y: 0, s: 40 });
  assert.equal(corner.s, 20);
  assert.ok(corner.x > 20 && corner.y < 0);
});
