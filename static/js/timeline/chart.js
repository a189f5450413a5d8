/**
 * The chart: stacked steps of available Pods by version, a dotted line for all that count, the
 * limits with their names at the right, failed requests in red on the ground line, marks above, the
 * playhead. `chartModel` says what is to be drawn, `drawChart` draws it; the page's timeline and
 * the small charts of a comparison share both.
 */

import { clockTime } from "../lib/time.js";
import { pointsBetween } from "./series.js";

/** @typedef {import("../types.js").ChartModel} ChartModel */
/** @typedef {import("../types.js").Tokens} Tokens */
/** @typedef {import("../types.js").Series} Series */
/** @typedef {import("../types.js").SeriesPoint} SeriesPoint */

const TICK_SECONDS = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 21600, 86400];
const TICK_PIXELS = 120;
const HEADROOM = 1.12;
const LONGEST_LABEL = 220;
const SHORTEST_LABEL = 64;
const HANDLE = 10;
const MARK = 8;
const NAMED = /** @type {const} */ (["user", "trouble", "condition"]);

/**
 * @param {Series} series @param {string} uid the Deployment's
 * @param {{from: number, to: number, head: number, now: number}} window
 * @param {{colours: Map<string, number>, services: Set<string>, last?: SeriesPoint}} shown
 * @returns {ChartModel}
 */
export function chartModel(series, uid, { from, to, head, now }, { colours, services, last }) {
  const points = pointsBetween(series, uid, from, Math.min(to, now));
  if (last && last.time > (points.at(-1)?.time ?? -Infinity)) points.push(last);
  const sets = [...new Set(points.flatMap(({ available }) => available.map(([set]) => set)))];
  const order = [...series.sets.keys()];
  sets.sort((a, b) => order.indexOf(a) - order.indexOf(b));
  const most = points.map(({ counted, ceiling, wanted }) => Math.max(counted, ceiling, wanted));
  return {
    from,
    to,
    head,
    end: Math.min(now, to),
    isPast: head < now,
    points,
    layers: sets.map((set) => ({
      set,
      colour: colours.get(series.sets.get(set)?.image ?? "") ?? 0,
    })),
    top: Math.max(1, ...most) * HEADROOM,
    failed: series.failed.filter(
      (each) => services.has(each.service) && each.until >= from && each.from <= to,
    ),
    marks: series.marks.filter(({ time }) => time >= from && time <= to),
  };
}

/**
 * Where things are, in CSS pixels.
 * @param {ChartModel} model @param {number} width @param {number} height
 * @param {{em: number, isMini?: boolean}} look
 */
export function chartScale(model, width, height, { em, isMini = false }) {
  const isNarrow = width < 560;
  const left = isMini ? 2 : 34 * em;
  const right = isMini ? 10 : (isNarrow ? (model.top < 1000 ? 64 : 76) : 88) * em;
  const top = isMini ? 14 : 28;
  const bottom = isMini ? 6 : 20 * em;
  const seconds = Math.max(1e-6, model.to - model.from);
  const across = width - left - right;
  return {
    left,
    right: width - right,
    top,
    ground: height - bottom,
    x: (/** @type {number} */ time) => left + ((time - model.from) / seconds) * across,
    y: (/** @type {number} */ number) =>
      height - bottom - (number / model.top) * (height - top - bottom),
    time: (/** @type {number} */ x) => model.from + ((x - left) / across) * seconds,
  };
}

/** @typedef {ReturnType<typeof chartScale>} Scale */

/**
 * @param {HTMLCanvasElement} canvas @param {ChartModel} model @param {Tokens} tokens
 * @param {{isMini?: boolean}} [look]
 */
