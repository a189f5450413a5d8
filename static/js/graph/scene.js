/**
 * (state, frames, time) -> shapes. Each Pod is one body in the view in front and one echo in the
 * other; each empty slot is a dot. A shape whose Pod, place and time-dependent parts did not change
 * is the very same object as before, so the renderer finds what to redraw by comparing references.
 * `wake` says when the picture next changes by itself.
 */

import { matcher } from "../find/matching.js";
import { suffix } from "../lib/text.js";
import { isStanding } from "../lib/time.js";
import { touchedPods } from "../state/touched.js";
import { cornerRect, isSameRect, slotRect } from "./layout.js";

/** @typedef {import("../types.js").State} State */
/** @typedef {import("../types.js").Frame} Frame */
/** @typedef {import("../types.js").PodCard} PodCard */
/** @typedef {import("../types.js").Place} Place */
/** @typedef {import("../types.js").Rect} Rect */
/** @typedef {import("../types.js").Shape} Shape */
/** @typedef {import("../types.js").Scene} Scene */
/** @typedef {import("../types.js").Change} Change */

/**
 * @typedef {object} Moment
 * @property {number} at performance.now()
 * @property {number} now virtual seconds
 * @property {boolean} isStill reduced motion
 * @property {boolean} [isFolding] the strips themselves move, and the Pods with them
 */
/**
 * @typedef {object} Where
 * @property {Map<string, Frame>} frames
 * @property {Frame | undefined} lane
 * @property {Frame | undefined} node
 * @property {string} view
 * @property {Place | undefined} place
 * @property {boolean} isCorner its seat has another holder
 */
/**
 * @typedef {object} Entry
 * @property {PodCard} card
 * @property {Where} where
 * @property {Rect} target
 * @property {boolean} isSelected
 * @property {boolean} isFaint something else is looked for
 * @property {boolean} isLive
 * @property {boolean} isSettled not in the middle of a motion
 * @property {number} colour
 * @property {Shape[]} shapes
 * @property {string[]} homes the strip in which each of the shapes stands
 */

/**
 * @typedef {object} Strip the empty slots of a strip, and what they were made from
 * @property {Frame} frame
 * @property {(string | null)[]} row
 * @property {number} shown
 * @property {Map<string, Shape>} dots
 */

/** Stages whose glyph shows how far their timer is. */
const CLOCKED = new Set(["pulling", "terminating", "crash", "imagepull"]);
const RING_FROM = 10;
const HALO_FROM = 20;
const DOTS_FROM = 10;
const TURNS_PER_SECOND = 0.8;
const SMOOTH_MS = 16;
const SLOWEST_MS = 1000;
const FAINT = 0.16;
/** @type {(string | null)[]} */
const NOBODY = [];

export class SceneBuilder {
  /** @param {import("./motion.js").Motion} motion */
  constructor(motion) {
    this.motion = motion;
    /** @type {Map<string, Entry>} */
    this.entries = new Map();
    /** @type {Map<string, Strip>} */
    this.strips = new Map();
    /** @type {Map<string, Shape>} */
    this.ghosts = new Map();
    /** @type {Map<string, Shape>} all that is drawn; kept, because most of it stays as it is */
    this.shapes = new Map();
    /** @type {Change[]} */
    this.changes = [];
    this.isFirst = true;
    /** @type {import("../types.js").Find | null} */
    this.find = null;
    /** @type {ReturnType<typeof matcher>} */
    this.fits = null;
    /** @type {State | null} what was drawn last */
    this.state = null;
    /** @type {Set<string>} Pods that change by themselves, or are in the middle of a motion */
    this.restless = new Set();
    /** @type {Map<string, Frame> | null} */
    this.frames = null;
  }

