import assert from "node:assert/strict";
import { test } from "node:test";

import { isStanding, virtualNow } from "../../static/js/lib/time.js";
import { initialState, reduce } from "../../static/js/state/reducer.js";
import {
  aDeployment,
  anImage,
  aPod,
  aReplicaSet,
  aService,
  delta,
  goneOf,
  snapshot,
} from "./cards.js";

const run = (...messages) => messages.reduce(reduce, initialState());

test("a snapshot files every card by its kind and makes the page live", () => {
  const state = run(snapshot([aDeployment(), aReplicaSet("web-1"), aPod("a")]));
  assert.equal(state.revision, 10);
  assert.equal(state.link.phase, "live");
  assert.equal(state.tables.Pod.get("uid-a").name, "a");
  assert.equal(state.tables.Deployment.size, 1);
});

test("a delta replaces what it names and keeps the rest by identity", () => {
  const [a, b] = [aPod("a"), aPod("b")];
  const before = run(snapshot([a, b]));
  const after = reduce(before, delta(10, { put: [{ ...a, ready: false }] }));
  assert.equal(after.revision, 11);
  assert.equal(after.tables.Pod.get("uid-a").ready, false);
  assert.equal(after.tables.Pod.get("uid-b"), before.tables.Pod.get("uid-b"));
  assert.equal(before.tables.Pod.get("uid-a").ready, true, "the state before is not touched");
  assert.equal(after.tables.Deployment, before.tables.Deployment);
});

test("a Pod that is gone frees its seat", () => {
  const pod = aPod("a");
  const state = run(snapshot([pod]), delta(10, { gone: [goneOf(pod)] }));
  assert.equal(state.tables.Pod.size, 0);
  assert.equal(state.seating.lanes.size, 0);
});

test("a second snapshot keeps the seats of those who are still there", () => {
  const pods = ["a", "b", "c"].map((name) => aPod(name));
  const state = run(snapshot(pods), snapshot([pods[2]]));
  assert.equal(state.seating.places.get("uid-c").slot, 2);
  assert.equal(state.seating.places.size, 1);
});

test("a snapshot brings the last writes, so that a page opened later can say why", () => {
  const write = { revision: 9, kind: "Deployment", name: "web", by: "user" };
  const state = run(snapshot([], { writes: [write] }), delta(10, { writes: [write] }));
  assert.deepEqual(state.writes, [write, write]);
});

test("kinds that the page does not draw are left out", () => {
  const state = run(snapshot([]), delta(10, { put: [{ kind: "Lease", uid: "x" }] }));
  assert.equal(state.revision, 11);
});

test("a delta without a clock leaves the clock", () => {
  const clock = { now: 500, speed: 10, paused: true };
  const state = run(snapshot([]), delta(10, { clock }), delta(11));
  assert.deepEqual({ ...state.clock }, { ...clock, heardAt: 0 });
});

test("versions take the colour their Image asks for", () => {
  const state = run(snapshot([anImage("web:v2", "v5"), aPod("a", { image: "web:v2" })]));
  assert.equal(state.colours.get("web:v2"), 5);
});

test("other versions take free colours in order of first use, and keep them", () => {
  const first = aPod("a", { image: "nginx:1", created: 1 });
  const second = aPod("b", { image: "redis:7", created: 2 });
  const state = run(
    snapshot([second, first]),
    delta(10, { put: [aPod("c", { image: "redis:8" })] }),
  );
  assert.deepEqual(
    [...state.colours],
    [
      ["nginx:1", 1],
      ["redis:7", 2],
      ["redis:8", 3],
    ],
  );
});

test("an event that is seen again moves to the end with its new count", () => {
  const event = (uid, count) => ({ uid, count });
  const state = run(
    snapshot([], { events: [event("x", 1), event("y", 1)] }),
    delta(10, { events: [event("x", 2)] }),
  );
  assert.deepEqual(state.events, [event("y", 1), event("x", 2)]);
});

