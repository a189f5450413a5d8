/**
 * Two fingers on the picture: together or apart is the camera's distance, side by side moves it.
 * One finger is the browser's own: it scrolls, and taps.
 */

import { pinched } from "./zoom.js";

/**
 * @typedef {object} Hand
 * @property {(dx: number, dy: number) => void} move
 * @property {(steps: number, x: number, y: number) => void} nearer around a point of the window
 */

/** @param {HTMLElement} content @param {Hand} hand */
export function listenToFingers(content, hand) {
  /** @type {{gap: number, x: number, y: number} | null} */
  let before = null;
  let rest = 0;
  const start = (/** @type {TouchEvent} */ { touches }) => {
    before = touches.length === 2 ? placeOf(touches) : null;
    rest = 0;
  };
  content.addEventListener("touchstart", start, { passive: true });
  content.addEventListener("touchend", start, { passive: true });
  content.addEventListener("touchcancel", start, { passive: true });
  content.addEventListener(
    "touchmove",
    (event) => {
      if (!before || event.touches.length !== 2 || !event.cancelable) return;
      event.preventDefault();
      const now = placeOf(event.touches);
      hand.move(before.x - now.x, before.y - now.y);
      const turn = pinched(rest, before.gap, now.gap);
      before = now;
      ({ rest } = turn);
      if (turn.steps) hand.nearer(turn.steps, now.x, now.y);
    },
    { passive: false },
  );
}

/** How far apart two fingers are, and what is between them. @param {TouchList} touches */
function placeOf([a, b]) {
  const [one, other] = /** @type {[Touch, Touch]} */ ([a, b]);
  return {
    gap: Math.hypot(one.clientX - other.clientX, one.clientY - other.clientY),
    x: (one.clientX + other.clientX) / 2,
    y: (one.clientY + other.clientY) / 2,
  };
}
