/**
 * Whom a Pod replaced, and who replaced it. While both are there the seats say it at once; the
 * journal says it also when the other one is gone, with how it went.
 */

import { h, setAttribute, setText } from "../lib/dom.js";
import { suffix } from "../lib/text.js";
import { clockTime } from "../lib/time.js";
import { seatmate } from "../state/selectors.js";
import { createAsker } from "./asking.js";

/** @typedef {import("../types.js").Card} Card */
/** @typedef {import("../types.js").State} State */
/** @typedef {import("../types.js").Lineage} Lineage */

/** @param {import("../types.js").Desk} desk */
export function createKin(desk) {
  const element = h("p", { class: "note kin", hidden: true });
  /** @type {ReturnType<typeof createAsker<Lineage>>} */
  const answers = createAsker();
  /** @param {Card} card @param {State} state */
  const draw = (card, state) => {
    const words = card.kind === "Pod" ? kinWords(card, answers.of(card.uid), state) : "";
    setAttribute(element, "hidden", !words);
    setText(element, words);
  };
  return {
    element,
    /** @param {Card} card @param {State} state */
    update(card, state) {
      draw(card, state);
      if (card.kind !== "Pod" || !card.owner) return;
      const at = state.link.phase === "past" ? state.revision : null;
      const key = `${at} ${card.deleting} ${state.tables.Pod.has(card.uid)}`;
      const load = () => desk.api.lineage(card.uid, card.owner, at);
      answers.ask(card.uid, key, load, () => draw(card, desk.state()));
    },
  };
}

/**
 * @param {import("../types.js").PodCard} pod @param {Lineage | null} told @param {State} state
 */
export function kinWords(pod, told, state) {
  const { replaced, replacedBy } = told ?? { replaced: null, replacedBy: null };
  const words = [];
  if (replaced) {
    const { name, how, time } = replaced;
    words.push(`It took the place of ${suffix(name)}, which ${how} at ${clockTime(time)}.`);
  }
  if (replacedBy) words.push(`${suffix(replacedBy.name)} took its place.`);
  if (words.length) return words.join(" ");
  const other = seatmate(state, pod.uid);
  if (!other) return "";
  return pod.deleting
    ? `${suffix(other.name)} takes its place.`
    : `It takes the place of ${suffix(other.name)}, which is still leaving.`;
}
