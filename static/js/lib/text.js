/**
 * Small helpers for words. `count(3, "Pod")` is "3 Pods"; `suffix("web-5d8c9b7f66-rl7qc")` is
 * "rl7qc", the part by which people tell Pods of one set apart.
 */

/** How the page stands to its cluster, by the phase of its line. */
export const LINK_WORDS = {
  connecting: "connecting",
  live: "live",
  stale: "reconnecting",
  refused: "not connected",
  past: "looking back",
};

const NUMBERS = new Intl.NumberFormat("en");

/** @param {number} number */
export function digits(number) {
  return NUMBERS.format(number);
}

/** @param {number} number @param {string} word */
export function count(number, word) {
  return `${digits(number)} ${word}${number === 1 ? "" : "s"}`;
}

/** @param {string} name */
export function suffix(name) {
  const last = name.slice(name.lastIndexOf("-") + 1);
  return last.length <= 6 ? last : last.slice(-5);
}

/**
 * Split a sentence so that its first few words can carry the weight.
 * @param {string} sentence
 * @returns {[string, string]}
 */
export function lead(sentence) {
  const end = sentence.search(/\.(\s|$)/);
  if (end > 0 && end < 28 && end < sentence.length - 1)
    return [sentence.slice(0, end + 1), sentence.slice(end + 1)];
  const first = sentence.match(/^(\d[\d,]* of \d[\d,]*|\S+)/)?.[0] ?? "";
  return [first, sentence.slice(first.length)];
}

/** "oldPodsThatMayGo" and "old_pods" become "old Pods that may go". @param {string} key */
export function humanKey(key) {
  const words = key
    .replace(/_/g, " ")
    .replace(/([a-z])([A-Z])/g, "$1 $2")
    .toLowerCase();
  return words.replace(/\bpod(s?)\b/g, "Pod$1").replace(/\breplica ?set(s?)\b/g, "ReplicaSet$1");
}

/** @param {Record<string, string>} labels */
export function labelText(labels) {
  return Object.entries(labels)
    .map(([key, value]) => `${key}=${value}`)
    .join(", ");
}

/** Where an object is; the default namespace goes without saying. */
/** @param {{namespace: string}} card */
export function namespaceWords({ namespace }) {
  return namespace && namespace !== "default" ? ` in ${namespace}` : "";
}

/**
 * The namespace as kubectl wants it; the default one goes without saying.
 * @param {{namespace: string}} card
 */
export function namespaceFlag(card) {
  return card.namespace && card.namespace !== "default" ? ` -n ${card.namespace}` : "";
}

/**
 * An object that is not in the picture: it went, or, of a past moment, it has not come yet.
 * @param {{created: number}} card
 * @param {{clock: {now: number}, link: {phase: string}}} state
 */
export function absence({ created }, { clock, link }) {
  return link.phase === "past" && created > clock.now ? "not there yet" : "gone";
}
