/**
 * The terminal's WebSocket. It is opened with the first frame or when asked to, comes back by
 * itself like the live feed, and keeps what is said meanwhile. A command that ran when the line
 * broke is lost; `onLost` tells.
 */

import { backoffMs } from "../socket.js";

/** @typedef {import("./types.js").PageFrame} PageFrame */
/** @typedef {import("./types.js").ServerFrame} ServerFrame */

const FINAL_CODES = new Set([4403, 4404]);

export class Connection {
  /**
   * @param {object} options
   * @param {string} options.path
   * @param {(frame: ServerFrame) => void} options.onFrame
   * @param {(isFinal: boolean) => void} options.onLost
   */
  constructor(options) {
    this.options = options;
    /** @type {WebSocket | null} */
    this.socket = null;
    /** @type {string[]} */
    this.waiting = [];
    this.attempt = 0;
    this.retry = 0;
  }

  open() {
    if (this.socket) return;
    clearTimeout(this.retry);
    const url = new URL(this.options.path, location.href);
    url.protocol = url.protocol.replace("http", "ws");
    const socket = new WebSocket(url);
    this.socket = socket;
    socket.addEventListener("open", () => this.opened(socket));
    socket.addEventListener("message", (event) => this.heard(JSON.parse(event.data)));
    socket.addEventListener("close", (event) => this.closed(event.code));
  }

  /** @param {WebSocket} socket */
  opened(socket) {
    for (const text of this.waiting.splice(0)) socket.send(text);
  }

  /** @param {ServerFrame} frame */
  heard(frame) {
    if (frame.type !== "error") this.attempt = 0; // a refusal is told by a frame too
    this.options.onFrame(frame);
  }

  /** @param {PageFrame} frame */
  send(frame) {
    const text = JSON.stringify(frame);
    if (this.socket?.readyState === WebSocket.OPEN) return this.socket.send(text);
    this.waiting.push(text);
    this.open();
  }

  /** @param {number} code */
  closed(code) {
    this.socket = null;
    this.waiting = [];
    const isFinal = FINAL_CODES.has(code);
    this.options.onLost(isFinal);
    if (isFinal) return;
    this.retry = setTimeout(() => this.open(), backoffMs(this.attempt));
    this.attempt += 1;
  }
}
