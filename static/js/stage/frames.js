/**
 * From the page's boxes to the picture's coordinates. Every element with `data-slots` gets the tile
 * size at which its seats fit (one size per group) and tells where it lies; every element with
 * `data-anchor` tells where its object is named. All in the coordinates of the stage's content, so
 * scrolling changes nothing.
 */

import { fit, fitLike, zoomed, NAMED_FROM, rowHeight } from "../graph/layout.js";

/** @typedef {import("../types.js").Frame} Frame */
/** @typedef {import("../types.js").Fit} Fit */
/** @typedef {{x: number, y: number, width: number, height: number}} Box */
/**
 * @typedef {object} Measures
 * @property {Map<string, Frame>} frames
 * @property {Map<string, Box>} anchors
 * @property {number} width
 * @property {number} height
 * @property {boolean} canGrow a nearer look would show larger tiles
 * @property {boolean} canShrink
 */

const PHONE = 720;
const MANY = 200;
/** All strips one below the other; the canvas ends at 8192 px. */
const TALLEST = 5600;
/** What makes a strip another one; how many of its seats are shown does not. */
const FIXED = /** @type {const} */ ([
  "key",
  "x",
  "y",
  "width",
  "side",
  "gap",
  "columns",
  "rows",
  "rowHeight",
  "named",
]);

/**
 * @param {number} seats
 * @param {{isLane: boolean, isByNode: boolean, width: number, isProjector: boolean}} where
 */
function roomFor(seats, { isLane, isByNode, width, isProjector }) {
  const isPhone = width <= PHONE;
  if (isLane !== isByNode)
    return {
      height: isPhone ? 64 : isLane ? (seats > MANY ? 172 : 132) : 210,
      most: isPhone ? 32 : isLane || isProjector ? 56 : 40,
    };
  return { height: isLane ? 62 : 68, most: isPhone ? 16 : 20, oneRow: isPhone ? 12 : 20 };
}

/**
 * @param {HTMLElement} content
 * @param {"owner" | "node"} view
 * @param {Measures | null} before
 * @param {number} [zoom]
 * @returns {Measures}
 */
export function measure(content, view, before, zoom = 0) {
  const boxes = /** @type {HTMLElement[]} */ ([...content.querySelectorAll("[data-slots]")]);
  const looks = looksAt(boxes, view, zoom);
  const { fits } = looks;
  boxes.forEach((box, index) => sizeBox(box, /** @type {Fit} */ (fits[index])));
  const origin = content.getBoundingClientRect();
  /** @type {Map<string, Frame>} */
  const frames = new Map();
  boxes.forEach((box, index) => {
    const frame = frameOf(box, /** @type {Fit} */ (fits[index]), origin);
    frames.set(frame.key, kept(before?.frames.get(frame.key), frame));
  });
  const measures = {
    frames,
    anchors: anchorsOf(content, origin),
    width: content.clientWidth,
    height: content.scrollHeight,
    canGrow: looks.canGrow,
    canShrink: looks.canShrink,
  };
  const isSame =
    before?.frames.size === frames.size &&
    [...frames].every(([key, frame]) => before.frames.get(key) === frame);
  return before && isSame ? { ...measures, frames: before.frames } : measures;
}

/**
 * A strip that stays where it is stays the same object, whatever it shows: only then is nothing in
 * it placed or drawn anew.
 * @param {Frame | undefined} before @param {Frame} frame
 */
function kept(before, frame) {
  if (!before || !FIXED.every((name) => before[name] === frame[name])) return frame;
  before.shown = frame.shown;
  return before;
}

/**
 * Only the strips of the view in front come nearer; together they stay within what a canvas holds.
 * @param {HTMLElement[]} boxes @param {"owner" | "node"} view @param {number} zoom
 */
function looksAt(boxes, view, zoom) {
  const all = fitAll(boxes, view);
  const front = boxes.map((box) => (box.dataset.strip === "lane") === (view === "owner"));
  const columns = view === "owner" ? 1 : columnsOf(boxes.filter((_, index) => front[index]));
  const tallest = (TALLEST * columns) / Math.max(1, front.filter(Boolean).length);
  const at = (/** @type {number} */ steps) =>
    all.map((own, index) => {
      const box = boxes[index];
      if (!box || !front[index]) return own;
      const seats = Number(box.dataset.seats) || 1;
      return zoomed(own, steps, { seats, width: box.clientWidth, tallest });
    });
  const fits = at(zoom);
  const isOther = (/** @type {Fit[]} */ others) =>
    others.some(({ side }, index) => side !== fits[index]?.side);
  return { fits, canGrow: isOther(at(zoom + 1)), canShrink: isOther(at(zoom - 1)) };
}

/** How many strips stand side by side. @param {HTMLElement[]} boxes */
function columnsOf(boxes) {
  const top = boxes[0]?.getBoundingClientRect().top;
  return boxes.filter((box) => box.getBoundingClientRect().top === top).length || 1;
}

/** @param {HTMLElement[]} boxes @param {"owner" | "node"} view */
function fitAll(boxes, view) {
  const isProjector = "projector" in document.documentElement.dataset;
  const widths = boxes.map((box) => box.clientWidth);
  const seats = boxes.map((box) => Number(box.dataset.seats) || 1);
  const fits = boxes.map((box, index) => {
    const room = roomFor(seats[index] ?? 1, {
      isLane: box.dataset.strip === "lane",
      isByNode: view === "node",
      width: innerWidth,
      isProjector,
    });
    return fit(seats[index] ?? 1, widths[index] ?? 0, room);
  });
  /** @type {Map<string | undefined, Fit>} */
  const smallest = new Map();
  const groups = boxes.map((box) => box.dataset.group);
  fits.forEach((own, index) => {
    const known = smallest.get(groups[index]);
    if (!known || own.side < known.side) smallest.set(groups[index], own);
  });
  return fits.map((own, index) => {
    const least = smallest.get(groups[index]) ?? own;
    return least.side < own.side ? fitLike(seats[index] ?? 1, widths[index] ?? 0, least) : own;
  });
}

/** @param {HTMLElement} box @param {Fit} fitted */
function sizeBox(box, { side, gap, columns }) {
  const rows = Math.ceil(Math.max(1, Number(box.dataset.shown)) / columns);
  const height = `${rows * rowHeight(side, gap) - gap}px`;
  if (box.style.height !== height) box.style.height = height;
}

/** @param {HTMLElement} box @param {Fit} fitted @param {DOMRect} origin @returns {Frame} */
function frameOf(box, { side, gap, columns, rows }, origin) {
  const rect = box.getBoundingClientRect();
  return {
    key: box.dataset.slots ?? "",
    x: Math.round(rect.left - origin.left),
    y: Math.round(rect.top - origin.top),
    width: rect.width,
    side,
    gap,
    columns,
    rows,
    rowHeight: rowHeight(side, gap),
    shown: Number(box.dataset.shown) || 0,
    named: side >= NAMED_FROM,
  };
}

/** @param {HTMLElement} content @param {DOMRect} origin */
function anchorsOf(content, origin) {
  /** @type {Map<string, Box>} */
  const anchors = new Map();
  for (const element of /** @type {NodeListOf<HTMLElement>} */ (
    content.querySelectorAll("[data-anchor]")
  )) {
    const { left, top, width, height } = element.getBoundingClientRect();
    anchors.set(element.dataset.anchor ?? "", {
      x: left - origin.left,
      y: top - origin.top,
      width,
      height,
    });
  }
  return anchors;
}
