/**
 * The outlines that all glyphs are made of: rounded square, diamond, and the ring that is a clock.
 */

/** @typedef {CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D} Context */
/**
 * @typedef {object} Ring
 * @property {number} x
 * @property {number} y
 * @property {number} side
 * @property {number} left 1 to 0
 * @property {string} colour
 * @property {string} track
 * @property {number} width
 */

/** @param {number} side */
export function cornerRadius(side) {
  return Math.min(9, side * 0.22);
}

/**
 * @param {Context} c
 * @param {number} x
 * @param {number} y
 * @param {number} side
 * @param {number} [radius]
 */
export function square(c, x, y, side, radius = cornerRadius(side)) {
  c.beginPath();
  c.roundRect(x, y, side, side, radius);
}

/** @param {Context} c @param {number} cx @param {number} cy @param {number} half */
export function diamond(c, cx, cy, half) {
  const k = half * 0.16;
  c.beginPath();
  c.moveTo(cx - k, cy - half + k);
  c.quadraticCurveTo(cx, cy - half, cx + k, cy - half + k);
  c.lineTo(cx + half - k, cy - k);
  c.quadraticCurveTo(cx + half, cy, cx + half - k, cy + k);
  c.lineTo(cx + k, cy + half - k);
  c.quadraticCurveTo(cx, cy + half, cx - k, cy + half - k);
  c.lineTo(cx - half + k, cy + k);
  c.quadraticCurveTo(cx - half, cy, cx - half + k, cy - k);
  c.closePath();
}

/** A ring starts at twelve and is wiped clockwise: what is still to come is drawn. */
/**
 * @param {Context} c
 * @param {Ring} ring
 */
export function ring(c, { x, y, side, left, colour, track, width }) {
  const a = side - width;
  const r = Math.min(9, side * 0.24);
  ringPath(c, x + width / 2, y + width / 2, a, r);
  const length = 4 * (a - 2 * r) + 2 * Math.PI * r;
  c.lineWidth = width;
  c.setLineDash([]);
  c.strokeStyle = track;
  c.stroke();
  if (left > 0) {
    c.lineCap = "round";
    c.setLineDash([Math.max(0.01, length * left), length]);
    c.lineDashOffset = -length * (1 - left);
    c.strokeStyle = colour;
    c.stroke();
  }
  c.setLineDash([]);
  c.lineDashOffset = 0;
}

/** @param {Context} c @param {number} x @param {number} y @param {number} a @param {number} r */
function ringPath(c, x, y, a, r) {
  c.beginPath();
  c.moveTo(x + a / 2, y);
  c.lineTo(x + a - r, y);
  c.arcTo(x + a, y, x + a, y + r, r);
  c.lineTo(x + a, y + a - r);
  c.arcTo(x + a, y + a, x + a - r, y + a, r);
  c.lineTo(x + r, y + a);
  c.arcTo(x, y + a, x, y + a - r, r);
  c.lineTo(x, y + r);
  c.arcTo(x, y, x + r, y, r);
  c.closePath();
}
