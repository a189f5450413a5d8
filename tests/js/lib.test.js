import assert from "node:assert/strict";
import { test } from "node:test";

import { humanKey, lead, suffix } from "../../static/js/lib/text.js";
import {
  ago,
  clockTime,
  countdown,
  duration,
  timeLeft,
  virtualNow,
} from "../../static/js/lib/time.js";
import { toYaml } from "../../static/js/lib/yaml.js";
import { backoffMs } from "../../static/js/socket.js";

test("the clock runs on at its speed, and not while it is paused", () => {
  const clock = { now: 100, speed: 10, paused: false, heardAt: 5000 };
  assert.equal(virtualNow(clock, 6000), 110);
  assert.equal(virtualNow({ ...clock, paused: true }, 6000), 100);
});

test("times in words", () => {
  assert.equal(duration(443), "7 m 23 s");
  assert.equal(duration(60), "1 m");
  assert.equal(duration(3700), "1 h 1 m");
  assert.equal(duration(29.9), "29 s");
  assert.equal(countdown(238), "3:58");
  assert.equal(ago(370), "6 min ago");
  assert.equal(clockTime(1767276123), "14:02:03");
});

test("names and numbers in words", () => {
  assert.equal(suffix("web-5d8c9b7f66-rl7qc"), "rl7qc");
  assert.equal(humanKey("oldPodsThatMayGo"), "old Pods that may go");
  assert.deepEqual(lead("node-2 is silent. 4 of 6 are available."), [
    "node-2 is silent.",
    " 4 of 6 are available.",
  ]);
  assert.deepEqual(lead("8 of 10 Pods are updated to web:v2."), [
    "8 of 10",
    " Pods are updated to web:v2.",
  ]);
});

test("YAML as kubectl prints it", () => {
  const text = toYaml({
    metadata: { name: "web", labels: {}, annotations: { on: "true", size: "10" } },
    list: [{ a: 1, b: [2] }],
    text: "x\ny\n",
    none: [],
  });
  assert.equal(
    text,
    [
      "metadata:",
      "  name: web",
      "  labels: {}",
      "  annotations:",
      '    "on": "true"',
      '    size: "10"',
      "list:",
      "- a: 1",
      "  b:",
      "  - 2",
      "text: |",
      "  x",
      "  y",
      "none: []",
      "",
    ].join("\n"),
  );
});

test("text that YAML would read otherwise is quoted", () => {
  for (const value of [
    "",
    "null",
    "1.5",
    "0x1f",
    "2026-01-01",
    "- a",
    "a: b",
    "a #b",
    "yes",
    " x",
    "*a",
    "@b",
  ]) {
    assert.equal(toYaml({ value }), `value: ${JSON.stringify(value)}\n`);
  }
  for (const value of ["web:v1", "25%", "1.2.3.4", "node-1", "/var/run", "a b"]) {
    assert.equal(toYaml({ value }), `value: ${value}\n`);
  }
});

test("reconnecting waits longer each time, at most five seconds, and not all at once", () => {
  assert.ok(backoffMs(0, () => 1) <= 300);
  assert.equal(
    backoffMs(20, () => 1),
    5000,
  );
  assert.ok(backoffMs(3, () => 0) < backoffMs(3, () => 1));
});

test("a wait that has just begun is told whole, and one that is not over is never 0 s", () => {
  assert.equal(timeLeft(29.6), "30 s");
  assert.equal(timeLeft(30.0001), "30 s");
  assert.equal(timeLeft(0.2), "1 s");
  assert.equal(timeLeft(-1), "0 s");
  assert.equal(timeLeft(443), "7 m 23 s");
});