  /**
   * @param {State} state
   * @param {Map<string, Frame>} frames
   * @param {Moment} moment
   * @returns {Scene}
   */
  build(state, frames, moment) {
    this.changes = [];
    if (this.find !== state.find) {
      this.find = state.find;
      this.fits = matcher(state.find);
    }
    const isMoved = this.frames !== frames || moment.isFolding;
    this.placeDots(state, frames);
    const touched = isMoved ? null : touchedPods(this.state, state);
    let wake = Infinity;
    let order = 0;
    for (const pod of podsAmong(state, touched, this.restless)) {
      const entry = this.entryFor(pod, state, frames, moment, order);
      if (!entry) continue;
      order += 1;
      if (entry.isLive) wake = Math.min(wake, wakeAfter(pod, state, entry.target.s, moment));
    }
    if (this.frames !== frames) this.motion.ghosts.clear();
    this.frames = frames;
    this.state = state;
    if (!touched || touched.size) this.sayGoodbye(touched, state, frames, moment.at);
    const fading = this.motion
      .fading(moment.at)
      .map((ghost) => /** @type {[string, Shape]} */ ([ghost.key, ghost]));
    if (fading.length || this.ghosts.size) this.ghosts = this.renew(this.ghosts, new Map(fading));
    if (!this.motion.isQuiet) wake = 0;
    this.isFirst = false;
    return { shapes: this.shapes, changes: this.changes, wake };
  }

  /** @param {Map<string, Shape>} before @param {Map<string, Shape>} after */
  renew(before, after) {
    for (const key of before.keys()) if (!after.has(key)) this.drop(key);
    for (const shape of after.values()) this.put(shape);
    return after;
  }

  /** @param {Shape} shape */
  put(shape) {
    const before = this.shapes.get(shape.key);
    if (before === shape) return;
    this.shapes.set(shape.key, shape);
    this.changes.push({ before, after: shape });
  }

  /** @param {string} key */
  drop(key) {
    const before = this.shapes.get(key);
    if (!before) return;
    this.shapes.delete(key);
    this.changes.push({ before, after: undefined });
  }

  /**
   * @param {PodCard} pod
   * @param {State} state
   * @param {Map<string, Frame>} frames
   * @param {Moment} moment
   * @param {number} order
   */
  entryFor(pod, state, frames, moment, order) {
    const before = this.entries.get(pod.uid);
    const where = whereOf(pod, state, frames);
    const isSelected = state.selection?.uid === pod.uid;
    const isFaint = this.fits !== null && !this.fits(pod);
    const colour = state.colours.get(pod.image) ?? 0;
    const isSame =
      before?.card === pod &&
      before.isSelected === isSelected &&
      before.isFaint === isFaint &&
      before.colour === colour &&
      isSameWhere(before.where, where);
    if (before && isSame && !before.isLive && before.isSettled) return before;
    const rects = rectsOf(pod.uid, state, frames);
    if (!rects) return null;
    if (!this.isFirst) this.motion.observe(pod, before?.card, moment.at);
    if (before && !moment.isFolding && !isSameRect(before.target, rects.body))
      this.motion.move(pod.uid, before.shapes[0] ?? before.target, moment.at, order);
    const shapes = this.shapesFor(pod, rects, { isSelected, isFaint, colour, moment });
    const entry = {
      card: pod,
      where,
      target: rects.body,
      isSelected,
      isFaint,
      colour,
      shapes,
      homes: rects.homes,
      isLive: isLive(pod, rects.body.s),
      isSettled: !this.motion.isMoving(pod.uid),
    };
    this.entries.set(pod.uid, entry);
    if (entry.isLive || !entry.isSettled) this.restless.add(pod.uid);
    else this.restless.delete(pod.uid);
    for (const shape of shapes) this.put(shape);
    if (shapes.length < 2) this.drop(`echo ${pod.uid}`);
    return entry;
  }

