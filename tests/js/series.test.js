import assert from "node:assert/strict";
import test from "node:test";
import { initialState, reduce } from "../../static/js/state/reducer.js";
import { shownState } from "../../static/js/state/past.js";
import { placeFor, tickSeconds } from "../../static/js/timeline/chart.js";
import {
  emptySeries,
  momentAt,
  momentBeside,
  oldestMoment,
  pointAt,
  withHistory,
} from "../../static/js/timeline/series.js";
import { aDeployment, aReplicaSet, delta, snapshot } from "./cards.js";

const history = (more = {}) => ({
  oldest: 10,
  since: 0,
  revision: 40,
  moments: { times: [100, 101, 102.5], revisions: [12, 30, 40] },
  deployments: [
    {
      uid: "d",
      name: "web",
      namespace: "default",
      sets: [
        { uid: "s1", name: "web-1", image: "web:v1" },
        { uid: "s2", name: "web-2", image: "web:v2" },
      ],
      points: [
        [12, 100, 3, 3, 4, 3, []],
        [30, 101, 3, 3, 4, 4, [[0, 3]]],
        [
          40,
          102.5,
          3,
          3,
          4,
          4,
          [
            [0, 2],
            [1, 1],
          ],
        ],
      ],
    },
  ],
  failed: [],
  marks: [{ revision: 30, time: 101, kind: "user", text: "x", about: "Deployment", name: "web" }],
  ...more,
});

test("the server's account is read and asked", () => {
  const series = withHistory(emptySeries(), history());
  assert.deepEqual(pointAt(series, "d", 102)?.available, [["s1", 3]]);
  assert.deepEqual(pointAt(series, "d", 999)?.available, [
    ["s1", 2],
    ["s2", 1],
  ]);
  assert.equal(pointAt(series, "d", 99), undefined);
  assert.deepEqual(oldestMoment(series), { revision: 12, time: 100 });
});

test("asking on replaces the page's own tail and keeps what is newer", () => {
  let series = withHistory(emptySeries(), history());
  series = {
    ...series,
    times: [...series.times, 103, 110],
    revisions: [...series.revisions, 44, 60],
  };
  const rest = { oldest: 10, since: 40, revision: 50, deployments: [], marks: [] };
  const joined = withHistory(
    series,
    history({ ...rest, moments: { times: [103.1, 104], revisions: [43, 50] } }),
  );
  assert.deepEqual(joined.revisions, [12, 30, 40, 43, 50, 60]);
  assert.deepEqual(joined.times, [100, 101, 102.5, 103.1, 104, 110]);
  assert.equal(joined.marks.length, 1);
});

test("a time means the moment that held then, and nothing older than can be rebuilt", () => {
  const series = withHistory(emptySeries(), history({ oldest: 30 }));
  assert.deepEqual(momentAt(series, 102), { revision: 30, time: 102 });
  assert.deepEqual(momentAt(series, 5), { revision: 30, time: 101 });
  assert.equal(momentAt(emptySeries(), 5), null);
});

test("steps go back from the present, forth again, and end in the present", () => {
  const series = withHistory(emptySeries(), history());
  const back = momentBeside(series, null, -1);
  assert.deepEqual(back, { revision: 30, time: 101 });
  assert.deepEqual(momentBeside(series, back, -5), { revision: 12, time: 100 });
  assert.equal(momentBeside(series, back, 1), null);
});

test("deltas draw the lines on", () => {
  const web = aDeployment("web", { wanted: 3, floor: 3, ceiling: 4 });
  let state = reduce(initialState(), snapshot([web], { revision: 50 }));
  const set = aReplicaSet("web-1", { owner: web.uid, replicas: 3, available: 2 });
  state = reduce(state, delta(50, { revision: 52, put: [set] }));
  const point = state.series.lines.get(web.uid)?.points.at(-1);
  assert.deepEqual([point?.counted, point?.available], [3, [[set.uid, 2]]]);
  assert.equal(state.series.revisions.at(-1), 52);
});

/** A history of so many moments, one second apart, with a point each. @param {number} count */
const longHistory = (count, since = 0) => {
  const revisions = Array.from({ length: count }, (_, place) => since + place + 1);
  const [web] = history().deployments;
  const points = revisions.map((revision) => [revision, revision, 3, 3, 4, revision % 2, [[0, 1]]]);
  return history({
    since,
    revision: since + count,
    moments: { times: revisions, revisions },
    deployments: [{ ...web, points }],
    marks: revisions.map((revision) => ({ ...history().marks[0], revision, time: revision })),
  });
};

