/**
 * What a silent node goes through, on one line: the last heartbeat, NotReady, the eviction, new
 * Pods elsewhere, and where now stands. Example: silent for 112 s, NotReady since 62 s, eviction in
 * 238 s: two stations are past and "now" is a fifth of the way to the third.
 */

import { h, setAttribute, setText } from "../lib/dom.js";
import { clockTime, isStanding, virtualNow } from "../lib/time.js";

/** @typedef {import("../types.js").NodeModel} NodeModel */
/** @typedef {import("../types.js").State} State */
/** @typedef {{name: string, at: number | null, wait: number | null, isPast: boolean}} Station */

/** Where the stations stand, as shares of the width; the last one has room for its words. */
const PLACES = [0, 0.25, 0.62, 0.84];
const FASTEST_MS = 100;
const SECOND_MS = 1000;

/**
 * The line of a silent node; null when nothing is due on it.
 * @param {NodeModel} model @param {number} now
 * @returns {{stations: Station[], place: number} | null}
 */
export function fuseOf({ card, timer }, now) {
  if (!timer || card.silentSince === null) return null;
  const isLost = timer.kind === "eviction";
  const heard = card.silentSince;
  const lost = isLost ? timer.from : timer.until;
  const evicted = isLost ? timer.until : null;
  const part = share(now, timer.from, timer.until);
  const [begin = 0, end = 1] = isLost ? PLACES.slice(1, 3) : PLACES;
  return {
    stations: [
      { name: "last heartbeat", at: heard, wait: null, isPast: true },
      { name: "NotReady", at: lost, wait: lost - heard, isPast: isLost },
      { name: "eviction", at: evicted, wait: evicted && evicted - lost, isPast: false },
      { name: "new Pods elsewhere", at: null, wait: null, isPast: false },
    ],
    place: begin + (end - begin) * part,
  };
}

/** @param {number} now @param {number} from @param {number} until */
function share(now, from, until) {
  return Math.max(0, Math.min(1, (now - from) / Math.max(1, until - from)));
}

/**
 * The node whose line is shown: the chosen one, else the one that was silent first.
 * @param {NodeModel[]} nodes @param {string} chosen uid
 */
export function burning(nodes, chosen) {
  const silent = nodes.filter(({ card, timer }) => timer && card.silentSince !== null);
  const first = silent.sort((a, b) => (a.card.silentSince ?? 0) - (b.card.silentSince ?? 0))[0];
  return silent.find(({ card }) => card.uid === chosen) ?? first ?? null;
}

export function createFuse() {
  const parts = PLACES.map(() => createStation());
  const now = h("span", { class: "fuse-now", "aria-hidden": "true" }, "now");
  const gone = h("span", { class: "fuse-gone", "aria-hidden": "true" });
  const list = h("ol", { class: "fuse" }, ...parts.map(({ element }) => element));
  const element = h("div", { class: "fuse-box", hidden: true }, list, gone, now);
  let model = /** @type {NodeModel | null} */ (null);
  const draw = (/** @type {number} */ moment) => {
    const fuse = model && fuseOf(model, moment);
    setAttribute(element, "hidden", !fuse);
    if (!fuse || !model) return;
    list.setAttribute("aria-label", `What happens to ${model.card.name}`);
    fuse.stations.forEach((station, index) => parts[index]?.set(station));
    now.style.left = gone.style.width = `${(fuse.place * 100).toFixed(2)}%`;
  };
  return {
    element,
    /** @param {NodeModel[]} nodes @param {State} state @param {number} moment */
    update(nodes, state, moment) {
      model = burning(nodes, state.selection?.uid ?? "");
      draw(moment);
    },
    /** @param {State} state @param {number} at @returns {number} ms until "now" has moved */
    tick(state, at) {
      if (!model?.timer) return Infinity;
      draw(virtualNow(state.clock, at));
      if (isStanding(state.clock)) return Infinity;
      return Math.max(FASTEST_MS, Math.min(SECOND_MS, SECOND_MS / state.clock.speed));
    },
  };
}

function createStation() {
  const wait = h("i");
  const name = h("b");
  const time = h("span");
  const element = h("li", {}, wait, name, time);
  return {
    element,
    /** @param {Station} station */
    set(station) {
      element.classList.toggle("past", station.isPast);
      setText(name, station.name);
      setText(wait, station.wait ? `${Math.round(station.wait)} s` : "");
      setText(time, whenWords(station));
    },
  };
}

/** @param {Station} station */
function whenWords({ name, at }) {
  if (at !== null) return clockTime(at);
  return name === "eviction" ? "when no Pod puts up with it longer" : "right after";
}
