/**
 * The ruler of a rollout on a sheet: what is available, what is only counted, and the limits
 * between which the rollout goes on. The page's own (stage/ruler.js) is made of elements; here the
 * same facts are drawn.
 */

import { digits } from "../lib/text.js";
import { factsOf } from "../stage/ruler.js";

/** @typedef {import("../types.js").Tokens} Tokens */
/** @typedef {import("../types.js").Frame} Frame */
/** @typedef {ReturnType<typeof factsOf>} Facts */

export const RULER_HEIGHT = 66;
const TOP = 26;
const BAR = 14;
const UNITS = 40;

/**
 * @param {CanvasRenderingContext2D} c @param {Tokens} tokens
 * @param {import("../types.js").DeploymentModel} model
 * @param {{frame: Frame, y: number, width: number}} place
 */
export function paintRuler(c, tokens, model, { frame, y, width }) {
  const facts = factsOf(model);
  const most = Math.max(facts.ceiling, facts.full + facts.open, 1);
  const isUnits = most <= UNITS && frame.rows === 1;
  const gap = isUnits ? frame.gap : 1.5;
  const pitch = isUnits ? frame.side + frame.gap : (width - 32) / most;
  const ruler = { x: frame.x, y, pitch, gap, isUnits };
  paintBar(c, tokens, facts, ruler);
  paintLimits(c, tokens, facts, ruler);
  paintCounts(c, tokens, facts, ruler);
}

/** @typedef {{x: number, y: number, pitch: number, gap: number, isUnits: boolean}} Ruler */

/**
 * @param {CanvasRenderingContext2D} c @param {Tokens} tokens @param {Facts} facts
 * @param {Ruler} at
 */
function paintBar(c, tokens, { runs }, { x, y, pitch, gap, isUnits }) {
  let from = 0;
  for (const { count, colour, isFull } of runs) {
    const pieces = isUnits ? Array(count).fill(1) : count ? [count] : [];
    for (const units of pieces) {
      c.beginPath();
      c.roundRect(x + from * pitch, y + TOP, Math.max(1, units * pitch - gap), BAR, 3);
      c.fillStyle = c.strokeStyle = tokens.versions[colour] ?? tokens.unknown;
      c.globalAlpha = isFull ? 1 : 0.2;
      c.fill();
      c.globalAlpha = 1;
      c.lineWidth = 1.5;
      if (!isFull) c.stroke();
      from += units;
    }
  }
}

/**
 * @param {CanvasRenderingContext2D} c @param {Tokens} tokens @param {Facts} facts
 * @param {Ruler} at
 */
function paintLimits(c, tokens, { floor, wanted, ceiling }, { x, y, pitch, gap }) {
  /** @type {Map<number, string[]>} */
  const places = new Map();
  for (const [name, at] of /** @type {[string, number][]} */ (
    Object.entries({ floor, wanted, ceiling })
  ))
    places.set(at, [...(places.get(at) ?? []), name]);
  let end = -Infinity;
  c.textAlign = "center";
  c.font = `500 12px ${tokens.sans}`;
  for (const [at, names] of [...places].sort(([a], [b]) => a - b)) {
    const lineX = x + at * pitch - gap / 2;
    const isLimit = names.some((name) => name !== "wanted");
    c.beginPath();
    c.moveTo(lineX, y + 18);
    c.lineTo(lineX, y + TOP + BAR + 6);
    c.lineWidth = isLimit ? 2 : 1.5;
    c.setLineDash(isLimit ? [] : [2, 3]);
    c.strokeStyle = isLimit ? tokens.ink : tokens.ink3;
    c.stroke();
    const label = `${names.join(", ")} ${digits(at)}`;
    const half = c.measureText(label).width / 2;
    const labelX = Math.max(lineX, end + 10 + half);
    c.fillStyle = isLimit ? tokens.ink2 : tokens.ink3;
    c.fillText(label, labelX, y + 12);
    end = labelX + half;
  }
  c.setLineDash([]);
}

/**
 * @param {CanvasRenderingContext2D} c @param {Tokens} tokens @param {Facts} facts
 * @param {Ruler} at
 */
function paintCounts(c, tokens, { full, open, leaving }, { x, y, pitch, gap }) {
  const said = [
    { from: 0, to: full, text: `${digits(full)} available`, colour: tokens.ink2 },
    { from: full, to: full + open, text: `${digits(open)} not yet`, colour: tokens.ink3 },
  ];
  c.font = `500 12px ${tokens.sans}`;
  c.textAlign = "center";
  const base = y + TOP + BAR + 12;
  for (const { from, to, text, colour } of said) {
    if (to <= from) continue;
    const [a, b] = [x + from * pitch, x + to * pitch - gap];
    c.beginPath();
    c.moveTo(a, base - 4);
    c.lineTo(a, base);
    c.lineTo(b, base);
    c.lineTo(b, base - 4);
    c.lineWidth = 1;
    c.strokeStyle = tokens.line2;
    c.stroke();
    const isNarrow = c.measureText(text).width > b - a + 8;
    c.fillStyle = colour;
    c.fillText(isNarrow ? digits(to - from) : text, (a + b) / 2, base + 15);
  }
  if (!leaving) return;
  c.textAlign = "left";
  c.fillStyle = tokens.ink3;
  c.fillText(
    `+ ${digits(leaving)} leaving, not counted`,
    x + (full + open) * pitch + 40,
    y + TOP + 11,
  );
}
