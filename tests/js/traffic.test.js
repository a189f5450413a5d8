import assert from "node:assert/strict";
import test from "node:test";
import { requestCounts, requestsDue, requestsNumbered } from "../../static/js/state/traffic.js";
import { aService } from "./cards.js";

const endpoint = (/** @type {string} */ pod, failing = "", takes = true) => ({
  pod,
  ready: takes,
  serving: true,
  terminating: false,
  takes,
  failing,
});
const service = (/** @type {object[]} */ endpoints, more = {}) =>
  aService("web", {
    endpoints,
    traffic: {
      rate: 6,
      served: 12,
      failed: 1,
      failures: [{ reason: "NodeSilent", text: "", count: 1 }],
      since: 90,
      asOf: 100,
      next: 13,
      nextAt: 100,
      ...more,
    },
  });

test("counters run on by themselves, six a second", () => {
  const web = service([endpoint("a"), endpoint("b")]);
  assert.equal(requestsDue(web, 99.9), 0);
  assert.equal(requestsDue(web, 100), 1);
  assert.deepEqual(requestCounts(web, 110 - 1 / 6).served, 12 + 60);
  assert.equal(requestCounts(web, 110).failed, 1);
});

test("an endpoint that does not answer fails its share", () => {
  const web = service([endpoint("a"), endpoint("b", "NodeSilent"), endpoint("c", "", false)]);
  const { served, failed, reasons } = requestCounts(web, 101.5);
  assert.deepEqual([served, failed, reasons.get("NodeSilent")], [12 + 5, 1 + 5, 6]);
});

test("without an endpoint every request fails", () => {
  const web = service([endpoint("a", "", false)]);
  assert.deepEqual(requestCounts(web, 101 - 1 / 6).reasons.get("NoEndpoint"), 6);
  assert.equal(requestsNumbered(web, 13, 13)[0]?.failing, "NoEndpoint");
});

test("each request has its number, moment and Pod, and the sum agrees with the counters", () => {
  const web = service([endpoint("a"), endpoint("b", "NodeSilent")]);
  const requests = requestsNumbered(web, 13, 12 + requestsDue(web, 100.5));
  assert.deepEqual(
    requests.map(({ number, pod }) => [number, pod]),
    [
      [13, "b"],
      [14, "a"],
      [15, "b"],
      [16, "a"],
    ],
  );
  assert.equal(requests.filter(({ failing }) => failing).length, 2);
  assert.equal(requestCounts(web, 100.5).failed, 1 + 2);
  assert.deepEqual(requestsNumbered(web, 17, 16), []);
});

test("nobody comes while the rate is 0", () => {
  const web = service([endpoint("a")], { rate: 0, nextAt: null });
  assert.deepEqual(requestCounts(web, 1000).served, 12);
  assert.equal(requestsDue(web, 1000), 0);
});
