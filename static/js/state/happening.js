/**
 * What a stretch of the feed did, in one sentence: the controllers' own words when they wrote, else
 * an event's, else what became of a Pod. Example: "ReplicaSet web-1: has 2 live Pods, 0 ready."
 */

/** @typedef {import("../types.js").Delta} Delta */

/**
 * @param {Pick<Delta, "put" | "gone" | "events" | "writes">} delta
 * @param {string} before what is said when only somebody's wish for a step came in
 * @returns {string}
 */
export function whatHappened({ put, gone, events, writes }, before) {
  const decided = writes.filter(({ by }) => !by.startsWith("user")).at(-1);
  if (decided?.why?.text) return sentence(`${decided.kind} ${decided.name}: ${decided.why.text}`);
  const event = events.at(-1);
  if (event) return sentence(`${event.component}: ${event.message}`);
  const pod = put.filter(({ kind }) => kind === "Pod").at(-1);
  if (pod?.kind === "Pod") return `${pod.name} is ${pod.status} on ${pod.node || "no node yet"}.`;
  const left = gone.filter(({ kind }) => kind === "Pod").at(-1);
  if (left) return `${left.name} is gone.`;
  return writes.some(({ kind }) => kind !== "Clock") ? "" : before;
}

/** @param {string} words */
function sentence(words) {
  return /[.!?]$/.test(words) ? words : `${words}.`;
}
