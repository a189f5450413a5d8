/**
 * One state, one frame. Messages are reduced at once; what is drawn follows in the next animation
 * frame, all of it together, so that the words, the accessible tree and `data-revision` never
 * disagree (of thousands of Pods the tiles may be a fifth of a second ahead, see pace.js). A tab in
 * the background gets no animation frames: there a timer brings the words up to date four times a
 * second.
 */

import { reduce } from "./reducer.js";

/** @typedef {import("../types.js").State} State */
/** @typedef {import("../types.js").Message} Message */

const BACKGROUND_MS = 250;

/**
 * @param {State} initial
 * @param {(state: State, isChanged: boolean) => number} draw draws, returns ms until the next look
 */
export function createStore(initial, draw) {
  let state = initial;
  let drawn = /** @type {State | null} */ (null);
  let frame = 0;
  let timer = 0;

  const look = () => {
    cancelAnimationFrame(frame);
    clearTimeout(timer);
    frame = timer = 0;
    const isChanged = state !== drawn;
    drawn = state;
    const wake = draw(state, isChanged);
    if (frame || timer || document.hidden) return;
    if (wake <= 17) frame = requestAnimationFrame(look);
    else if (wake < Infinity) timer = setTimeout(schedule, wake);
  };
  const schedule = () => {
    if (frame) return;
    clearTimeout(timer);
    frame = requestAnimationFrame(look);
    timer = setTimeout(look, BACKGROUND_MS);
  };
  document.addEventListener("visibilitychange", schedule);
  return {
    get: () => state,
    /** @param {Message} message */
    dispatch(message) {
      const next = reduce(state, message);
      if (next === state) return;
      state = next;
      schedule();
    },
    schedule,
  };
}
