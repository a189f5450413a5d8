/** What a silent node goes through: stations, waits and where now stands. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { burning, fuseOf } from "../../static/js/stage/fuse.js";

const HEARD = 1000;

/** @param {string} uid @param {object | null} timer @param {number | null} silentSince */
function node(uid, timer, silentSince = HEARD) {
  return /** @type {any} */ ({ card: { uid, name: uid, silentSince }, timer });
}

test("before NotReady now stands between the first two stations", () => {
  const fuse = fuseOf(node("n", { kind: "notready", from: HEARD, until: HEARD + 50 }), HEARD + 25);
  assert.deepEqual(
    fuse?.stations.map(({ at, wait, isPast }) => [at, wait, isPast]),
    [
      [HEARD, null, true],
      [HEARD + 50, 50, false],
      [null, null, false],
      [null, null, false],
    ],
  );
  assert.equal(fuse?.place, 0.125);
});

test("after NotReady it counts to the eviction", () => {
  const timer = { kind: "eviction", from: HEARD + 50, until: HEARD + 350 };
  const fuse = fuseOf(node("n", timer), HEARD + 50);
  assert.deepEqual(
    fuse?.stations.map(({ name, wait, isPast }) => [name, wait, isPast]),
    [
      ["last heartbeat", null, true],
      ["NotReady", 50, true],
      ["eviction", 300, false],
      ["new Pods elsewhere", null, false],
    ],
  );
  assert.equal(fuse?.place, 0.25);
  assert.equal(fuseOf(node("n", timer), HEARD + 900)?.place, 0.62);
});

test("a node that speaks has no line, nor one from which nothing is expected", () => {
  assert.equal(fuseOf(node("n", null), HEARD), null);
  assert.equal(fuseOf(node("n", { kind: "notready", from: 0, until: 50 }, null), HEARD), null);
});

test("the line is the chosen node's, else the one's that was silent first", () => {
  const timer = { kind: "notready", from: HEARD, until: HEARD + 50 };
  const [late, early, fine] = [node("a", timer, 9), node("b", timer, 5), node("c", null, null)];
  assert.equal(burning([late, early, fine], ""), early);
  assert.equal(burning([late, early, fine], "a"), late);
  assert.equal(burning([late, early, fine], "c"), early);
  assert.equal(burning([fine], "c"), null);
});
