/**
 * The lines under the tiles. Solid: owns, from the Deployment down the gutter to each ReplicaSet.
 * Dotted: routes, from the Service along a rail above each lane, with a tap down to every ready
 * endpoint. No tap, no traffic.
 */

import { slotRect } from "./layout.js";

/** @typedef {import("../types.js").Tokens} Tokens */
/** @typedef {import("../types.js").State} State */
/** @typedef {import("../types.js").Picture} Picture */
/** @typedef {import("../types.js").Frame} Frame */
/** @typedef {import("../stage/frames.js").Measures} Measures */
/** @typedef {import("../stage/frames.js").Box} Box */
/** @typedef {{state: State, measures: Pick<Measures, "frames" | "anchors" | "width">}} World */

const BEND = 8;
const BADGE_HALF = 20;
const FIRST_LINE = 11;
export const RAIL_ABOVE = 11;
const TAPS_FROM = 10;
export const WIDE = 721;

/**
 * @typedef {object} Lines where they run: plain data, so that the same lines are not drawn twice
 * @property {{title: Box, heads: Box[]}[]} owned
 * @property {{from: {x: number, y: number}, frame: Frame, taps: number[]}[]} rails
 */

/**
 * @param {World & {picture: Picture}} world
 * @returns {Lines}
 */
export function linesOf({ state, picture, measures }) {
  /** @type {Lines} */
  const lines = { owned: [], rails: [] };
  if (measures.width < WIDE) return lines;
  for (const model of picture.deployments) {
    const heads = model.lanes
      .map(({ key }) => measures.anchors.get(key))
      .filter((box) => box !== undefined);
    const title = measures.anchors.get(model.card.uid);
    if (title) lines.owned.push({ title, heads });
    for (const service of model.services)
      lines.rails.push(...railsOf(service, model, { state, measures }));
  }
  return lines;
}

/** @param {CanvasRenderingContext2D} c @param {Tokens} tokens @param {Lines} lines */
export function drawLines(c, tokens, { owned, rails }) {
  c.strokeStyle = tokens.line2;
  c.lineWidth = 1.5 * tokens.mark;
  c.lineCap = "round";
  c.setLineDash([]);
  for (const { title, heads } of owned) drawOwnership(c, title, heads);
  c.setLineDash([1, 4]);
  for (const { from, frame, taps } of rails) drawRail(c, from, frame, taps);
  c.setLineDash([]);
}

/** @param {CanvasRenderingContext2D} c @param {Box} title @param {Box[]} heads */
function drawOwnership(c, title, heads) {
  const x = title.x + BADGE_HALF;
  c.beginPath();
  for (const head of heads) {
    const y = head.y + FIRST_LINE;
    c.moveTo(x, title.y + title.height + 8);
    c.lineTo(x, y - BEND);
    c.arcTo(x, y, x + BEND, y, BEND);
    c.lineTo(head.x - 8, y);
  }
  c.stroke();
}

/**
 * @param {import("../types.js").ServiceCard} service
 * @param {import("../types.js").DeploymentModel} model
 * @param {World} world
 */
function railsOf(service, model, { state, measures }) {
  const box = measures.anchors.get(service.uid);
  if (!box) return [];
  const from = { x: box.x - 13, y: box.y + box.height / 2 };
  return model.lanes.flatMap(({ key }) => {
    const frame = measures.frames.get(key);
    const taps = frame ? tapsOf(service, frame, state) : [];
    return frame && taps.length ? [{ from, frame, taps }] : [];
  });
}

/**
 * Where the endpoints of a lane that get requests are, from the left.
 * @param {import("../types.js").ServiceCard} service
 * @param {Frame} frame
 * @param {State} state
 */
function tapsOf(service, frame, state) {
  // On tiles too small for a tap the rail alone says that requests come here.
  if (frame.side < TAPS_FROM)
    return service.endpoints.some(({ takes }) => takes) ? [frame.x + frame.side / 2] : [];
  const taps = [];
  for (const endpoint of service.endpoints) {
    const place = endpoint.takes ? state.seating.places.get(endpoint.pod) : undefined;
    if (place?.lane !== frame.key || place.slot >= frame.columns) continue;
    const rect = slotRect(frame, place.slot);
    taps.push(rect.x + rect.s / 2);
  }
  return taps.sort((a, b) => a - b);
}

/**
 * @param {CanvasRenderingContext2D} c
 * @param {{x: number, y: number}} from
 * @param {Frame} frame
 * @param {number[]} taps
 */
function drawRail(c, from, frame, taps) {
  const { turn } = railOf(from);
  const y = frame.y - RAIL_ABOVE;
  const bend = Math.min(BEND, Math.abs(from.y - y) / 2);
  c.beginPath();
  c.moveTo(from.x, from.y);
  c.lineTo(turn + bend, from.y);
  c.arcTo(turn, from.y, turn, y, bend);
  c.arcTo(turn, y, turn - bend, y, bend);
  c.lineTo(taps[0] ?? turn, y);
  if (frame.side >= TAPS_FROM) {
    for (const x of taps) {
      c.moveTo(x, y);
      c.lineTo(x, frame.y - 2);
    }
  }
  c.stroke();
}

/** Where the way from a Service turns up or down to a rail. @param {{x: number, y: number}} from */
export function railOf(from) {
  return { turn: from.x - 22 };
}
