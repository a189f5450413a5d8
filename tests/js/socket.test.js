/** The page's lines come back later and later while the server refuses, and soon after that. */

import assert from "node:assert/strict";
import { afterEach, beforeEach, mock, test } from "node:test";

import { openLine } from "../../static/js/classroom/line.js";
import { Feed } from "../../static/js/socket.js";
import { Connection } from "../../static/js/terminal/connection.js";

/** A line that the test answers by hand. */
class Wire extends EventTarget {
  static OPEN = 1;
  /** @type {Wire[]} */
  static made = [];
  readyState = 1;
  constructor() {
    super();
    Wire.made.push(this);
  }
  /** @param {object} frame */
  say(frame) {
    this.dispatchEvent(Object.assign(new Event("message"), { data: JSON.stringify(frame) }));
  }
  /** The server lets nobody in: it says why and hangs up. */
  refuse() {
    this.say({
      type: "error",
      code: "ServiceUnavailable",
      message: "The database does not answer.",
    });
    this.dispatchEvent(Object.assign(new Event("close"), { code: 4503 }));
  }
  send() {}
  close() {}
}

const page = /** @type {any} */ (globalThis);

beforeEach(() => {
  Object.assign(page, { WebSocket: Wire, addEventListener() {}, location: { href: "http://x/" } });
  Wire.made = [];
  mock.timers.enable({ apis: ["setTimeout", "setInterval"] });
});
afterEach(() => mock.timers.reset());

/** Who opens a line, and what that line says when all is well. */
const LINES = {
  "the live feed": {
    open: () => new Feed({ url: "/ws/", revision: () => 0, onMessage() {}, onLink() {} }).connect(),
    well: { type: "notice", message: "" },
  },
  "a class's line": {
    open: () =>
      openLine(
        "/ws/",
        () => {},
        () => {},
      ),
    well: { type: "pong" },
  },
  "the terminal": {
    open: () => new Connection({ path: "/ws/", onFrame() {}, onLost() {} }).open(),
    well: { type: "out", text: "" },
  },
};

/** @param {number} ms */
function linesAfter(ms) {
  const before = Wire.made.length;
  mock.timers.tick(ms);
  return Wire.made.length - before;
}

/** Refuse whoever comes. @param {number} times */
function refuse(times) {
  for (let time = 0; time < times; time += 1) {
    Wire.made.at(-1)?.refuse();
    if (time < times - 1) mock.timers.tick(5000);
  }
}

for (const [name, { open, well }] of Object.entries(LINES)) {
  test(`${name} waits longer after each refusal, and is soon back after a good word`, () => {
    open();
    refuse(6);
    assert.equal(linesAfter(2000), 0, "the sixth wait is 2.5 to 5 s");
    assert.equal(linesAfter(3000), 1);
    Wire.made.at(-1)?.say(well);
    Wire.made.at(-1)?.refuse();
    assert.equal(linesAfter(300), 1, "the first wait is at most 0.3 s");
  });
}
