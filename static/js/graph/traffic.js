/**
 * Requests on their way: each dot is one request of one user, from the Service along the rail of a
 * lane and down to the Pod that answers it, at 300 px a second. One that fails stops there, is a
 * red cross for 0.6 s and counts. The dots have a canvas of their own, as large as the rails: what
 * stands still is not drawn again for them.
 * Example: 6 requests a second and a way of 600 px: 12 dots at a time.
 */

import { isStanding } from "../lib/time.js";
import { requestsDue, requestsNumbered } from "../state/traffic.js";
import { addCanvas, context, resize } from "./canvas.js";
import { slotRect } from "./layout.js";
import { RAIL_ABOVE, railOf, WIDE } from "./lines.js";

/** @typedef {import("../types.js").Tokens} Tokens */
/** @typedef {import("../types.js").State} State */
/** @typedef {import("../types.js").Picture} Picture */
/** @typedef {import("../types.js").ServiceCard} ServiceCard */
/** @typedef {import("../stage/frames.js").Measures} Measures */
/** @typedef {{x: number, y: number}} Point */
/** @typedef {import("../state/traffic.js").UserRequest} UserRequest */
/** @typedef {{state: State, picture: Picture, measures: Measures, now: number}} World */

const PIXELS_PER_SECOND = 300;
const JITTER = 0.1;
const CROSS_SECONDS = 0.6;
/** Farther than any Pod and its cross: the request is over. */
const LONGEST_WAY = 4000;
const MOST_DOTS = 60;
/** So many a second can be told apart; of more only every second, third, ... is drawn. */
const MOST_A_SECOND = 12;
const RADIUS = 2.6;
const CALM_ABOVE_SPEED = 10;
/** Dots need no more: 300 px a second is 10 px a frame. */
const FRAME_MS = 32;
const MARGIN = 8;

export class TrafficLayer {
  /** @param {HTMLElement} host */
  constructor(host) {
    this.canvas = addCanvas(host, "traffic");
    this.box = "";
    /** @type {Map<string, UserRequest[]>} */
    this.sent = new Map();
    /** @type {Map<string, number>} of each Service the first request known after a broken line */
    this.floors = new Map();
    this.isHeld = false;
    this.isClear = true;
  }

  /**
   * @param {World} world @param {Tokens} tokens @param {boolean} isStill reduced motion
   * @returns {number} ms until the dots have moved
   */
  draw(world, tokens, isStill) {
    const { state, picture, measures, now } = world;
    const services = picture.deployments.flatMap((model) =>
      model.services.map((service) => ({ service, model })),
    );
    const isQuiet =
      isStill || measures.width < WIDE || state.clock.speed > CALM_ABOVE_SPEED || !services.length;
    if (isQuiet) return this.clear();
    const c = this.prepare(
      measures,
      services.map(({ service }) => service),
    );
    this.hold(state.clock.heldAt !== undefined, services);
    let dots = 0;
    for (const { service } of services) {
      const { uid } = service;
      const requests = sentUntil(service, now, this.sent.get(uid) ?? [], this.floors.get(uid));
      this.sent.set(service.uid, requests);
      dots += drawRequests(c, { service, requests }, world, tokens);
    }
    this.isClear = false;
    const isComing = services.some(({ service }) => service.traffic.nextAt !== null);
    return isStanding(state.clock) || !(dots || isComing) ? Infinity : FRAME_MS;
  }

  /**
   * Once the line is back, nobody knows who took the requests that the cards counted meanwhile.
   * @param {boolean} isHeld @param {{service: ServiceCard}[]} services
   */
  hold(isHeld, services) {
    if (this.isHeld && !isHeld)
      this.floors = new Map(services.map(({ service: { uid, traffic } }) => [uid, traffic.next]));
    this.isHeld = isHeld;
  }

  clear() {
    if (!this.isClear) {
      const { surface } = this.canvas;
      const c = context(surface);
      c.setTransform(1, 0, 0, 1, 0, 0);
      c.clearRect(0, 0, surface.width, surface.height);
    }
    this.isClear = true;
    return Infinity;
  }

  /**
   * As large as the ways from the Services to the lanes, and no larger: all of it is shown anew
   * with each frame.
   * @param {Measures} measures @param {ServiceCard[]} services
   */
  prepare({ frames, anchors }, services) {
    const lanes = [...frames.values()].filter(({ key }) => !key.startsWith("node "));
    const starts = services.flatMap(({ uid }) => {
      const box = anchors.get(uid);
      return box ? [{ x: box.x, y: box.y + box.height / 2 }] : [];
    });
    const tops = [...lanes.map(({ y }) => y - RAIL_ABOVE), ...starts.map(({ y }) => y)];
    const ends = lanes.map(({ y, rows, rowHeight }) => y + rows * rowHeight);
    const bottom = Math.max(...ends, ...starts.map(({ y }) => y)) + MARGIN;
    const x = Math.max(0, Math.min(...lanes.map((lane) => lane.x)) - MARGIN);
    const y = Math.max(0, Math.min(...tops) - MARGIN);
    const w = Math.max(1, Math.max(...starts.map((start) => start.x)) - x);
    const h = Math.min(4096, Math.max(1, bottom - y));
    const ratio = devicePixelRatio || 1;
    const box = [x, y, w, h, ratio].join(" ");
    const c = context(this.canvas.surface);
    if (box !== this.box) {
      this.box = box;
      resize(this.canvas, { width: w, height: h, ratio });
      Object.assign(this.canvas.element.style, { left: `${x}px`, top: `${y}px` });
    }
    c.setTransform(ratio, 0, 0, ratio, -x * ratio, -y * ratio);
    c.clearRect(x, y, w, h);
    return c;
  }
}

