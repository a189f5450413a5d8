import assert from "node:assert/strict";
import { test } from "node:test";

import {
  lengthOf,
  paceOf,
  pathTo,
  pointAt,
  sentUntil,
  strideOf,
} from "../../static/js/graph/traffic.js";

const frame = {
  ...{ key: "rs", x: 100, y: 200, width: 300, side: 40, gap: 8, columns: 3, rows: 2 },
  ...{ rowHeight: 66, shown: 6, named: true },
};
const measures = /** @type {any} */ ({ frames: new Map([["rs", frame]]) });
const seated = (/** @type {number} */ slot) =>
  /** @type {any} */ ({ seating: { places: new Map([["pod", { lane: "rs", slot }]]) } });
const service = { x: 500, y: 240 };

test("of many requests only so many are drawn as can be told apart", () => {
  assert.deepEqual([strideOf(0.6), strideOf(6), strideOf(12), strideOf(60)], [1, 1, 1, 5]);
});

test("a request goes along the rail and down onto its Pod", () => {
  const path = pathTo("pod", service, seated(1), measures) ?? [];
  assert.deepEqual(path[0], service);
  assert.deepEqual(path.at(-1), { x: 168, y: 201 });
  assert.equal(path[3]?.y, 189, "the rail lies 11 px above the tiles");
});

test("a Pod of the second row is reached through the gap beside it", () => {
  const path = pathTo("pod", service, seated(4), measures) ?? [];
  assert.equal(path[4]?.x, 144);
  assert.deepEqual(path.at(-1), { x: 149, y: 286 });
});

test("with nobody to answer it ends just outside the Service", () => {
  assert.deepEqual(pathTo("", service, seated(0), measures)?.at(-1), { x: 478, y: 240 });
});

test("a Pod that has no seat gets no dot", () => {
  const nobody = /** @type {any} */ ({ seating: { places: new Map() } });
  assert.equal(pathTo("pod", service, nobody, measures), null);
});

test("a dot is as far along its way as it has come", () => {
  const path = [
    { x: 0, y: 0 },
    { x: 10, y: 0 },
    { x: 10, y: 20 },
  ];
  assert.equal(lengthOf(path), 30);
  assert.deepEqual(pointAt(path, 4), { x: 4, y: 0 });
  assert.deepEqual(pointAt(path, 25), { x: 10, y: 15 });
  assert.deepEqual(pointAt(path, 99), { x: 10, y: 20 });
});

test("no dot is faster or slower than the others by more than a tenth", () => {
  for (let number = 0; number < 200; number += 1)
    assert.ok(paceOf(number) >= 0.9 && paceOf(number) <= 1.1);
});

const card = (/** @type {string[]} */ pods, /** @type {number} */ next, /** @type {number} */ at) =>
  /** @type {any} */ ({
    endpoints: pods.map((pod) => ({ pod, takes: true, failing: "" })),
    traffic: { next, nextAt: at, rate: 2 },
  });

test("a request keeps the Pod it was sent to when the endpoints change", () => {
  const before = sentUntil(card(["a"], 10, 100), 101, []);
  assert.deepEqual(
    before.slice(-3).map(({ number, at }) => [number, at]),
    [
      [10, 100],
      [11, 100.5],
      [12, 101],
    ],
  );
  const after = sentUntil(card(["b"], 13, 101.5), 101.6, before);
  assert.deepEqual(
    after.slice(-2).map(({ number, pod }) => [number, pod]),
    [
      [12, "a"],
      [13, "b"],
    ],
  );
});

test("when time goes back the dots are those of that time", () => {
  const later = sentUntil(card(["a"], 500, 300), 301, []);
  const earlier = sentUntil(card(["a"], 10, 100), 100, later);
  assert.equal(earlier.at(-1)?.number, 10);
  assert.ok(earlier.every(({ at }) => at <= 100));
});

test("with nobody to ask every request fails", () => {
  const requests = sentUntil(card([], 10, 100), 100, []);
  assert.ok(requests.every(({ pod, failing }) => pod === "" && failing === "NoEndpoint"));
});

test("who took a request while the line was away is not guessed", () => {
  const before = sentUntil(card(["a"], 10, 100), 101, []);
  const numbers = (/** @type {number} */ now, /** @type {typeof before} */ known) =>
    sentUntil(card(["b"], 20, 105), now, known, 20).map(({ number }) => number);
  assert.deepEqual(numbers(104.9, before), numbers(101, before), "nothing comes before the card");
  assert.deepEqual(numbers(105.5, before).slice(-3), [12, 20, 21]);
  const earlier = sentUntil(card(["a"], 5, 90), 90, [], 20);
  assert.equal(earlier.at(-1)?.number, 5, "the floor of a later time is none");
});
