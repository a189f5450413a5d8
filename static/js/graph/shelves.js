/**
 * Where the shapes are: the picture is cut into squares of 48 px, and each shape lies on the shelf
 * of every square it touches. What lies in a dirty rectangle is found without asking 5,000 Pods.
 * Example: a tile of 4 px that changed is drawn anew with the 40 or so around it.
 */

/** @typedef {import("../types.js").Shape} Shape */
/** @typedef {{x0: number, y0: number, x1: number, y1: number}} Box */

const SIDE = 48;
const ROW = 4096;

export class Shelves {
  constructor() {
    /** @type {Map<number, Set<Shape>>} */
    this.shelves = new Map();
  }

  /** @param {import("../types.js").Change} change */
  note({ before, after }) {
    if (before) for (const key of squaresOf(boxOf(before))) this.shelves.get(key)?.delete(before);
    if (!after) return;
    for (const key of squaresOf(boxOf(after))) {
      const shelf = this.shelves.get(key);
      if (shelf) shelf.add(after);
      else this.shelves.set(key, new Set([after]));
    }
  }

  /** @param {Box} box @returns {Set<Shape>} */
  within(box) {
    const found = new Set();
    for (const key of squaresOf(box))
      for (const shape of this.shelves.get(key) ?? [])
        if (overlaps(box, boxOf(shape))) found.add(shape);
    return found;
  }
}

/** @param {Box} box */
function squaresOf({ x0, y0, x1, y1 }) {
  const keys = [];
  for (let row = Math.floor(y0 / SIDE); row <= Math.floor(y1 / SIDE); row += 1)
    for (let column = Math.floor(x0 / SIDE); column <= Math.floor(x1 / SIDE); column += 1)
      keys.push(row * ROW + column);
  return keys;
}

/**
 * All that a shape may touch: its halo, its selection, its name.
 * @param {Shape} shape
 * @returns {Box}
 */
export function boxOf({ x, y, s, selected, halo, label, corner }) {
  const away = selected || halo ? 9 : corner ? 5 : 1.5;
  const side = label ? Math.max(away, (label.length * 7 - s) / 2 + 2) : away;
  const below = Math.max(away, label ? 22 : 0);
  return {
    x0: Math.floor(x - side),
    y0: Math.floor(y - away),
    x1: Math.ceil(x + s + side),
    y1: Math.ceil(y + s + below),
  };
}

/** @param {Box} a @param {Box} b */
export function overlaps(a, b) {
  return a.x0 < b.x1 && a.x1 > b.x0 && a.y0 < b.y1 && a.y1 > b.y0;
}
