/** An empty slot: a small grey dot, room for a Pod. */

/**
 * @param {import("./outlines.js").Context} c
 * @param {import("../../types.js").Shape} shape
 * @param {import("../../types.js").Tokens} tokens
 */
export function drawDot(c, { x, y, s }, tokens) {
  c.beginPath();
  c.arc(x + s / 2, y + s / 2, Math.max(0.75, Math.min(2.5, s * 0.08)), 0, 7);
  c.fillStyle = tokens.slot;
  c.fill();
}
