/**
 * Which Pods look or stand otherwise than in the state drawn before, so that tree and picture look
 * at 7 Pods and not at 5,000. `null` stands for all of them.
 * Example: b takes the seat of a, which is leaving -> a (now on the corner) and b.
 */

/** @typedef {import("../types.js").State} State */

/** What changes the look of every Pod. */
const ALL = /** @type {const} */ (["view", "colours", "find"]);

/**
 * @param {State | null} before what was drawn last @param {State} after
 * @returns {Set<string> | null} uids, of Pods that are gone too
 */
export function touchedPods(before, after) {
  if (!before || ALL.some((part) => before[part] !== after[part])) return null;
  /** @type {Set<string>} */
  const touched = new Set();
  addOthers(touched, before.tables.Pod, after.tables.Pod);
  if (before.seating !== after.seating) {
    addOthers(touched, before.seating.places, after.seating.places);
    addHolders(touched, before.seating.lanes, after.seating.lanes);
  }
  for (const state of [before, after])
    if (before.selection?.uid !== after.selection?.uid && state.selection)
      touched.add(state.selection.uid);
  return touched;
}

/**
 * What one map has otherwise than the other.
 * @template Value
 * @param {Set<string>} touched
 * @param {Map<string, Value>} before @param {Map<string, Value>} after
 */
function addOthers(touched, before, after) {
  if (before === after) return;
  let kept = 0;
  for (const [key, value] of after) {
    const known = before.get(key);
    if (known !== value) touched.add(key);
    if (known !== undefined) kept += 1;
  }
  if (kept === before.size) return;
  for (const key of before.keys()) if (!after.has(key)) touched.add(key);
}

/**
 * Who held a seat that somebody else holds now, and who holds it.
 * @param {Set<string>} touched
 * @param {import("../types.js").Seating["lanes"]} before
 * @param {import("../types.js").Seating["lanes"]} after
 */
function addHolders(touched, before, after) {
  for (const [key, row] of after) {
    const former = before.get(key);
    if (former === row) continue;
    row.forEach((uid, slot) => {
      const other = former?.[slot];
      if (other === uid) return;
      if (uid) touched.add(uid);
      if (other) touched.add(other);
    });
  }
}