  /**
   * @param {PodCard} pod
   * @param {{body: Rect, echo: Rect | null, isCorner: boolean, isNamed: boolean}} rects
   * @param {{isSelected: boolean, isFaint: boolean, colour: number, moment: Moment}} look
   * @returns {Shape[]}
   */
  shapesFor(pod, rects, { isSelected, isFaint, colour, moment }) {
    const { at } = moment;
    const halo = isFaint ? 0 : this.motion.halo(pod.uid, at);
    const { scale, alpha } = this.motion.scaleAndAlpha(pod.uid, at);
    const base = {
      kind: /** @type {const} */ ("pod"),
      stage: pod.stage,
      colour,
      scale,
      alpha: isFaint ? alpha * FAINT : alpha,
      selected: isSelected,
      strong: pod.stage === "ready",
      ...timed(pod, moment),
    };
    const body = {
      ...base,
      key: pod.uid,
      ...this.motion.rectOf(pod.uid, rects.body, at),
      corner: rects.isCorner,
      halo: rects.body.s >= HALO_FROM ? halo : 0,
      label: rects.isNamed ? labelOf(pod, moment) : "",
    };
    if (!rects.echo) return [body];
    return [
      body,
      { ...base, key: `echo ${pod.uid}`, ...rects.echo, corner: false, halo: 0, label: "" },
    ];
  }

  /**
   * Who is gone fades out in the strip where it stood, wherever that is by now. With the strip the
   * fading goes too: something else may have taken its place.
   * @param {Set<string> | null} touched @param {State} state @param {Map<string, Frame>} frames
   * @param {number} at
   */
  sayGoodbye(touched, state, frames, at) {
    for (const uid of touched ?? this.entries.keys()) {
      const entry = this.entries.get(uid);
      if (!entry || (state.tables.Pod.has(uid) && rectsOf(uid, state, frames))) continue;
      const { shapes, homes, where } = entry;
      this.entries.delete(uid);
      this.restless.delete(uid);
      this.motion.forget(uid);
      shapes.forEach((shape, index) => {
        this.drop(shape.key);
        const [before, now] = [where.frames, frames].map((all) => all.get(homes[index] ?? ""));
        if (before && now && before.side === now.side)
          this.motion.leave(
            { ...shape, x: shape.x + now.x - before.x, y: shape.y + now.y - before.y },
            at,
          );
      });
    }
  }

  /**
   * The empty slots; where nobody came or went they stay as they are.
   * @param {State} state @param {Map<string, Frame>} frames
   */
  placeDots({ seating }, frames) {
    const before = this.strips;
    this.strips = new Map();
    for (const [key, frame] of frames) {
      const row = seating.lanes.get(key) ?? seating.spots.get(key.replace(/^node /, "")) ?? NOBODY;
      const { shown } = frame;
      const known = before.get(key);
      before.delete(key);
      const isSame = known?.frame === frame && known.row === row && known.shown === shown;
      const dots = known?.dots ?? new Map();
      const after = isSame ? dots : this.renew(dots, dotsIn(frame, row, dots));
      this.strips.set(key, { frame, row, shown, dots: after });
    }
    for (const { dots } of before.values()) this.renew(dots, new Map());
  }
}

/**
 * @param {Frame} frame @param {(string | null)[]} row @param {Map<string, Shape>} known
 * @returns {Map<string, Shape>}
 */
function dotsIn(frame, row, known) {
  const dots = new Map();
  if (frame.side < DOTS_FROM) return dots;
  for (let slot = 0; slot < frame.shown; slot += 1) {
    if (row[slot]) continue;
    const key = `dot ${frame.key} ${slot}`;
    const rect = slotRect(frame, slot);
    const before = known.get(key);
    dots.set(key, before && isSameRect(before, rect) ? before : dot(key, rect));
  }
  return dots;
}

/**
 * The Pods to look at.
 * @param {State} state @param {Set<string> | null} touched @param {Set<string>} restless
 * @returns {Iterable<PodCard>}
 */
function* podsAmong({ tables }, touched, restless) {
  if (!touched) return yield* tables.Pod.values();
  for (const uid of new Set([...touched, ...restless])) {
    const pod = tables.Pod.get(uid);
    if (pod) yield pod;
  }
}

/**
 * Where a Pod's body and echo are.
 * @param {string} uid
 * @param {State} state
 * @param {Map<string, Frame>} frames
 */
