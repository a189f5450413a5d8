/**
 * Who sits where. Every Pod keeps its seat among its siblings and its spot on its node for life, so
 * that nothing jumps. Rule: a new Pod takes the seat of a sibling that is leaving and has no
 * successor yet (it replaces that one), else the lowest free seat, else a new seat at the end.
 * Example: seats [a, b, c]; b is deleted and is still leaving; d arrives -> [a, d, c], and b stands
 * on d's corner.
 */

import { SharedMap } from "./shared_map.js";

/** @typedef {import("../types.js").PodCard} PodCard */
/** @typedef {import("../types.js").Place} Place */
/** @typedef {import("../types.js").Seating} Seating */
/** @typedef {Map<string, (string | null)[]>} Rows */

const CLOCK_SLACK_SECONDS = 1.5;

/** @returns {Seating} */
export function emptySeating() {
  return { places: new SharedMap(), lanes: new Map(), spots: new Map() };
}

/**
 * @param {Seating} seating
 * @param {Iterable<string>} gone uids
 * @param {PodCard[]} pods new or changed, in the order they are to be seated
 * @param {(uid: string) => PodCard | undefined} podOf the Pods as they are after the change
 * @returns {Seating}
 */
export function reseat(seating, gone, pods, podOf) {
  const draft = new Draft(seating);
  for (const uid of gone) draft.leave(uid);
  for (const pod of pods) draft.place(pod, podOf);
  return draft.finish();
}

/**
 * Seat a whole cluster: those who leave first, so that their successors find them.
 * @param {PodCard[]} pods
 */
export function seatingOrder(pods) {
  const byAge = (/** @type {PodCard} */ a, /** @type {PodCard} */ b) =>
    a.created - b.created || (a.name < b.name ? -1 : 1);
  return [...pods].sort((a, b) => Number(b.deleting) - Number(a.deleting) || byAge(a, b));
}

class Draft {
  /** @param {Seating} seating */
  constructor(seating) {
    this.places = seating.places;
    /** @type {Map<string, Place | undefined>} who sits otherwise now; undefined: nowhere */
    this.moved = new Map();
    this.lanes = new Map(seating.lanes);
    this.spots = new Map(seating.spots);
    /** @type {Set<Rows | (string | null)[]>} */
    this.copied = new Set();
    /** @type {Map<(string | null)[], number>} below it no place of a row is free */
    this.full = new Map();
    /** @type {Map<string, Map<string, number>>} who leaves and where it sits, by lane */
    this.leavers = new Map();
  }

  /** @param {string} uid */
  placeOf(uid) {
    return this.moved.has(uid) ? this.moved.get(uid) : this.places.get(uid);
  }

  /** @param {PodCard} pod @param {(uid: string) => PodCard | undefined} podOf */
  place(pod, podOf) {
    const before = this.placeOf(pod.uid);
    if (before && before.lane === pod.owner && before.node === pod.node) return;
    if (before && before.lane !== pod.owner) this.leave(pod.uid);
    const kept = this.placeOf(pod.uid);
    const slot = kept ? kept.slot : this.takeSeat(pod, podOf);
    if (kept && kept.node !== pod.node) this.free(this.spots, kept.node, kept.spot, pod.uid);
    this.moved.set(pod.uid, { lane: pod.owner, slot, node: pod.node, spot: this.takeSpot(pod) });
  }

  /** @param {string} uid */
  leave(uid) {
    const place = this.placeOf(uid);
    if (!place) return;
    this.moved.set(uid, undefined);
    this.free(this.lanes, place.lane, place.slot, uid);
    this.free(this.spots, place.node, place.spot, uid);
  }

  /** @param {PodCard} pod @param {(uid: string) => PodCard | undefined} podOf */
  takeSeat(pod, podOf) {
    const seats = this.row(this.lanes, pod.owner);
    const leavers = this.leaversOf(pod.owner, seats, podOf);
    let replaced = Infinity;
    if (!pod.deleting)
      for (const [uid, slot] of leavers)
        if (slot < replaced && seats[slot] === uid && mayReplace(pod, podOf(uid))) replaced = slot;
    const slot = replaced < Infinity ? replaced : this.firstFree(seats);
    if (replaced < Infinity) leavers.delete(seats[slot] ?? "");
    if (pod.deleting) leavers.set(pod.uid, slot);
    seats[slot] = pod.uid;
    return slot;
  }

  /**
   * @param {string} lane @param {(string | null)[]} seats
   * @param {(uid: string) => PodCard | undefined} podOf
   */
  leaversOf(lane, seats, podOf) {
    const known = this.leavers.get(lane);
    if (known) return known;
    /** @type {Map<string, number>} */
    const leavers = new Map();
    seats.forEach((uid, slot) => {
      if (uid !== null && podOf(uid)?.deleting) leavers.set(uid, slot);
    });
    this.leavers.set(lane, leavers);
    return leavers;
  }

  /** @param {(string | null)[]} row */
  firstFree(row) {
    const free = row.indexOf(null, this.full.get(row) ?? 0);
    const place = free >= 0 ? free : row.length;
    this.full.set(row, place);
    return place;
  }

  /** @param {PodCard} pod */
  takeSpot(pod) {
    if (!pod.node) return -1;
    const row = this.row(this.spots, pod.node);
    const spot = this.firstFree(row);
    row[spot] = pod.uid;
    return spot;
  }

  /** @param {Rows} rows @param {string} key @param {number} index @param {string} uid */
  free(rows, key, index, uid) {
    if (rows.get(key)?.[index] !== uid) return;
    const row = this.row(rows, key);
    row[index] = null;
    this.full.set(row, Math.min(index, this.full.get(row) ?? index));
  }

  /** @param {Rows} rows @param {string} key */
  row(rows, key) {
    const current = rows.get(key) ?? [];
    if (this.copied.has(current)) return current;
    const copy = [...current];
    rows.set(key, copy);
    this.copied.add(copy);
    return copy;
  }

  finish() {
    for (const rows of [this.lanes, this.spots]) {
      for (const [key, row] of rows) {
        if (!this.copied.has(row)) continue;
        while (row.length && row[row.length - 1] === null) row.pop();
        if (!row.length) rows.delete(key);
      }
    }
    return { places: this.places.changed(this.moved), lanes: this.lanes, spots: this.spots };
  }
}

/**
 * A Pod replaces one that began to leave before it was made.
 * @param {PodCard} pod
 * @param {PodCard | undefined} other
 */
function mayReplace(pod, other) {
  if (!other?.deleting || other.uid === pod.uid) return false;
  return !other.timer || pod.created >= other.timer.from - CLOCK_SLACK_SECONDS;
}
