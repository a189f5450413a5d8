/**
 * A ring with the time that is left until a silent node counts as NotReady, or until its Pods are
 * evicted: "3:58 until its Pods are evicted, silent for 1 m 52 s". When nothing is due any more,
 * words without a ring say what was done.
 */

import { h, setAttribute, setText, svg } from "../lib/dom.js";
import { countdown, duration, isStanding, virtualNow } from "../lib/time.js";

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
  let past = "";
  return {
    element,
    /**
     * @param {Timer | null} next
     * @param {number | null} silent
     * @param {string} done what is said when nothing is due
     */
    set(next, silent, done) {
      timer = next;
      silentSince = silent;
      past = done;
      setAttribute(element, "hidden", timer === null && past === "");
      setAttribute(ring, "hidden", timer === null);
      setAttribute(text, "hidden", timer === null);
    },
    /**
     * @param {import("../types.js").HeardClock} clock
     * @param {number} at
     * @returns {number} ms until the next tick
     */
    tick(clock, at) {
      if (!timer && !past) return Infinity;
      const now = virtualNow(clock, at);
      setText(what, timer ? wordsFor(timer) : past);
      setText(since, silentSince === null ? "" : `silent for ${duration(now - silentSince)}`);
      if (timer) {
        drawRing(left, timer, now);
        setText(text, countdown(timer.until - now));
      }
      if (isStanding(clock) || (timer && now >= timer.until)) return Infinity;
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