export function drawChart(canvas, model, tokens, { isMini = false } = {}) {
  const { clientWidth: width, clientHeight: height } = canvas;
  const ratio = devicePixelRatio || 1;
  const c = canvas.getContext("2d");
  if (!c || !width || !height) return;
  if (canvas.width !== Math.round(width * ratio)) canvas.width = Math.round(width * ratio);
  if (canvas.height !== Math.round(height * ratio)) canvas.height = Math.round(height * ratio);
  c.setTransform(ratio, 0, 0, ratio, 0, 0);
  c.clearRect(0, 0, width, height);
  c.font = `${11 * tokens.em}px ${tokens.sans}`;
  c.textBaseline = "middle";
  const scale = chartScale(model, width, height, { em: tokens.em, isMini });
  c.save();
  c.beginPath();
  c.rect(scale.left, 0, scale.right - scale.left + 6, height);
  c.clip();
  drawLayers(c, model, scale, tokens);
  drawSteps(c, model, scale, ({ counted }) => counted, {
    colour: tokens.ink3,
    width: 1.5 * tokens.mark,
    dash: [2, 3],
  });
  drawFailed(c, model, scale, tokens);
  const limits = drawLimits(c, model, scale, tokens);
  c.restore();
  if (!isMini) {
    nameLimits(c, limits, scale, tokens);
    drawAxis(c, model, scale, tokens, height);
    drawMarks(c, model, scale, tokens);
  }
  drawHead(c, model, scale, tokens, isMini);
}

/**
 * @param {CanvasRenderingContext2D} c @param {ChartModel} model @param {Scale} scale
 * @param {Tokens} tokens
 */
function drawLayers(c, model, scale, tokens) {
  const { points, layers, end } = model;
  let base = points.map(() => 0);
  for (const { set, colour } of layers) {
    const own = points.map(({ available }) => available.find(([uid]) => uid === set)?.[1] ?? 0);
    const top = own.map((number, index) => number + (base[index] ?? 0));
    c.fillStyle = c.strokeStyle = tokens.versions[colour] ?? tokens.unknown;
    c.lineWidth = 2 * tokens.mark;
    c.beginPath();
    points.forEach(({ time }, index) => {
      const from = scale.x(time);
      const to = scale.x(points[index + 1]?.time ?? end);
      if (!own[index] || to <= from) return;
      c.globalAlpha = 0.3;
      const y = scale.y(top[index] ?? 0);
      c.fillRect(from, y, to - from, scale.y(base[index] ?? 0) - y);
      c.globalAlpha = 1;
      if (own[index - 1]) c.lineTo(from, y);
      else c.moveTo(from, y);
      c.lineTo(to, y);
    });
    c.stroke();
    base = top;
  }
}

/**
 * One value as steps.
 * @param {CanvasRenderingContext2D} c @param {ChartModel} model @param {Scale} scale
 * @param {(point: SeriesPoint) => number} value
 * @param {{colour: string, width: number, dash: number[]}} line
 */
function drawSteps(c, { points, end }, scale, value, { colour, width, dash }) {
  c.beginPath();
  points.forEach((point, index) => {
    const y = scale.y(value(point));
    const x = scale.x(point.time);
    if (index) c.lineTo(x, y);
    else c.moveTo(x, y);
    c.lineTo(scale.x(points[index + 1]?.time ?? end), y);
  });
  c.strokeStyle = colour;
  c.lineWidth = width;
  c.setLineDash(dash);
  c.stroke();
  c.setLineDash([]);
}

/**
 * @param {CanvasRenderingContext2D} c @param {ChartModel} model @param {Scale} scale
 * @param {Tokens} tokens
 */
function drawFailed(c, { failed }, scale, tokens) {
  c.fillStyle = c.strokeStyle = tokens.bad;
  let lastCross = -Infinity;
  for (const { from, until } of failed) {
    const x = scale.x(from);
    c.fillRect(x, scale.ground - 4, Math.max(2, scale.x(until) - x), 4);
    const middle = (x + scale.x(until)) / 2;
    if (middle - lastCross < 14) continue;
    lastCross = middle;
    const y = scale.ground - 12;
    c.lineWidth = 2 * tokens.mark;
    c.beginPath();
    c.moveTo(middle - 3, y - 3);
    c.lineTo(middle + 3, y + 3);
    c.moveTo(middle + 3, y - 3);
    c.lineTo(middle - 3, y + 3);
    c.stroke();
  }
}

/**
 * @param {CanvasRenderingContext2D} c @param {ChartModel} model @param {Scale} scale
 * @param {Tokens} tokens
 * @returns {{text: string, y: number}[]} what the lines are called, from above
 */
