/**
 * Where the Pods of a small picture stand, pure: one row or more for each set, the newest on top,
 * as large as they fit, never one left out. Below 3 px the rest shares the last size and is clipped
 * by nobody: rows simply get denser.
 */

/** @typedef {import("./types.js").MiniCard} MiniCard */
/** @typedef {{x: number, y: number, s: number, set: number, pod: number}} MiniPlace */

const SIDES = [36, 28, 24, 20, 16, 12, 10, 8, 6, 4, 3, 2, 1];
const ROW_GAP = 6;

/**
 * @param {number[]} sizes how many Pods each set has
 * @param {number} width
 * @param {number} height
 * @param {number} most the largest side
 * @returns {MiniPlace[]}
 */
export function placeMini(sizes, width, height, most) {
  const shown = sizes.map((count, set) => ({ count, set })).filter(({ count }) => count > 0);
  const side = sideFor(shown, width, height, most);
  const gap = gapFor(side);
  const columns = columnsFor(side, width);
  const total = heightFor(shown, side, columns);
  const places = /** @type {MiniPlace[]} */ ([]);
  let y = Math.max(0, (height - total) / 2);
  for (const { count, set } of shown) {
    for (let pod = 0; pod < count; pod++) {
      const x = 1 + (pod % columns) * (side + gap);
      places.push({ x, y: y + Math.floor(pod / columns) * (side + gap), s: side, set, pod });
    }
    y += Math.ceil(count / columns) * (side + gap) - gap + ROW_GAP;
  }
  return places;
}

/**
 * @param {{count: number}[]} shown
 * @param {number} width
 * @param {number} height
 * @param {number} most
 */
function sideFor(shown, width, height, most) {
  const fits = (/** @type {number} */ side) =>
    heightFor(shown, side, columnsFor(side, width)) <= height;
  return SIDES.find((side) => side <= most && fits(side)) ?? 1;
}

/** @param {number} side */
const gapFor = (side) => (side >= 20 ? 4 : side >= 8 ? 2 : 1);

/** @param {number} side @param {number} width */
const columnsFor = (side, width) =>
  Math.max(1, Math.floor((width - 2 + gapFor(side)) / (side + gapFor(side))));

/** @param {{count: number}[]} shown @param {number} side @param {number} columns */
function heightFor(shown, side, columns) {
  const gap = gapFor(side);
  const rows = shown.map(({ count }) => Math.ceil(count / columns) * (side + gap) - gap);
  return rows.reduce((sum, each) => sum + each, 0) + Math.max(0, rows.length - 1) * ROW_GAP;
}

/** One sentence for who does not see the picture. @param {MiniCard | undefined} card */
export function sayMini(card) {
  if (!card) return "no picture yet";
  const sets = card.sets
    .filter(({ pods }) => pods.length)
    .map(
      ({ image, pods }) =>
        `${pods.filter(([stage]) => stage === "ready").length} of ${pods.length} of ${image} ready`,
    );
  return sets.length ? sets.join(", ") : "no Pods";
}
