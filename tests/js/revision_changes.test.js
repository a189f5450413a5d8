/** A change of a rollback in words. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { changeWords } from "../../static/js/panels/revision_changes.js";

test("what moves, what goes and what comes back are told apart", () => {
  const words = "the image of web";
  const path = "spec.containers[web].image";
  const told = (/** @type {unknown} */ before, /** @type {unknown} */ after) =>
    changeWords({ words, path, before, after });
  assert.equal(told("web:v2", "web:v1"), "the image of web: web:v2 becomes web:v1");
  assert.equal(told(80, null), "the image of web: 80 goes");
  assert.equal(told(null, true), "the image of web: true comes back");
});
