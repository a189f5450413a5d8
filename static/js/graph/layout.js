/**
 * Layout is arithmetic: a strip of n slots gets the largest tile at which it still fits, and slot k
 * is at column k mod columns, row k div columns. No slot ever moves because of what another Pod
 * does. Example: 13 slots on 624 px -> tiles of 40 px, 8 px apart, in one row.
 */

/** @typedef {import("../types.js").Fit} Fit */
/** @typedef {import("../types.js").Frame} Frame */
/** @typedef {import("../types.js").Rect} Rect */

/** Tile side and the gap to the next one, from large to small. */
const STEPS = [
  [56, 12],
  [48, 12],
  [40, 8],
  [32, 8],
  [28, 6],
  [24, 6],
  [20, 4],
  [16, 4],
  [12, 3],
  [10, 2],
  [8, 2],
  [7, 2],
  [6, 2],
  [5, 1],
  [4, 1],
  [3, 1],
];
export const NAMED_FROM = 32;
const NAME_HEIGHT = 18;
const CORNER_SIDE = 0.5;
/**
 * One row is best while its tiles show their whole glyph: then the ruler above has the same pitch.
 */
const ONE_ROW_FROM = 24;

/**
 * @param {number} seats
 * @param {number} width
 * @param {{height: number, most: number, oneRow?: number}} room how high rows may stack, the
 *   largest tile, the smallest one for which a single row is preferred
 * @returns {Fit}
 */
export function fit(seats, width, { height, most, oneRow = ONE_ROW_FROM }) {
  const steps = STEPS.filter(([side = 3]) => side <= most).map(([side = 3, gap = 1]) => {
    const columns = Math.max(1, Math.floor((width + gap) / (side + gap)));
    return { side, gap, columns, rows: Math.ceil(seats / columns) };
  });
  const best =
    steps.find(({ side, rows }) => rows === 1 && side >= oneRow) ??
    steps.find(({ side, gap, rows }) => rows === 1 || rows * rowHeight(side, gap) <= height);
  if (best) return best;
  const columns = Math.max(1, Math.floor((width + 1) / 4));
  return { side: 3, gap: 1, columns, rows: Math.ceil(seats / columns) };
}

/**
 * Nearer or farther by some steps of the tile, but never taller than the strip may grow.
 * @param {Fit} own @param {number} zoom
 * @param {{seats: number, width: number, tallest: number}} room
 * @returns {Fit}
 */
export function zoomed(own, zoom, { seats, width, tallest }) {
  const place = STEPS.findIndex(([side]) => side === own.side);
  for (let steps = Math.min(zoom, place); steps > 0; steps -= 1) {
    const [side = 3, gap = 1] = STEPS[place - steps] ?? [];
    const near = fitLike(seats, width, { ...own, side, gap });
    if (width >= side && near.rows * rowHeight(side, gap) <= tallest) return near;
  }
  if (zoom >= 0) return own;
  const [side = 3, gap = 1] = STEPS[Math.min(STEPS.length - 1, place - zoom)] ?? [];
  return fitLike(seats, width, { ...own, side, gap });
}

/** The same tile for all strips of a Deployment, so that their lengths can be compared. */
/** @param {number} seats @param {number} width @param {Fit} model */
export function fitLike(seats, width, model) {
  const columns = Math.max(1, Math.floor((width + model.gap) / (model.side + model.gap)));
  return { ...model, columns, rows: Math.ceil(seats / columns) };
}

/** @param {number} side @param {number} gap @param {boolean} [isNamed] */
export function rowHeight(side, gap, isNamed = side >= NAMED_FROM) {
  return side + gap + (isNamed ? NAME_HEIGHT : 0);
}

/** @param {Frame} frame @param {number} slot @returns {Rect} */
export function slotRect(frame, slot) {
  const column = slot % frame.columns;
  const row = Math.floor(slot / frame.columns);
  return {
    x: frame.x + column * (frame.side + frame.gap),
    y: frame.y + row * frame.rowHeight,
    s: frame.side,
  };
}

/** A Pod that was replaced stands at half size on the upper right corner of its successor. */
/** @param {Rect} rect @returns {Rect} */
export function cornerRect(rect) {
  const s = rect.s * CORNER_SIDE;
  return { x: rect.x + rect.s - s * 0.62, y: rect.y - s * 0.18, s };
}

/**
 * @param {Frame} frame
 * @param {number} x
 * @param {number} y
 * @returns {number} the slot under a point, or -1
 */
export function slotAt(frame, x, y) {
  const column = Math.floor((x - frame.x) / (frame.side + frame.gap));
  const row = Math.floor((y - frame.y) / frame.rowHeight);
  const isInside = column >= 0 && column < frame.columns && row >= 0 && row < frame.rows;
  return isInside ? row * frame.columns + column : -1;
}

/** @param {Rect} from @param {Rect} to @param {number} part @returns {Rect} */
export function between(from, to, part) {
  return {
    x: from.x + (to.x - from.x) * part,
    y: from.y + (to.y - from.y) * part,
    s: from.s + (to.s - from.s) * part,
  };
}

/** @param {Rect} a @param {Rect} b */
export function isSameRect(a, b) {
  return a.x === b.x && a.y === b.y && a.s === b.s;
}