test("a refusal stays at its control until something works there", () => {
  const note = { message: "no", cure: "try yes" };
  const refused = run({ type: "refused", control: "scale", note });
  assert.equal(refused.refusals.get("scale"), note);
  const other = reduce(refused, { type: "did", command: "x", control: "update", time: 0 });
  assert.equal(other.refusals.size, 1);
  const done = reduce(refused, {
    type: "did",
    command: "kubectl scale",
    control: "scale",
    time: 0,
  });
  assert.equal(done.refusals.size, 0);
  assert.equal(done.twins.at(-1).command, "kubectl scale");
});

test("selecting a Deployment makes its controls the active ones", () => {
  const state = run({ type: "select", card: aDeployment("shop") });
  assert.equal(state.active, "uid-shop");
  assert.equal(reduce(state, { type: "select", card: null }).active, "uid-shop");
});

test("of a Service only the endpoints that changed are sent, and they stay sorted", () => {
  const endpoint = (/** @type {string} */ pod, more = {}) => ({
    pod,
    ready: true,
    serving: true,
    terminating: false,
    takes: true,
    failing: "",
    ...more,
  });
  const service = aService("web", { endpoints: ["a", "c", "d"].map((pod) => endpoint(pod)) });
  const before = run(snapshot([service]));
  const late = endpoint("c", { ready: false, takes: false });
  const traffic = { ...service.traffic, served: 7 };
  const change = { uid: service.uid, put: [endpoint("b"), late], gone: ["d"], traffic };
  const after = reduce(before, delta(10, { services: [change] }));
  const card = after.tables.Service.get(service.uid);
  assert.deepEqual(card.endpoints, [endpoint("a"), endpoint("b"), late]);
  assert.equal(card.traffic.served, 7);
  assert.equal(before.tables.Service.get(service.uid).endpoints.length, 3);
  const counted = reduce(after, delta(11, { services: [{ ...change, put: [], gone: [] }] }));
  assert.equal(counted.tables.Service.get(service.uid).endpoints, card.endpoints);
});

test("a change of a Service that the page does not know changes nothing", () => {
  const change = { uid: "uid-other", put: [], gone: [], traffic: aService("other").traffic };
  const state = run(snapshot([]), delta(10, { services: [change] }));
  assert.equal(state.tables.Service.size, 0);
});

test("a notice stays above a live picture until the server takes it back", () => {
  const late = run(snapshot([aPod("a")]), { type: "notice", text: "may be late" });
  const moved = reduce(late, delta(10, { put: [aPod("b")] }));
  const anew = reduce(moved, snapshot([aPod("a")]));
  assert.deepEqual(
    [late, moved, anew].map(({ link }) => [link.phase, link.message]),
    Array(3).fill(["live", "may be late"]),
  );
  assert.equal(reduce(anew, { type: "notice", text: "" }).link.message, "");
});

const line = (/** @type {string} */ phase, /** @type {number} */ at) => ({
  type: "link",
  link: { phase, message: "", retryAt: 0 },
  at,
});

test("while the line is away the page's time stands where it broke, however often it tries", () => {
  const away = run(snapshot([]), line("stale", 5000), line("stale", 8000));
  assert.deepEqual(
    [4000, 5000, 60_000].map((at) => virtualNow(away.clock, at)),
    [104, 105, 105],
  );
  assert.equal(isStanding(away.clock), true);
  assert.equal(away.clock.paused, false, "the cluster's own clock was not stopped");
  assert.equal(virtualNow(run(snapshot([]), line("refused", 5000)).clock, 60_000), 105);
});

test("once the line is back the page's time is the one it hears", () => {
  const away = run(snapshot([]), line("stale", 5000));
  const clock = { now: 130, speed: 1, paused: false };
  for (const heard of [delta(10, { clock }), snapshot([], { clock })]) {
    const back = reduce(away, { ...heard, heardAt: 31_000 });
    assert.equal(isStanding(back.clock), false);
    assert.equal(virtualNow(back.clock, 32_000), 131);
  }
});

test("a delta that tells no time lets the page count on from what it heard", () => {
  const back = run(snapshot([]), line("stale", 5000), delta(10));
  assert.equal(virtualNow(back.clock, 31_000), 131);
});
