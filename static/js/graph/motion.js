/**
 * Motion means change: a Pod is born, becomes ready, moves, is gone. This file knows when each
 * began and says how far it is; when nothing moves it says so, and the picture stands still.
 * Durations are the tokens': 120 to 800 ms. With reduced motion, above 10x speed or with tiny tiles
 * nothing is animated, and the picture is simply the present.
 */

import { between, isSameRect } from "./layout.js";

/** @typedef {import("../types.js").Rect} Rect */
/** @typedef {import("../types.js").PodCard} PodCard */
/** @typedef {import("../types.js").Shape} Shape */

const BORN_MS = 240;
const HALO_MS = 800;
const MOVE_MS = 200;
const VIEW_MS = 400;
const GONE_MS = 250;

/** @param {number} x 0 to 1 */
export function easeOut(x) {
  return 1 - (1 - x) ** 3;
}

/** @param {number} x 0 to 1 */
export function easeBoth(x) {
  return x * x * (3 - 2 * x);
}

export class Motion {
  constructor() {
    this.isOn = true;
    /** @type {Map<string, number>} when each was born */
    this.births = new Map();
    /** @type {Map<string, number>} when each became ready */
    this.halos = new Map();
    /** @type {Map<string, {from: Rect, since: number, ms: number}>} */
    this.flights = new Map();
    /** @type {Map<string, {shape: Shape, since: number}>} */
    this.ghosts = new Map();
    this.viewChangedAt = -Infinity;
  }

  /** @param {boolean} isOn */
  allow(isOn) {
    this.isOn = isOn;
    if (!isOn)
      for (const running of [this.births, this.halos, this.flights, this.ghosts]) running.clear();
  }

  /** @param {PodCard} pod @param {PodCard | undefined} before @param {number} at */
  observe(pod, before, at) {
    if (!this.isOn) return;
    if (!before) this.births.set(pod.uid, at);
    else if (pod.stage === "ready" && before.stage !== "ready") this.halos.set(pod.uid, at);
  }

  /**
   * A Pod whose slot moved travels there on a straight line.
   * @param {string} uid
   * @param {Rect} from
   * @param {number} at
   * @param {number} order
   */
  move(uid, from, at, order) {
    if (!this.isOn) return;
    const isViewChange = at - this.viewChangedAt < VIEW_MS;
    const delay = isViewChange ? Math.min(240, order * 6) : 0;
    this.flights.set(uid, { from, since: at + delay, ms: isViewChange ? VIEW_MS : MOVE_MS });
  }

  /** @param {Shape} shape @param {number} at */
  leave(shape, at) {
    if (this.isOn) this.ghosts.set(shape.key, { shape, since: at });
  }

  /** @param {string} uid @param {Rect} target @param {number} at */
  rectOf(uid, target, at) {
    const flight = this.flights.get(uid);
    if (!flight) return target;
    const part = Math.max(0, (at - flight.since) / flight.ms);
    if (part < 1 && !isSameRect(flight.from, target))
      return between(flight.from, target, easeBoth(part));
    this.flights.delete(uid);
    return target;
  }

  /** @param {string} uid @param {number} at */
  scaleAndAlpha(uid, at) {
    const part = this.part(this.births, uid, at, BORN_MS);
    return part === 1 ? { scale: 1, alpha: 1 } : { scale: 0.4 + 0.6 * easeOut(part), alpha: part };
  }

  /**
   * 1 when it has just become ready, 0 when the halo is gone.
   * @param {string} uid
   * @param {number} at
   */
  halo(uid, at) {
    return 1 - this.part(this.halos, uid, at, HALO_MS);
  }

  /** @param {number} at @returns {Shape[]} those who are fading out */
  fading(at) {
    const shapes = [];
    for (const [key, { shape, since }] of this.ghosts) {
      const part = (at - since) / GONE_MS;
      if (part >= 1) this.ghosts.delete(key);
      else
        shapes.push({
          ...shape,
          key: `gone ${key}`,
          alpha: 1 - part,
          scale: 1 - 0.4 * part,
          label: "",
          selected: false,
        });
    }
    return shapes;
  }

  /** A Pod that is gone moves no more. @param {string} uid */
  forget(uid) {
    for (const running of [this.births, this.halos, this.flights]) running.delete(uid);
  }

  /** @param {string} uid */
  isMoving(uid) {
    return this.births.has(uid) || this.halos.has(uid) || this.flights.has(uid);
  }

  get isQuiet() {
    return !this.births.size && !this.halos.size && !this.flights.size && !this.ghosts.size;
  }

  /**
   * @param {Map<string, number>} running
   * @param {string} uid
   * @param {number} at
   * @param {number} ms
   */
  part(running, uid, at, ms) {
    const since = running.get(uid);
    if (since === undefined) return 1;
    const part = Math.max(0, (at - since) / ms);
    if (part < 1) return part;
    running.delete(uid);
    return 1;
  }
}
