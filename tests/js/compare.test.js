import assert from "node:assert/strict";
import test from "node:test";
import { intOrPercent, outcomeRows, strategyWords } from "../../static/js/compare/strategies.js";

const outcome = (/** @type {object} */ more) => ({
  started: 100,
  finished: 110.5,
  now: 130,
  mostPods: 12,
  fewestAvailable: 10,
  served: 60,
  failed: 0,
  ...more,
});

test("the smaller time, crowd and loss are better, and the larger rest", () => {
  const careful = outcome({ finished: 117.6 });
  const recreate = outcome({ finished: 102.7, mostPods: 10, fewestAvailable: 0, failed: 10 });
  const rows = outcomeRows(careful, recreate);
  assert.deepEqual(
    rows.map(({ name, values, better }) => [name, ...values, better]),
    [
      ["time to finish", "17.6 s", "2.7 s", 1],
      ["most Pods at once", "12", "10", 1],
      ["fewest available", "10", "0", 0],
      ["requests failed", "0", "10", 0],
    ],
  );
  assert.equal(rows.at(-1)?.means, "of 60 and 70");
});

test("a run that goes on has not lost, and a draw has no winner", () => {
  const [time, most] = outcomeRows(outcome({ finished: null }), outcome({}));
  assert.deepEqual(time?.values, ["runs since 30 s", "10.5 s"]);
  assert.deepEqual([time?.better, most?.better], [-1, -1]);
});

test("fields say what the API takes", () => {
  assert.deepEqual([" 1 ", "25%", "x"].map(intOrPercent), [1, "25%", "x"]);
  assert.equal(
    strategyWords({ title: "", type: "RollingUpdate", surge: 1, unavailable: 0 }),
    "surge 1, unavailable 0",
  );
});
