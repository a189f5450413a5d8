/**
 * Which Pods are looked for: all words must occur in the name, version, status, node or owner, in
 * any case; "problems only" asks for Pods in trouble besides. What is not looked for is drawn
 * faintly, never left out. Example: `v2 node-1` finds the Pods of web:v2 on node-1.
 */

import { isInTrouble } from "../state/trouble.js";

/** @typedef {import("../types.js").State} State */
/** @typedef {import("../types.js").Find} Find */
/** @typedef {import("../types.js").PodCard} PodCard */

/** @returns {Find} */
export function nothingSought() {
  return { isOpen: false, words: "", isProblemsOnly: false };
}

/**
 * @param {Find} find
 * @returns {((pod: PodCard) => boolean) | null} null when nothing is looked for
 */
export function matcher({ words, isProblemsOnly }) {
  const wanted = words.toLowerCase().split(/\s+/).filter(Boolean);
  if (!wanted.length && !isProblemsOnly) return null;
  return (pod) => {
    if (isProblemsOnly && !isInTrouble(pod)) return false;
    if (!wanted.length) return true;
    const text = `${pod.name} ${pod.image} ${pod.status} ${pod.node}`.toLowerCase();
    return wanted.every((word) => text.includes(word));
  };
}

/**
 * The Pods that are looked for, as they stand in the picture: lane by lane, slot by slot.
 * @param {State} state
 * @returns {PodCard[]}
 */
export function found(state) {
  const fits = matcher(state.find);
  if (!fits) return [];
  const { places, lanes } = state.seating;
  const order = new Map([...lanes.keys()].map((lane, index) => [lane, index]));
  const rank = (/** @type {PodCard} */ { uid }) => {
    const place = places.get(uid);
    return place ? (order.get(place.lane) ?? 0) * 1e6 + place.slot : Infinity;
  };
  return [...state.tables.Pod.values()].filter(fits).sort((a, b) => rank(a) - rank(b));
}

/**
 * The one after the chosen Pod, or before it; round the end.
 * @param {PodCard[]} pods @param {string} chosen uid @param {1 | -1} step
 */
export function next(pods, chosen, step) {
  const place = pods.findIndex(({ uid }) => uid === chosen);
  if (place < 0) return step > 0 ? pods[0] : pods.at(-1);
  return pods[(place + step + pods.length) % pods.length];
}

/** @param {State} state */
export function problemsIn(state) {
  let count = 0;
  for (const pod of state.tables.Pod.values()) if (isInTrouble(pod)) count += 1;
  return count;
}
