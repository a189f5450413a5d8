/**
 * The lines under the tiles. Solid: owns, from the Deployment down the gutter to each ReplicaSet.
 * Dotted: routes, from the Service along a rail above each lane, with a tap down to every ready
 * endpoint. No tap, no traffic: a Service that reaches nobody has a short line that ends in a
 * cross.
 */

import { labelText } from "../lib/text.js";
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
 * @property {{owner: string, title: Box, heads: Box[]}[]} owned
 * @property {{service: Caller, from: Point, frame: Frame, taps: number[]}[]} rails
 * @property {{service: Caller, from: Point}[]} broken
 */
/** @typedef {{x: number, y: number}} Point */
/** @typedef {{uid: string, name: string, selects: string, isAlone: boolean}} Caller */

/**
 * @param {World & {picture: Picture}} world
 * @returns {Lines}
 */
export function linesOf({ state, picture, measures }) {
  /** @type {Lines} */
  const lines = { owned: [], rails: [], broken: [] };
  if (measures.width < WIDE) return lines;
  for (const model of picture.deployments) {
    const heads = model.lanes
      .map(({ key }) => measures.anchors.get(key))
      .filter((box) => box !== undefined);
    const title = measures.anchors.get(model.card.uid);
    if (title) lines.owned.push({ owner: model.card.name, title, heads });
    for (const service of model.services) {
      const from = startOf(service, measures);
      if (!from) continue;
      const rails = railsOf(service, model, { state, measures }, from);
      if (rails.length) lines.rails.push(...rails);
      else lines.broken.push({ service: callerOf(service), from });
    }
  }
  return lines;
}

/** @param {CanvasRenderingContext2D} c @param {Tokens} tokens @param {Lines} lines */
export function drawLines(c, tokens, { owned, rails, broken }) {
  c.strokeStyle = tokens.line2;
  c.lineWidth = 1.5 * tokens.mark;
  c.lineCap = "round";
  c.setLineDash([]);
  for (const { title, heads } of owned) drawOwnership(c, title, heads);
  c.setLineDash([1, 4]);
  for (const { from, frame, taps } of rails) drawRail(c, from, frame, taps);
  for (const { service, from } of broken) drawBroken(c, tokens, service, from);
  c.setLineDash([]);
}

/**
 * A line to nobody.
 * @param {CanvasRenderingContext2D} c @param {Tokens} tokens @param {Caller} service
 * @param {Point} from
 */
function drawBroken(c, tokens, { isAlone }, { x, y }) {
  const { turn } = railOf({ x, y });
  c.strokeStyle = isAlone ? tokens.bad : tokens.line2;
  c.setLineDash([1, 4]);
  c.beginPath();
  c.moveTo(x, y);
  c.lineTo(turn + 6, y);
  c.stroke();
  c.setLineDash([]);
  c.beginPath();
  for (const way of [-1, 1]) {
    c.moveTo(turn - 4, y - 4 * way);
    c.lineTo(turn + 4, y + 4 * way);
  }
  c.stroke();
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
 * Where a Service's lines begin: at the edge of its card.
 * @param {import("../types.js").ServiceCard} service @param {Pick<Measures, "anchors">} measures
 */
function startOf({ uid }, { anchors }) {
  const box = anchors.get(uid);
  return box && { x: box.x - 13, y: box.y + box.height / 2 };
}

/** @param {import("../types.js").ServiceCard} service @returns {Caller} */
function callerOf({ uid, name, selector, endpoints }) {
  const selects = labelText(selector ?? {}) || "nothing";
  return { uid, name, selects, isAlone: endpoints.length === 0 };
}

/**
 * @param {import("../types.js").ServiceCard} service
 * @param {import("../types.js").DeploymentModel} model
 * @param {World} world
 * @param {Point} from
 */
function railsOf(service, model, { state, measures }, from) {
  const caller = callerOf(service);
  return model.lanes.flatMap(({ key }) => {
    const frame = measures.frames.get(key);
    const taps = frame ? tapsOf(service, frame, state) : [];
    return frame && taps.length ? [{ service: caller, from, frame, taps }] : [];
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
