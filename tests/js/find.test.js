/** Which Pods are looked for, and in which order one walks through them. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { found, matcher, next, problemsIn } from "../../static/js/find/matching.js";
import { initialState, reduce } from "../../static/js/state/reducer.js";
import { aPod, snapshot } from "./cards.js";

/** @param {string} words @param {boolean} [isProblemsOnly] */
const find = (words, isProblemsOnly = false) => ({ isOpen: true, words, isProblemsOnly });

const PODS = [
  aPod("web-1", { image: "web:v1", node: "node-1" }),
  aPod("web-2", { image: "web:v2", node: "node-1", stage: "crash", ready: false }),
  aPod("shop-3", { image: "web:v2", node: "node-2", stage: "pulling", ready: false }),
];

test("every word must occur somewhere, in any case", () => {
  const names = (/** @type {string} */ words) =>
    PODS.filter(matcher(find(words)) ?? (() => false)).map(({ name }) => name);
  assert.deepEqual(names("V2"), ["web-2", "shop-3"]);
  assert.deepEqual(names("v2 node-1"), ["web-2"]);
  assert.deepEqual(names("shop"), ["shop-3"]);
  assert.deepEqual(names("nothing"), []);
});

test("nothing is looked for without words", () => {
  assert.equal(matcher(find("")), null);
  assert.equal(matcher(find("   ")), null);
});

test("problems only and words go together", () => {
  const state = reduce(initialState(), snapshot(PODS));
  assert.equal(problemsIn(state), 1);
  const sought = (/** @type {object} */ wanted) =>
    found(reduce(state, { type: "find", find: wanted })).map(({ name }) => name);
  assert.deepEqual(sought({ isProblemsOnly: true }), ["web-2"]);
  assert.deepEqual(sought({ isProblemsOnly: true, words: "v1" }), []);
  assert.deepEqual(sought({}), []);
});

test("one walks round the end, either way", () => {
  const [first, , last] = PODS;
  assert.equal(next(PODS, "", 1), first);
  assert.equal(next(PODS, "", -1), last);
  assert.equal(next(PODS, last?.uid ?? "", 1), first);
  assert.equal(next(PODS, first?.uid ?? "", -1), last);
  assert.equal(next([], "", 1), undefined);
});
