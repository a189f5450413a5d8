import assert from "node:assert/strict";
import { test } from "node:test";

import { keepStorage, memory } from "../../static/js/embed/guest.js";
import { summaryOf } from "../../static/js/embed/words.js";
import { initialState, reduce } from "../../static/js/state/reducer.js";
import { aDeployment, aPod, snapshot } from "./cards.js";

const live = { type: "link", link: { phase: "live", message: "", retryAt: 0 }, at: 0 };
const stateOf = (...objects) => reduce(reduce(initialState(), snapshot(objects)), live);

test("the bar says how a cluster stands in a few words", () => {
  assert.equal(summaryOf(initialState()), "connecting");
  assert.equal(summaryOf(stateOf(aDeployment())), "3 of 3 available");
  const rolling = aDeployment("web", { wanted: 6, updated: 4, available: 5, complete: false });
  assert.equal(summaryOf(stateOf(rolling)), "4 of 6 updated, 5 available");
  assert.equal(summaryOf(stateOf(aPod("a"))), "1 Pod");
});

test("a link that was taken back is told in the server's words", () => {
  const link = { phase: "refused", message: "this share is not valid any more", retryAt: 0 };
  const state = reduce(stateOf(aDeployment()), { type: "link", link, at: 0 });
  assert.equal(summaryOf(state), "this share is not valid any more");
});

test("where the browser refuses storage, the frame has one of its own", () => {
  const refusing = {
    get localStorage() {
      throw new Error("Access is denied for this document.");
    },
    sessionStorage: memory(),
  };
  globalThis.window = refusing;
  keepStorage();
  refusing.localStorage.setItem("a", "1");
  assert.equal(refusing.localStorage.getItem("a"), "1");
  refusing.localStorage.removeItem("a");
  assert.equal(refusing.localStorage.getItem("a"), null);
  delete globalThis.window;
});
