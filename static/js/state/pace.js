/**
 * How often words are written. With few Pods the picture and all that is said of it are drawn
 * together. With many the tiles still change with each delta, but nobody reads fifteen sentences a
 * second: panels, counts, the ruler and the accessible tree follow five times a second, and always
 * up to the last state. Told at once: what the visitor does, a clock that stops, and what anybody
 * orders of a Deployment (its lanes need room before the Pods come).
 */

/** @typedef {import("../types.js").State} State */

const MANY_PODS = 400;
const WORDS_MS = 200;
/** What the feed alone changes; all else is somebody's doing on this page. */
const FED = new Set(
  /** @type {(keyof State)[]} */ ([
    ...["revision", "clock", "tables", "seating", "colours", "events", "writes", "series"],
    "stepped",
  ]),
);

export class Pace {
  constructor() {
    /** @type {State | null} what was told last */
    this.told = null;
    this.toldAt = -Infinity;
  }

  /**
   * @param {State} state @param {number} at
   * @returns {number} ms until it is to be told: 0 now, Infinity when it was
   */
  wait(state, at) {
    if (state === this.told) return Infinity;
    const left = this.toldAt + WORDS_MS - at;
    if (left > 0 && this.told && mayWait(this.told, state)) return left;
    this.told = state;
    this.toldAt = at;
    return 0;
  }
}

/** @param {State} told @param {State} state */
function mayWait(told, state) {
  if (state.tables.Pod.size <= MANY_PODS || told.clock.paused !== state.clock.paused) return false;
  if (isOrdered(told.tables.Deployment, state.tables.Deployment)) return false;
  const parts = /** @type {(keyof State)[]} */ (Object.keys(state));
  return parts.every((part) => FED.has(part) || told[part] === state[part]);
}

/**
 * Was a Deployment made, deleted or given another spec?
 * @param {State["tables"]["Deployment"]} told @param {State["tables"]["Deployment"]} now
 */
function isOrdered(told, now) {
  if (told === now) return false;
  const isSame = (/** @type {import("../types.js").DeploymentCard} */ { uid, generation }) =>
    told.get(uid)?.generation === generation;
  return told.size !== now.size || ![...now.values()].every(isSame);
}