function drawLimits(c, model, scale, tokens) {
  const last = model.points.at(-1);
  if (!last) return [];
  const reach = { ...model, end: model.to };
  const width = 1.5 * tokens.mark;
  /** @typedef {(point: SeriesPoint) => number} Value */
  /** @type {{name: string, value: Value, dash: number[], colour: string}[]} */
  const limits = [
    { name: "ceiling", value: (point) => point.ceiling, dash: [], colour: tokens.ink },
    { name: "wanted", value: (point) => point.wanted, dash: [1, 4], colour: tokens.ink3 },
    { name: "floor", value: (point) => point.floor, dash: [], colour: tokens.ink },
  ];
  const names = [];
  for (const { name, value, dash, colour } of limits) {
    if (name !== "wanted" && model.points.every((point) => value(point) === point.wanted)) continue;
    drawSteps(c, reach, scale, value, { colour, width, dash });
    names.push({ text: `${name} ${value(last).toLocaleString("en")}`, y: scale.y(value(last)) });
  }
  return names;
}

/**
 * @param {CanvasRenderingContext2D} c @param {{text: string, y: number}[]} names
 * @param {Scale} scale @param {Tokens} tokens
 */
function nameLimits(c, names, scale, tokens) {
  const room = 13 * tokens.em;
  for (let round = 0; round < 6; round++) pushApart(names, room);
  c.fillStyle = tokens.ink2;
  c.textAlign = "left";
  for (const { text, y } of names) c.fillText(text, scale.right + 10, y);
}

/** @param {{y: number}[]} names @param {number} room */
function pushApart(names, room) {
  for (let index = 1; index < names.length; index++) {
    const [above, below] = [names[index - 1], names[index]];
    if (!above || !below) continue;
    const over = above.y + room - below.y;
    if (over > 0) {
      above.y -= over / 2;
      below.y += over / 2;
    }
  }
}

/**
 * @param {CanvasRenderingContext2D} c @param {ChartModel} model @param {Scale} scale
 * @param {Tokens} tokens @param {number} height
 */
function drawAxis(c, model, scale, tokens, height) {
  const wanted = model.points.at(-1)?.wanted ?? 0;
  c.fillStyle = tokens.ink3;
  c.textAlign = "right";
  const half = Math.round(wanted / 2);
  const ticks = wanted >= 8 ? [0, half, wanted] : [0, wanted];
  for (const tick of new Set(ticks))
    c.fillText(tick.toLocaleString("en"), scale.left - 8, scale.y(tick));
  c.textAlign = "center";
  c.lineWidth = 1;
  const every = tickSeconds(model, scale.right - scale.left);
  for (let at = Math.ceil(model.from / every) * every; at <= model.to; at += every) {
    const x = scale.x(at);
    c.fillText(clockTime(at), x, height - 8);
    c.beginPath();
    c.moveTo(x, scale.ground);
    c.lineTo(x, scale.ground + 3);
    c.strokeStyle = tokens.line2;
    c.stroke();
  }
  c.beginPath();
  c.moveTo(scale.left, scale.ground + 0.5);
  c.lineTo(scale.right, scale.ground + 0.5);
  c.strokeStyle = tokens.line;
  c.stroke();
}

/** @param {ChartModel} model @param {number} width */
export function tickSeconds({ from, to }, width) {
  const most = Math.max(1, Math.floor(width / TICK_PIXELS));
  return TICK_SECONDS.find((seconds) => (to - from) / seconds <= most) ?? 86400;
}

/**
 * @param {CanvasRenderingContext2D} c @param {ChartModel} model @param {Scale} scale
 * @param {Tokens} tokens
 */
function drawMarks(c, model, scale, tokens) {
  const y = scale.top - 13;
  for (const { time, kind } of model.marks) {
    const x = scale.x(time);
    const isTrouble = kind === "trouble";
    c.fillStyle = c.strokeStyle = isTrouble ? tokens.bad : tokens.ink2;
    if (kind !== "write")
      drawFall(c, x, y + 5, scale.ground, isTrouble ? tokens.bad : tokens.line2);
    c.beginPath();
    if (isTrouble) diamond(c, x, y, 5);
    else c.arc(x, y, kind === "write" ? 2 : 3, 0, 7);
    c.fill();
  }
  c.textAlign = "left";
  c.lineJoin = "round";
  for (const { x, text } of labelsOf(c, model, scale)) {
    c.lineWidth = 5;
    c.strokeStyle = tokens.surface;
    c.strokeText(text, x, y);
    c.fillStyle = tokens.ink2;
    c.fillText(text, x, y);
  }
}

