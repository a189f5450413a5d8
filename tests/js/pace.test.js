import assert from "node:assert/strict";
import { test } from "node:test";

import { Pace } from "../../static/js/state/pace.js";
import { initialState, reduce } from "../../static/js/state/reducer.js";
import { aDeployment, aPod, delta, snapshot } from "./cards.js";

const many = Array.from({ length: 401 }, (_, index) => aPod(`pod-${index}`));
const [crowd, few] = [many, many.slice(0, 3)].map((pods) => reduce(initialState(), snapshot(pods)));
const news = (state) => reduce(state, delta(state.revision, { put: [{ ...many[0] }] }));
const begun = (state) => {
  const pace = new Pace();
  assert.equal(pace.wait(state, 1000), 0, "the first picture is told at once");
  return pace;
};

test("of many Pods words wait for their turn, and then tell the newest state", () => {
  const pace = begun(crowd);
  const [second, third] = [news(crowd), news(news(crowd))];
  assert.equal(pace.wait(second, 1050), 150);
  assert.equal(pace.wait(third, 1150), 50);
  assert.equal(pace.wait(third, 1200), 0);
  assert.equal(pace.wait(third, 1201), Infinity, "it was told");
});

test("of few Pods everything is told at once", () => {
  assert.equal(begun(few).wait(news(few), 1001), 0);
});

test("what somebody does is told at once, however many Pods there are", () => {
  for (const message of [
    { type: "select", card: many[3] },
    { type: "view", view: "node" },
    { type: "tab", tab: "YAML" },
    { type: "find", find: { isOpen: true } },
    { type: "link", link: { phase: "stale", message: "", retryAt: 0 }, at: 0 },
  ])
    assert.equal(begun(crowd).wait(reduce(news(crowd), message), 1001), 0, message.type);
});

test("a clock that stops or goes on is told at once", () => {
  const clock = { now: 500, speed: 1, paused: true };
  const stopped = reduce(crowd, delta(crowd.revision, { clock }));
  assert.equal(begun(crowd).wait(stopped, 1001), 0);
});

test("what is ordered of a Deployment is told at once, what becomes of it waits", () => {
  const web = aDeployment("web");
  const ordinary = reduce(crowd, delta(crowd.revision, { put: [web] }));
  const after = (put, gone = []) => reduce(ordinary, delta(ordinary.revision, { put, gone }));
  const wait = (state) => begun(ordinary).wait(state, 1001);
  assert.equal(wait(after([{ ...web, ready: 2 }])), 199);
  assert.equal(wait(after([{ ...web, wanted: 900, generation: 2 }])), 0);
  assert.equal(wait(after([aDeployment("other")])), 0);
  assert.equal(wait(after([], [{ kind: "Deployment", uid: web.uid }])), 0);
});