export function rectsOf(uid, state, frames) {
  const place = state.seating.places.get(uid);
  if (!place) return null;
  const lane = frames.get(place.lane);
  const node = place.spot < 0 ? undefined : frames.get(`node ${place.node}`);
  const isCorner = state.seating.lanes.get(place.lane)?.[place.slot] !== uid;
  const seat = lane && slotRect(lane, place.slot);
  const inLane = seat && (isCorner ? cornerRect(seat) : seat);
  const onNode = node && slotRect(node, place.spot);
  const isByNode = state.view === "node" && onNode !== undefined;
  const body = isByNode ? onNode : inLane;
  if (!body) return null;
  const frame = isByNode ? node : lane;
  return {
    body,
    homes: isByNode ? [`node ${place.node}`, place.lane] : [place.lane, `node ${place.node}`],
    echo: (isByNode ? inLane : onNode) ?? null,
    isCorner: isCorner && !isByNode,
    isNamed: Boolean(frame?.named) && !(isCorner && !isByNode),
  };
}

/**
 * All that decides where a Pod is drawn; as long as none of it is another object, it did not move.
 * @param {PodCard} pod
 * @param {State} state
 * @param {Map<string, Frame>} frames
 * @returns {Where}
 */
export function whereOf(pod, state, frames) {
  const place = state.seating.places.get(pod.uid);
  const holder = place && state.seating.lanes.get(place.lane)?.[place.slot];
  return {
    frames,
    lane: place && frames.get(place.lane),
    node: place && frames.get(`node ${place.node}`),
    view: state.view,
    place,
    isCorner: holder !== pod.uid,
  };
}

/** @param {Where | null} a @param {Where} b */
export function isSameWhere(a, b) {
  return (
    a !== null &&
    a.lane === b.lane &&
    a.node === b.node &&
    a.view === b.view &&
    a.place === b.place &&
    a.isCorner === b.isCorner
  );
}

/** What a Pod's timer looks like at this moment. @param {PodCard} pod @param {Moment} moment */
function timed({ stage, timer }, { now, isStill }) {
  const length = timer ? timer.until - timer.from : 0;
  const done = timer && length > 0 ? Math.min(1, Math.max(0, (now - timer.from) / length)) : 0.5;
  return {
    ring: timer ? 1 - done : 0,
    progress: stage === "pulling" ? done : 0,
    turn: stage === "starting" && !isStill ? (now * TURNS_PER_SECOND) % 1 : 0,
  };
}

/** @param {PodCard} pod @param {Moment} moment */
function labelOf(pod, { now }) {
  const isWaiting =
    pod.timer?.kind === "backoff" && (pod.stage === "crash" || pod.stage === "imagepull");
  const left = pod.timer ? Math.ceil(pod.timer.until - now) : 0;
  return isWaiting && left > 0 ? `${left} s` : suffix(pod.name);
}

/** Does it change by itself? @param {PodCard} pod @param {number} side */
function isLive({ stage, timer }, side) {
  if (side < RING_FROM) return false;
  return stage === "starting" ? side >= HALO_FROM : timer !== null && CLOCKED.has(stage);
}

/** A clock needs a new frame when its mark has moved by about half a pixel. */
/** @param {PodCard} pod @param {State} state @param {number} side @param {Moment} moment */
function wakeAfter({ stage, timer }, { clock }, side, { now, isStill }) {
  if (isStanding(clock) || (timer && now >= timer.until)) return Infinity;
  if (isStill) return SLOWEST_MS;
  if (stage === "starting" || !timer) return SMOOTH_MS;
  const realMs = ((timer.until - timer.from) / clock.speed) * 1000;
  const step = realMs / (side * (stage === "pulling" ? 1.4 : 8));
  return Math.min(SLOWEST_MS / clock.speed, Math.max(SMOOTH_MS, step));
}

/** @param {string} key @param {Rect} rect @returns {Shape} */
function dot(key, rect) {
  return {
    key,
    kind: "dot",
    ...rect,
    stage: "pending",
    colour: 0,
    scale: 1,
    alpha: 1,
    halo: 0,
    ring: 0,
    progress: 0,
    turn: 0,
    selected: false,
    label: "",
    strong: false,
    corner: false,
  };
}
