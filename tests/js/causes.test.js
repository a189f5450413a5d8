/** What the page adds to a cause: how long until something comes by itself, and since when it is so. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { factText, waitText } from "../../static/js/panels/causes.js";

test("a wait counts down and then says now", () => {
  const wait = { words: "It is tried again", until: 1_000 };
  assert.equal(waitText(wait, 957), "It is tried again in 43 s.");
  assert.equal(waitText(wait, 1_001), "It is tried again now.");
});

test("a fact with a moment tells the time and how long ago that is", () => {
  const heard = { name: "last heard", text: "", moment: 2_000_000_000 };
  assert.equal(factText(heard, 2_000_000_029), "03:33:20, 29 s ago");
  assert.equal(factText({ name: "state", text: "NotReady", moment: null }, 0), "NotReady");
});