/**
 * The last requests up to a moment, oldest first. One that was sent keeps its Pod, whoever would be
 * asked now; when time goes back or leaps, they are what the card says. Those before `floor` are
 * left out: the card cannot say who took them.
 * @param {ServiceCard} service @param {number} now @param {UserRequest[]} known
 * @param {number} [floor]
 * @returns {UserRequest[]}
 */
export function sentUntil(service, now, known, floor = 0) {
  const { next, nextAt } = service.traffic;
  if (nextAt === null) return known;
  const last = next + requestsDue(service, now) - 1;
  const before = known.at(-1)?.number ?? -1;
  const kept = before > last || last - before > MOST_DOTS ? [] : known;
  const least = Math.min(floor, next);
  const first = Math.max(least, kept.length ? before + 1 : last - MOST_DOTS + 1);
  if (first > last) return kept;
  const news = requestsNumbered(service, first, last);
  return [...kept, ...news].slice(-MOST_DOTS);
}

/**
 * @param {CanvasRenderingContext2D} c
 * @param {{service: ServiceCard, requests: UserRequest[]}} traffic
 * @param {World} world @param {Tokens} tokens
 * @returns {number} how many are on their way
 */
function drawRequests(c, { service, requests }, { state, measures, now }, tokens) {
  const anchor = measures.anchors.get(service.uid);
  if (!anchor) return 0;
  const start = { x: anchor.x - 13, y: anchor.y + anchor.height / 2 };
  let drawn = 0;
  const stride = strideOf(service.traffic.rate * state.clock.speed);
  for (const { number, at, pod, failing } of requests) {
    if (number % stride && !failing) continue;
    const pixels = ((now - at) / state.clock.speed) * PIXELS_PER_SECOND * paceOf(number);
    if (pixels > LONGEST_WAY) continue;
    const path = pathTo(pod, start, state, measures);
    if (!path) continue;
    const length = lengthOf(path);
    drawn += 1;
    if (pixels < length) drawDot(c, pointAt(path, pixels), tokens);
    else if (failing && (pixels - length) / PIXELS_PER_SECOND < CROSS_SECONDS)
      drawCross(c, pointAt(path, length), tokens);
    else drawn -= 1;
  }
  return drawn;
}

/** @param {number} perSecond requests in a second of the watcher */
export function strideOf(perSecond) {
  return Math.max(1, Math.ceil(perSecond / MOST_A_SECOND));
}

/** Some are a little faster, so that they overtake. @param {number} number */
export function paceOf(number) {
  return 1 + JITTER * (((number * 7919) % 21) / 10 - 1);
}

/**
 * From the Service to the Pod; with nobody to answer, just out of the Service.
 * @param {string} pod @param {Point} start @param {State} state @param {Measures} measures
 * @returns {Point[] | null}
 */
export function pathTo(pod, start, state, measures) {
  if (!pod) return [start, { x: start.x - 22, y: start.y }];
  const place = state.seating.places.get(pod);
  const frame = place && measures.frames.get(place.lane);
  if (!frame) return null;
  const { x, y, s } = slotRect(frame, place.slot);
  const rail = frame.y - RAIL_ABOVE;
  const turn = railOf(start).turn;
  const isFirstRow = place.slot < frame.columns;
  const down = isFirstRow ? x + s / 2 : x - frame.gap / 2;
  const end = isFirstRow ? { x: down, y: y + 1 } : { x: x + 1, y: y + s / 2 };
  return [
    start,
    { x: turn, y: start.y },
    { x: turn, y: rail },
    { x: down, y: rail },
    { x: down, y: end.y },
    end,
  ];
}

/** @param {Point[]} path */
export function lengthOf(path) {
  return path.reduce((sum, point, k) => sum + (k ? distance(path[k - 1] ?? point, point) : 0), 0);
}

/** @param {Point[]} path @param {number} pixels from its start @returns {Point} */
export function pointAt(path, pixels) {
  let left = pixels;
  for (let k = 1; k < path.length; k += 1) {
    const [a, b] = /** @type {[Point, Point]} */ ([path[k - 1], path[k]]);
    const length = distance(a, b);
    if (left <= length && length > 0) {
      const part = left / length;
      return { x: a.x + (b.x - a.x) * part, y: a.y + (b.y - a.y) * part };
    }
    left -= length;
  }
  return /** @type {Point} */ (path.at(-1));
}

/** @param {Point} a @param {Point} b */
function distance(a, b) {
  return Math.abs(a.x - b.x) + Math.abs(a.y - b.y);
}

/** @param {CanvasRenderingContext2D} c @param {Point} point @param {Tokens} tokens */
function drawDot(c, { x, y }, tokens) {
  c.beginPath();
  c.arc(x, y, RADIUS * tokens.mark, 0, 7);
  c.fillStyle = tokens.ink;
  c.fill();
}

/** @param {CanvasRenderingContext2D} c @param {Point} point @param {Tokens} tokens */
function drawCross(c, { x, y }, tokens) {
  const k = 5 * tokens.mark;
  c.beginPath();
  c.arc(x, y, k + 3, 0, 7);
  c.fillStyle = tokens.stage;
  c.fill();
  c.beginPath();
  c.moveTo(x - k, y - k);
  c.lineTo(x + k, y + k);
  c.moveTo(x + k, y - k);
  c.lineTo(x - k, y + k);
  c.lineWidth = 2.2 * tokens.mark;
  c.lineCap = "round";
  c.strokeStyle = tokens.bad;
  c.stroke();
}
