import assert from "node:assert/strict";
import { test } from "node:test";

import { Saying, linesOf } from "../../static/js/stage/saying.js";
import { initialState, reduce } from "../../static/js/state/reducer.js";
import { picture } from "../../static/js/state/selectors.js";
import { aDeployment, aNode, aPod, aReplicaSet, snapshot } from "./cards.js";

const line = (text, urgency = "", key = "web") => ({ key, name: key, text, urgency });
const told = (saying, at, ...lines) => saying.hear(lines, at);

/** What is said of a Deployment. */
function sentenceOf(card, ...others) {
  const set = aReplicaSet("web-1");
  const objects = [aDeployment("web", card), set, ...others];
  const state = reduce(initialState(), { ...snapshot(objects) });
  return linesOf(state, picture(state)).find(({ key }) => key === "uid-web");
}

const STUCK = [{ type: "Progressing", status: "False", reason: "", message: "", since: 0 }];
const OLD = [
  aReplicaSet("web-2", { rolloutRevision: 2, image: "web:v2" }),
  aPod("new", { owner: "uid-web-2" }),
  aPod("old"),
];
const CASES = {
  "at rest": [{}, [], "web: all 3 Pods ready.", ""],
  "one Pod": [{ wanted: 1, available: 1, replicas: 1 }, [], "web: its Pod is ready.", ""],
  "nobody wanted": [{ wanted: 0, available: 0, floor: 0 }, [], "web: no Pods, as wanted.", ""],
  scaling: [
    { wanted: 10, complete: false, available: 3, ready: 4 },
    [],
    "web: 4 of 10 Pods ready.",
    "",
  ],
  rollout: [
    { wanted: 10, complete: false, updated: 3, available: 9, newReplicaSet: "uid-web-2" },
    OLD,
    "web: 3 of 10 updated.",
    "",
  ],
  paused: [{ paused: true }, [], "web: paused with 3 Pods.", ""],
  "being deleted": [{ deleting: true }, [], "web is being deleted.", ""],
  "in trouble": [
    { complete: false, available: 3 },
    [aPod("a", { stage: "crash" })],
    "web: 1 Pod in trouble, 3 of 3 Pods available.",
    "",
  ],
  "below the floor": [
    { complete: false, available: 1 },
    [aPod("a", { stage: "unknown" })],
    "web: below the floor, 1 of 3 Pods available, the floor is 3.",
    "below the floor",
  ],
  "new, so not below the floor": [
    { complete: false, available: 1, ready: 1 },
    [aPod("a", { stage: "starting" })],
    "web: 1 of 3 Pods ready.",
    "",
  ],
  stuck: [
    { complete: false, updated: 1, conditions: STUCK },
    [],
    "web: stuck, 1 of 3 updated, 3 of 3 Pods available.",
    "stuck",
  ],
};

for (const [name, [card, others, text, urgency]] of Object.entries(CASES))
  test(`a Deployment in a sentence: ${name}`, () => {
    const found = sentenceOf(card, ...others);
    assert.deepEqual([found?.text, found?.urgency], [text, urgency]);
  });

test("a node and the clock have their sentences too", () => {
  const state = reduce(initialState(), snapshot([aNode("node-2", { status: "NotReady" })]));
  const texts = linesOf(state, picture(state)).map(({ text }) => text);
  assert.deepEqual(texts, ["Time runs.", "node-2: NotReady."]);
});

test("the first picture is not told, and nothing is told twice", () => {
  const saying = new Saying();
  assert.deepEqual(told(saying, 0, line("a")).polite, []);
  assert.deepEqual(told(saying, 10, line("b")).polite, ["b"]);
  assert.deepEqual(told(saying, 9000, line("b")).polite, []);
});

test("what comes within 2 s waits, and of each only the newest is told", () => {
  const saying = new Saying();
  told(saying, 0, line("0"), line("x", "", "api"));
  assert.deepEqual(told(saying, 0, line("1"), line("x", "", "api")).polite, ["1"]);
  const waiting = told(saying, 500, line("2"), line("x", "", "api"));
  assert.deepEqual([waiting.polite, waiting.wake], [[], 1500]);
  told(saying, 900, line("3"), line("y", "", "api"));
  const said = told(saying, 2000, line("3"), line("y", "", "api"));
  assert.deepEqual([said.polite, said.wake], [["3", "y"], Infinity]);
});

test("what changed and changed back within 2 s is not told", () => {
  const saying = new Saying();
  told(saying, 0, line("0"));
  told(saying, 0, line("1"));
  told(saying, 100, line("2"));
  assert.deepEqual(told(saying, 2000, line("1")).polite, []);
});

test("trouble does not wait, is told once, and once more when it comes back", () => {
  const saying = new Saying();
  told(saying, 0, line("well"));
  told(saying, 0, line("less"));
  const first = told(saying, 100, line("low", "below the floor"));
  assert.deepEqual([first.assertive, first.polite], [["low"], []]);
  const same = told(saying, 200, line("low", "below the floor"));
  assert.deepEqual([same.assertive, same.polite], [[], []]);
  const lower = told(saying, 2100, line("lower", "below the floor"));
  assert.deepEqual([lower.assertive, lower.polite], [[], ["lower"]]);
  assert.deepEqual(told(saying, 4200, line("stuck", "stuck")).assertive, ["stuck"]);
  assert.deepEqual(told(saying, 9000, line("well")).polite, ["well"]);
  assert.deepEqual(told(saying, 9001, line("stuck", "stuck")).assertive, ["stuck"]);
});

test("who goes is told of; after forgetting nothing is", () => {
  const saying = new Saying();
  told(saying, 0, line("well"));
  assert.deepEqual(told(saying, 1).polite, ["web is gone."]);
  assert.deepEqual(told(saying, 5000).polite, []);
  saying.forget();
  assert.deepEqual(told(saying, 6000, line("well")).polite, []);
});
