/**
 * A ring with the time that is left until a silent node counts as NotReady, or until its Pods are
 * evicted: "3:58 until its Pods are evicted, silent for 1 m 52 s".
 */

import { h, setAttribute, setText, svg } from "../lib/dom.js";
import { countdown, duration, virtualNow } from "../lib/time.js";

/** @typedef {import("../types.js").Timer} Timer */

const RING_LENGTH = 100;
const FASTEST_MS = 100;
const SECOND_MS = 1000;

export function createCountdown() {
  const left = svg("circle", { class: "countdown-left", pathLength: RING_LENGTH, ...ringAt() });
  left.setAttribute("transform", "rotate(-90 22 22)");
  const track = svg("circle", { class: "countdown-track", ...ringAt() });
  const size = { width: 44, height: 44, viewBox: "0 0 44 44", "aria-hidden": "true" };
  const text = h("b", { class: "countdown-text" });
  const what = h("span", {});
  const since = h("span", { class: "dim" });
  const ring = svg("svg", size, track, left);
  const element = h("div", { class: "countdown" }, ring, text, h("div", {}, what, since));
  let timer = /** @type {Timer | null} */ (null);
  let silentSince = /** @type {number | null} */ (null);
  return {
    element,
    /** @param {Timer | null} next @param {number | null} silent */
    set(next, silent) {
      timer = next;
      silentSince = silent;
      setAttribute(element, "hidden", timer === null);
    },
    /**
     * @param {import("../types.js").HeardClock} clock
     * @param {number} at
     * @returns {number} ms until the next tick
     */
    tick(clock, at) {
      if (!timer) return Infinity;
      const now = virtualNow(clock, at);
      drawRing(left, timer, now);
      setText(text, countdown(timer.until - now));
      setText(what, wordsFor(timer));
      setText(since, silentSince === null ? "" : `silent for ${duration(now - silentSince)}`);
      if (clock.paused || now >= timer.until) return Infinity;
      return Math.max(FASTEST_MS, Math.min(SECOND_MS, SECOND_MS / clock.speed));
    },
  };
}

function ringAt() {
  return { cx: 22, cy: 22, r: 19 };
}

/** @param {Timer} timer */
function wordsFor({ kind }) {
  return kind === "eviction" ? "until its Pods are evicted" : "until it counts as NotReady";
}

/** @param {SVGElement} ring @param {Timer} timer @param {number} now */
function drawRing(ring, { from, until }, now) {
  const part = Math.max(0, Math.min(1, (until - now) / Math.max(1, until - from)));
  ring.style.strokeDasharray = `${part * RING_LENGTH} ${RING_LENGTH}`;
  ring.style.strokeDashoffset = String(part * RING_LENGTH - RING_LENGTH);
}