test("a page that stays open keeps what a new one is told, and each line where it stood before", () => {
  let series = withHistory(emptySeries(), longHistory(100));
  for (let since = 100; since < 20_000; since += 100)
    series = withHistory(series, longHistory(100, since));
  assert.ok(series.revisions.length >= 3000 && series.revisions.length < 3500);
  assert.deepEqual(
    [series.revisions.at(-1), series.times.length],
    [20_000, series.revisions.length],
  );
  const points = series.lines.get("d")?.points ?? [];
  assert.equal(points.length, series.revisions.length + 1);
  assert.equal(points[0]?.revision, (series.revisions[0] ?? 0) - 1);
  assert.equal(series.marks.length, series.revisions.length);
  assert.deepEqual([...series.sets.keys()], ["s1"], "sets of which nothing is shown are forgotten");
});

test("a page that asked for the whole past keeps it", () => {
  const series = withHistory(emptySeries(), longHistory(9000));
  assert.equal(series.revisions.length, 9000);
  assert.equal(withHistory(series, longHistory(400, 9000)).revisions.length, 9400);
  assert.equal(withHistory(series, longHistory(500, 9000)).revisions.length, 9000);
});

test("marks are drawn on: what people do, what a Deployment sizes, a node that is lost", () => {
  const write = (
    /** @type {string} */ kind,
    /** @type {string} */ by,
    /** @type {string} */ rule,
    /** @type {string} */ text,
  ) => ({
    revision: 51,
    by,
    kind,
    namespace: "default",
    name: "it",
    why: { rule, text, numbers: {} },
    time: 9,
  });
  const writes = [
    write("Deployment", "user:x", "", "scaled it from 3 to 5"),
    write("ReplicaSet", "deployment-controller", "D1", "grows to 5"),
    write("Node", "node-controller", "N3", "silent for 50 s"),
    write("Node", "node-controller", "N5", "tainted"),
    write("Clock", "user:x", "", "paused"),
    write("Pod", "replicaset-controller", "R1", "made"),
  ];
  const state = reduce(
    reduce(initialState(), snapshot([], { revision: 50 })),
    delta(50, { revision: 51, writes }),
  );
  assert.deepEqual(
    state.series.marks.map(({ kind, text }) => [kind, text]),
    [
      ["user", "scaled it from 3 to 5"],
      ["write", "grows to 5"],
      ["trouble", "it is NotReady"],
    ],
  );
});

test("the first warning of its sort is a mark, named as kubectl names the status", () => {
  const warning = (/** @type {number} */ time, /** @type {string} */ message, more = {}) => ({
    ...{ uid: `e${time}`, time, type: "Warning", reason: "BackOff", message, count: 1 },
    ...{ component: "kubelet", object: { kind: "Pod", name: "web-1", namespace: "default" } },
    ...more,
  });
  const crash = "Back-off restarting failed container web";
  const events = [
    warning(10, crash),
    warning(12, crash),
    warning(13, 'Back-off pulling image "web:v9"'),
    warning(16, crash),
    warning(30, crash, { count: 2 }),
    warning(40, "", { type: "Normal", reason: "Pulled" }),
  ];
  const state = reduce(
    reduce(initialState(), snapshot([], { revision: 50 })),
    delta(50, { revision: 51, events }),
  );
  assert.deepEqual(
    state.series.marks.map(({ kind, text, time }) => [kind, text, time]),
    [
      ["trouble", "CrashLoopBackOff: Pod web-1", 10],
      ["trouble", "ImagePullBackOff: Pod web-1", 13],
      ["trouble", "CrashLoopBackOff: Pod web-1", 16],
    ],
  );
});

test("a past picture is a state of its own in which nobody may act", () => {
  const web = aDeployment("web");
  let state = reduce(initialState(), snapshot([web], { revision: 50 }));
  state = reduce(state, { type: "look", at: { revision: 20, time: 7 } });
  assert.equal(shownState(state).link.phase, "past");
  const { message } = snapshot([], { revision: 20 });
  state = reduce(state, { type: "looked", message, heardAt: 0 });
  const shown = shownState(state);
  assert.deepEqual([shown.revision, shown.tables.Deployment.size], [20, 0]);
  assert.deepEqual([state.revision, state.tables.Deployment.size], [50, 1]);
  assert.equal(shown.clock.paused, true);
  state = reduce(state, delta(50, { revision: 51 }));
  assert.deepEqual([state.revision, shownState(state).revision], [51, 20]);
  state = reduce(state, { type: "look", at: null });
  assert.equal(shownState(state).revision, 51);
});

test("the axis has a label about every 120 pixels", () => {
  assert.equal(tickSeconds({ from: 0, to: 60 }, 1200), 10);
  assert.equal(tickSeconds({ from: 0, to: 3600 }, 1200), 600);
});

test("a mark's name ends before the next mark and never lies under the playhead", () => {
  const around = { taken: [], handle: 900, end: 1300 };
  assert.deepEqual(placeFor(100, around), { x: 100, room: 800 });
  assert.deepEqual(placeFor(100, { ...around, taken: [92, 150] }), { x: 100, room: 50 });
  assert.deepEqual(placeFor(880, around), { x: 914, room: 386 });
  assert.deepEqual(placeFor(905, around), { x: 914, room: 386 });
  assert.deepEqual(placeFor(950, around), { x: 950, room: 350 });
});
