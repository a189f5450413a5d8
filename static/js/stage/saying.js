/**
 * What a screen reader is told of the cluster, and when: one whole sentence for each Deployment and
 * Node that changed, together at most every 2 s, the newest only and none twice. Who falls below
 * the floor or gets stuck is told of at once, and once. Pure: time is handed in.
 * Example: during a rollout "web: 3 of 10 updated.", 2 s later "web: 5 of 10 updated.", at the end
 * "web: all 10 Pods ready."
 */

import { count } from "../lib/text.js";
import { podsOf } from "../state/selectors.js";
import { isShort, statusOf } from "./status.js";

/** @typedef {import("../types.js").DeploymentModel} DeploymentModel */
/** @typedef {import("../types.js").State} State */

/** @typedef {"" | "below the floor" | "stuck"} Urgency */
/** @typedef {{key: string, name: string, text: string, urgency: Urgency}} Line */

const BATCH_MS = 2000;

/**
 * What holds now, in sentences.
 * @param {State} state @param {import("../types.js").Picture} picture @returns {Line[]}
 */
export function linesOf(state, { deployments, nodes }) {
  const calm = /** @type {const} */ ({ urgency: "" });
  const { paused } = state.clock;
  return [
    { key: "time", name: "Time", text: paused ? "Time stands still." : "Time runs.", ...calm },
    ...(state.stepped ? [{ key: "step", name: "", text: state.stepped, ...calm }] : []),
    ...deployments.map((model) => deploymentLine(model, state)),
    ...nodes.map(({ card: { uid, name, status } }) => ({
      key: uid,
      name,
      text: `${name}: ${status}.`,
      ...calm,
    })),
  ];
}

/** @param {DeploymentModel} model @param {State} state @returns {Line} */
function deploymentLine(model, state) {
  const { card } = model;
  const isBelow = card.available < card.floor && isShort(model, hasSilentPods(model, state));
  const status = statusOf(model, isBelow).text;
  const urgency = status === "stuck" || status === "below the floor" ? status : "";
  return { key: card.uid, name: card.name, text: `${words(model, status)}.`, urgency };
}

/** @param {DeploymentModel} model @param {State} state */
function hasSilentPods({ lanes }, state) {
  return lanes.some(({ key }) => podsOf(state, key).some(({ stage }) => stage === "unknown"));
}

/** @param {DeploymentModel} model @param {string} status */
function words({ card, lanes, trouble }, status) {
  const { name, wanted, replicas, updated, available, ready } = card;
  const has = `${available} of ${count(wanted, "Pod")} available`;
  if (card.deleting) return `${name} is being deleted`;
  if (status === "paused") return `${name}: paused with ${count(replicas, "Pod")}`;
  if (status === "stuck") return `${name}: stuck, ${updated} of ${wanted} updated, ${has}`;
  if (status === "below the floor")
    return `${name}: below the floor, ${has}, the floor is ${card.floor}`;
  if (status === "in trouble") return `${name}: ${count(trouble, "Pod")} in trouble, ${has}`;
  if (status === "at rest") return `${name}: ${restWords(wanted)}`;
  if (lanes.length > 1) return `${name}: ${updated} of ${wanted} updated`;
  return `${name}: ${ready} of ${count(wanted, "Pod")} ready`;
}

/** @param {number} wanted */
function restWords(wanted) {
  if (wanted === 0) return "no Pods, as wanted";
  return wanted === 1 ? "its Pod is ready" : `all ${wanted} Pods ready`;
}

/** Remembers what was said; the first picture is where it begins and is not told. */
export class Saying {
  constructor() {
    /** @type {Map<string, Line> | null} */
    this.said = null;
    this.dueAt = -Infinity;
  }

  /** The next picture is a beginning again. */
  forget() {
    this.said = null;
  }

  /**
   * What is to be said at a moment.
   * @param {Line[]} lines @param {number} at ms
   * @returns {{polite: string[], assertive: string[], wake: number}} `wake`: ms until there is more
   */
  hear(lines, at) {
    const { said } = this;
    if (!said) {
      this.said = new Map(lines.map((line) => [line.key, line]));
      return { polite: [], assertive: [], wake: Infinity };
    }
    const before = (/** @type {string} */ key) => said.get(key);
    const urgent = lines.filter(({ key, urgency }) => urgency && before(key)?.urgency !== urgency);
    for (const line of urgent) said.set(line.key, line);
    const assertive = urgent.map(({ text }) => text);
    const news = lines.filter(({ key, text }) => before(key)?.text !== text);
    const here = new Set(lines.map(({ key }) => key));
    const gone = [...said.values()].filter(({ key, name }) => name && !here.has(key));
    if (!news.length && !gone.length) return { polite: [], assertive, wake: Infinity };
    if (at < this.dueAt) return { polite: [], assertive, wake: this.dueAt - at };
    this.dueAt = at + BATCH_MS;
    for (const line of news) said.set(line.key, line);
    for (const { key } of gone) said.delete(key);
    const polite = [...news.map(({ text }) => text), ...gone.map(({ name }) => `${name} is gone.`)];
    return { polite, assertive, wake: Infinity };
  }
}
