/**
 * How near the picture is seen: 0 is the size at which everything fits its strip, each step nearer
 * takes the next larger tile. Words keep their size; a larger tile shows more of its Pod (glyph and
 * ring from 20 px, the name from 32 px), and no Pod is ever left out.
 * Example: 1,000 Pods at 10 px and zoom 5 -> 28 px, on more rows.
 */

export const NEAREST = 9;
export const FARTHEST = -6;

/** @param {number} zoom */
export function within(zoom) {
  return Math.min(NEAREST, Math.max(FARTHEST, Math.round(zoom)));
}

/**
 * What a turn of the wheel (or a pinch) means; a fine wheel needs several turns for a step.
 * @param {number} rest what was left of the turns before @param {number} deltaY
 * @returns {{steps: number, rest: number}}
 */
export function turned(rest, deltaY) {
  const all = rest - deltaY / WHEEL_STEP;
  const steps = Math.trunc(all);
  return { steps, rest: all - steps };
}

const WHEEL_STEP = 40;
const PINCH_STEP = 1.25;

/**
 * What two fingers mean that move apart or together: a quarter further is one step nearer.
 * @param {number} rest what was left before @param {number} before how far apart they were
 * @param {number} now
 * @returns {{steps: number, rest: number}}
 */
export function pinched(rest, before, now) {
  if (before <= 0 || now <= 0) return { steps: 0, rest };
  const all = rest + Math.log(now / before) / Math.log(PINCH_STEP);
  const steps = Math.trunc(all);
  return { steps, rest: all - steps };
}

/**
 * How far a strip must be scrolled so that a seat stays where it was on the screen.
 * @param {import("../types.js").Frame} frame @param {number} slot @param {number} y where it was
 */
export function shiftFor(frame, slot, y) {
  return frame.y + Math.floor(slot / frame.columns) * frame.rowHeight - y;
}
