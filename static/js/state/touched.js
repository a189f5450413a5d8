/**
 * Which Pods look or stand otherwise than in the state drawn before, so that tree and picture look
 * at 7 Pods and not at 5,000. `null` stands for all of them.
 * Example: b takes the seat of a, which is leaving -> a (now on the corner) and b.
 */

import { otherKeys } from "./shared_map.js";

/** @typedef {import("../types.js").State} State */

/** What changes the look of every Pod. */
const ALL = /** @type {const} */ (["view", "colours", "find"]);

/**
 * @param {State | null} before what was drawn last @param {State} after
 * @returns {Set<string> | null} uids, of Pods that are gone too
 */
export function touchedPods(before, after) {
  if (!before || ALL.some((part) => before[part] !== after[part])) return null;
  const touched = otherKeys(before.tables.Pod, after.tables.Pod);
  if (before.seating !== after.seating) addSeated(touched, before.seating, after.seating);
  for (const state of [before, after])
    if (before.selection?.uid !== after.selection?.uid && state.selection)
      touched.add(state.selection.uid);
  return touched;
}

/**
 * Who came, went or moved, and who holds or held the seats that they have or had.
 * @param {Set<string>} touched
 * @param {import("../types.js").Seating} before @param {import("../types.js").Seating} after
 */
function addSeated(touched, before, after) {
  for (const uid of otherKeys(before.places, after.places)) {
    touched.add(uid);
    for (const place of [before.places.get(uid), after.places.get(uid)]) {
      if (!place) continue;
      for (const { lanes } of [before, after]) {
        const holder = lanes.get(place.lane)?.[place.slot];
        if (holder) touched.add(holder);
      }
    }
  }
}