/**
 * @param {CanvasRenderingContext2D} c @param {number} x @param {number} from @param {number} to
 * @param {string} colour
 */
function drawFall(c, x, from, to, colour) {
  c.beginPath();
  c.moveTo(x, from);
  c.lineTo(x, to);
  c.strokeStyle = colour;
  c.lineWidth = 1;
  c.setLineDash([2, 3]);
  c.stroke();
  c.setLineDash([]);
}

/**
 * Names for as many marks as find room, those of people first.
 * @param {CanvasRenderingContext2D} c @param {ChartModel} model @param {Scale} scale
 */
function labelsOf(c, { marks, head }, scale) {
  const ranked = NAMED.flatMap((kind) => marks.filter((mark) => mark.kind === kind).reverse());
  const taken = ranked.map(({ time }) => scale.x(time) - MARK);
  const handle = scale.x(head) - HANDLE / 2;
  /** @type {{x: number, text: string, end: number}[]} */
  const placed = [];
  for (const { time, text } of ranked) {
    const place = placeFor(scale.x(time) + MARK, { taken, handle, end: scale.right + 60 });
    const label = shortened(c, text, Math.min(LONGEST_LABEL, place.room - 8));
    const end = place.x + c.measureText(label).width + 12;
    const isFree = placed.every((other) => place.x >= other.end || other.x >= end);
    if (place.room >= SHORTEST_LABEL && isFree) placed.push({ x: place.x, text: label, end });
  }
  return placed;
}

/**
 * Where a name may begin and how long it may be: up to the next mark, and never under the
 * playhead's handle, behind which it begins if the mark is close to it.
 * @param {number} own @param {{taken: number[], handle: number, end: number}} around
 */
export function placeFor(own, { taken, handle, end }) {
  const isClose = handle + HANDLE > own && handle - own < SHORTEST_LABEL;
  const x = isClose ? handle + HANDLE + 4 : own;
  const ends = [...taken, ...(isClose ? [] : [handle]), end].filter((each) => each > own);
  return { x, room: Math.min(...ends) - x };
}

/** @param {CanvasRenderingContext2D} c @param {string} text @param {number} room */
function shortened(c, text, room) {
  if (c.measureText(text).width <= room) return text;
  let length = text.length;
  while (length > 4 && c.measureText(`${text.slice(0, length)}…`).width > room) length -= 2;
  return `${text.slice(0, length)}…`;
}

/**
 * @param {CanvasRenderingContext2D} c @param {number} x @param {number} y @param {number} half
 */
function diamond(c, x, y, half) {
  c.moveTo(x, y - half);
  c.lineTo(x + half, y);
  c.lineTo(x, y + half);
  c.lineTo(x - half, y);
  c.closePath();
}

/**
 * What comes after the playhead is veiled; the playhead has a handle.
 * @param {CanvasRenderingContext2D} c @param {ChartModel} model @param {Scale} scale
 * @param {Tokens} tokens @param {boolean} isMini
 */
function drawHead(c, model, scale, tokens, isMini) {
  const x = scale.x(model.head);
  if (x < scale.left - 1 || x > scale.right + 6) return;
  if (model.isPast) {
    c.fillStyle = tokens.surface;
    c.globalAlpha = 0.66;
    c.fillRect(x, scale.top - 4, scale.right - x + 6, scale.ground - scale.top + 4);
    c.globalAlpha = 1;
  }
  c.beginPath();
  c.moveTo(x, isMini ? 4 : 8);
  c.lineTo(x, scale.ground);
  c.lineWidth = 2 * tokens.mark;
  c.strokeStyle = c.fillStyle = tokens.accent;
  c.stroke();
  c.beginPath();
  c.roundRect(x - HANDLE / 2, isMini ? 0 : 2, HANDLE, 12, 3);
  c.fill();
}
