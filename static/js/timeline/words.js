/** The timeline in words: for the slider's value, the strip over the picture, the table. */

import { LINK_WORDS } from "../lib/text.js";
import { ago, clockTime } from "../lib/time.js";
import { availableIn, pointAt } from "./series.js";

/** @typedef {import("../types.js").State} State */

/** @param {import("../types.js").Series} series @param {string} uid @param {number} time */
export function pointWords(series, uid, time) {
  const point = pointAt(series, uid, time);
  if (!point) return "";
  const parts = point.available.map(
    ([set, number]) => `${number} of ${series.sets.get(set)?.image ?? "another version"}`,
  );
  const versions = parts.length > 1 ? ` (${parts.join(", ")})` : "";
  const { counted, wanted, floor, ceiling } = point;
  const limits = `wanted ${wanted}, floor ${floor}, ceiling ${ceiling}`;
  return `${availableIn(point)} available${versions}, ${counted} counted, ${limits}`;
}

/** @param {State} state @param {number} head @param {string} words */
export function nowSentence(state, head, words) {
  const where = LINK_WORDS[state.past ? "past" : state.link.phase];
  return `${clockTime(head)}, ${where}${words ? `: ${words}` : ""}`;
}

/** "14:03:07", or "Revision 43" until its time is known. */
/** @param {import("../types.js").Moment} moment */
export function momentWords({ time, revision }) {
  return time > 0 ? clockTime(time) : `Revision ${revision}`;
}

/** "34 s ago" @param {number} time @param {number} now */
export function sinceThen(time, now) {
  const words = ago(now - time);
  return words === "just now" ? "a moment ago" : words;
}
