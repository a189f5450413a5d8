/**
 * The page's only WebSocket. It stays with the journal: it asks for everything since the revision
 * the page shows, and when the line breaks it comes back by itself (0.3 s, 0.6 s, 1.2 s ... at most
 * 5 s, with jitter, so that a class does not return in one blow). A delta that does not fit the
 * page's revision makes it ask anew.
 */

import { socketAddress, takeEarly } from "./early/line.js";

/** @typedef {import("./types.js").FeedMessage} FeedMessage */
/** @typedef {import("./types.js").Link} Link */

const FIRST_WAIT_MS = 300;
const LONGEST_WAIT_MS = 5000;
const QUIET_MS = 20000;
const ANSWER_MS = 8000;
const FINAL_CODES = new Set([4403, 4404]);

/** @param {number} attempt 0, 1, 2 ... @param {() => number} [random] */
export function backoffMs(attempt, random = Math.random) {
  const ceiling = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** attempt);
  return ceiling / 2 + (random() * ceiling) / 2;
}

export class Feed {
  /**
   * @param {object} options
   * @param {string} options.url
   * @param {() => number} options.revision what the page shows; 0 before the first snapshot
   * @param {(message: FeedMessage, heardAt: number) => void} options.onMessage
   * @param {(link: Link) => void} options.onLink
   */
  constructor(options) {
    this.options = options;
    this.attempt = 0;
    this.reason = "";
    /** @type {WebSocket | null} */
    this.socket = null;
    this.retry = 0;
    this.watchdog = 0;
    addEventListener("online", () => this.connect());
    addEventListener("offline", () => this.lose());
  }

  connect() {
    clearTimeout(this.retry);
    this.drop();
    const revision = this.options.revision();
    const url = socketAddress(this.options.url);
    if (revision > 0) url.searchParams.set("since", String(revision));
    const early = takeEarly(this.options.url);
    const socket = early?.socket ?? new WebSocket(url);
    this.socket = socket;
    socket.addEventListener(
      "message",
      (event) => socket === this.socket && this.receive(event.data),
    );
    socket.addEventListener("close", (event) => socket === this.socket && this.closed(event.code));
    this.listen(ANSWER_MS);
    for (const { text, at } of early?.heard ?? []) this.receive(text, at);
  }

  /** The page's revision and the feed's disagree: ask again for what is missing. */
  resync() {
    this.lose(0);
  }

  /** @param {string} text @param {number} [heardAt] */
  receive(text, heardAt = performance.now()) {
    const message = /** @type {FeedMessage} */ (JSON.parse(text));
    if (message.type !== "error") this.attempt = 0; // a refusal is told by a frame too
    this.listen(QUIET_MS);
    this.reason = message.type === "error" ? message.message : "";
    this.options.onMessage(message, heardAt);
  }

  /** @param {number} code */
  closed(code) {
    if (FINAL_CODES.has(code)) {
      this.drop();
      this.options.onLink({
        phase: "refused",
        message: this.reason || "This cluster is not open to you.",
        retryAt: 0,
      });
      return;
    }
    this.lose();
  }

  /** @param {number} [waitMs] */
  lose(waitMs = backoffMs(this.attempt)) {
    this.drop();
    this.attempt += 1;
    this.options.onLink({
      phase: "stale",
      message: this.reason,
      retryAt: performance.now() + waitMs,
    });
    clearTimeout(this.retry);
    this.retry = setTimeout(() => this.connect(), waitMs);
  }

  drop() {
    clearTimeout(this.watchdog);
    const socket = this.socket;
    this.socket = null;
    socket?.close();
  }

  /**
   * Silence is suspicious: ask, and when nothing comes back take the line for broken.
   * @param {number} ms
   */
  listen(ms) {
    clearTimeout(this.watchdog);
    this.watchdog = setTimeout(() => {
      if (ms === ANSWER_MS || this.socket?.readyState !== WebSocket.OPEN) return this.lose();
      this.socket.send(JSON.stringify({ type: "ping" }));
      this.listen(ANSWER_MS);
    }, ms);
  }
}
