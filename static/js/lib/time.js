/**
 * The cluster's virtual time in words. The page hears the clock now and then and runs it on by
 * itself: virtual now = told now + seconds since it was told x speed, up to the moment at which the
 * line broke. `duration(443)` is "7 m 23 s".
 */

/** @typedef {import("../types.js").HeardClock} HeardClock */

/** @param {HeardClock} clock @param {number} performanceNow */
export function virtualNow(clock, performanceNow) {
  if (clock.paused) return clock.now;
  const until = Math.min(performanceNow, clock.heldAt ?? Infinity);
  return clock.now + (Math.max(0, until - clock.heardAt) / 1000) * clock.speed;
}

/**
 * Does time stand on this page: paused, or the line is away? Nothing is drawn anew for it then.
 * @param {HeardClock} clock
 */
export function isStanding({ paused, heldAt }) {
  return paused || heldAt !== undefined;
}

/** What has passed: an age, a silence. @param {number} seconds */
export function duration(seconds) {
  return wholeSeconds(Math.max(0, Math.floor(seconds)));
}

/**
 * What is still to come: a wait that has just begun is told whole, and one that is not over is
 * never told as 0 s.
 * @param {number} seconds
 */
export function timeLeft(seconds) {
  return wholeSeconds(Math.max(0, Math.ceil(seconds - NOISE)));
}

/** Two clocks never agree to the last bit: 30.0001 s are 30 s. */
const NOISE = 0.05;

/** @param {number} whole */
function wholeSeconds(whole) {
  if (whole < 60) return `${whole} s`;
  if (whole < 3600)
    return whole % 60 ? `${Math.floor(whole / 60)} m ${whole % 60} s` : `${whole / 60} m`;
  if (whole < 86400) return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} m`;
  return `${Math.floor(whole / 86400)} d ${Math.floor((whole % 86400) / 3600)} h`;
}

/** One unit is enough for an age: "6 min ago". @param {number} seconds */
export function ago(seconds) {
  const whole = Math.max(0, Math.floor(seconds));
  if (whole < 5) return "just now";
  if (whole < 60) return `${whole} s ago`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ago`;
  if (whole < 86400) return `${Math.floor(whole / 3600)} h ago`;
  return `${Math.floor(whole / 86400)} d ago`;
}

/** @param {number} seconds */
export function countdown(seconds) {
  const whole = Math.max(0, Math.ceil(seconds));
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}

/** @param {number} virtualSeconds since the epoch */
export function clockTime(virtualSeconds) {
  return new Date(virtualSeconds * 1000).toISOString().slice(11, 19);
}

/** @param {number} virtualSeconds */
export function isoTime(virtualSeconds) {
  return `${new Date(virtualSeconds * 1000).toISOString().slice(0, 19)}Z`;
}
