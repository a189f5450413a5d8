/** Where on its circle a control loop stands. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { phaseOf } from "../../static/js/panels/loop.js";

/** @param {object} more */
function answer(more) {
  return /** @type {any} */ ({ isDone: false, acts: [], isSettled: true, ...more });
}

test("a loop at rest observes", () => assert.equal(phaseOf(answer({})), 0));

test("one that is held by its sum compares", () => {
  assert.equal(phaseOf(answer({ isSettled: false })), 1);
});

test("one that has written, or is about to, acts", () => {
  assert.equal(phaseOf(answer({ isDone: true })), 2);
  assert.equal(phaseOf(answer({ isSettled: false, acts: [{}] })), 2);
});
