/** The websocket that is opened before the page's modules are there, and who takes it over. */

import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { openEarly, takeEarly } from "../../static/js/early/line.js";

const PATH = "/ws/c/abc/?share=s";
/** @type {FakeSocket[]} */
let opened = [];

class FakeSocket extends EventTarget {
  static OPEN = 1;
  readyState = 0;
  /** @param {URL} url */
  constructor(url) {
    super();
    this.url = url.href;
    opened.push(this);
  }
  /** @param {string} data */
  hear(data) {
    this.dispatchEvent(new MessageEvent("message", { data }));
  }
}

beforeEach(() => {
  Object.assign(globalThis, { WebSocket: FakeSocket, location: { href: "https://host:8/c/abc/" } });
  takeEarly(PATH);
  opened = [];
});

test("the address is this server's, with TLS where the page has it", () => {
  openEarly(PATH);
  assert.equal(opened[0]?.url, "wss://host:8/ws/c/abc/?share=s");
});

test("what was said meanwhile is handed over once, in order, with the time it was heard", () => {
  const begin = performance.now();
  openEarly(PATH);
  for (const text of ["snapshot", "delta"]) opened[0]?.hear(text);
  const line = takeEarly(PATH);
  assert.equal(line?.socket, opened[0]);
  assert.deepEqual(
    line?.heard.map(({ text }) => text),
    ["snapshot", "delta"],
  );
  assert.ok(line?.heard.every(({ at }) => at >= begin && at <= performance.now()));
  opened[0]?.hear("another delta");
  assert.equal(line?.heard.length, 2, "from now on the taker listens");
  assert.equal(takeEarly(PATH), null);
});

test("a line that is closed, or leads elsewhere, is not taken", () => {
  openEarly(PATH);
  assert.equal(takeEarly("/ws/c/other/"), null);
  const [socket] = opened;
  if (socket) socket.readyState = 3;
  assert.equal(takeEarly(PATH), null);
});
