/**
 * The whole picture in small: how large the map is, where on it the part lies that is seen, and how
 * far to scroll for a point on it. Example: a picture of 1000 x 4000 px, of which 1000 x 700 are
 * seen, is a map of 30 x 120 px; the part seen is a frame of 30 x 21 px on it.
 */

/** @typedef {{width: number, height: number}} Size */
/** @typedef {{left: number, top: number}} Scroll */

/** @type {Size} */
const LARGEST = { width: 132, height: 120 };
/** Less than a quarter out of sight needs no map. */
const WORTH = 1.25;

/**
 * @param {Size} whole the picture @param {Size} view the part of it that is seen
 * @returns {(Size & {scale: number}) | null} null when (nearly) all is seen
 */
export function mapOf(whole, view) {
  const isSeen = whole.height < view.height * WORTH && whole.width < view.width * WORTH;
  if (isSeen || view.width <= 0 || view.height <= 0) return null;
  const scale = Math.min(LARGEST.width / whole.width, LARGEST.height / whole.height);
  return { scale, width: whole.width * scale, height: whole.height * scale };
}

/**
 * Where the part lies that is seen.
 * @param {{scale: number}} map @param {Scroll} scroll @param {Size} view
 */
export function frameOn({ scale }, { left, top }, { width, height }) {
  return { x: left * scale, y: top * scale, width: width * scale, height: height * scale };
}

/**
 * How far to scroll so that a point of the map comes into the middle of what is seen.
 * @param {Size & {scale: number}} map @param {{x: number, y: number}} point @param {Size} view
 * @returns {Scroll}
 */
export function scrollFor(map, { x, y }, view) {
  const middle = (/** @type {"width" | "height"} */ side, /** @type {number} */ at) => {
    const most = Math.max(0, map[side] / map.scale - view[side]);
    return Math.min(most, Math.max(0, at / map.scale - view[side] / 2));
  };
  return { left: middle("width", x), top: middle("height", y) };
}
