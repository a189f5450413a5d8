/**
 * Why is it so? The trail of writes about the object, newest first: who wrote, the rule in one
 * sentence, and the arithmetic behind it, number by number. The words are the controllers' own; the
 * page adds none.
 */

import { h, icon, keyedList, setAttribute, setText } from "../lib/dom.js";
import { count, humanKey } from "../lib/text.js";
import { clockTime } from "../lib/time.js";
import { eventsOf, trailOf } from "../state/selectors.js";

/** @typedef {import("../types.js").Card} Card */
/** @typedef {ReturnType<typeof trailOf>[number]} Step */

const SHOWN = 30;
const RULE_HELP = "The rule of the controller that decided this";

export function createWhy() {
  const list = h("ol", { class: "trail" });
  const nothing = h("p", { class: "note" });
  const keyOf = (/** @type {Step} */ { write }) => `${write.revision} ${write.kind} ${write.name}`;
  const update = keyedList(list, keyOf, createStep);
  return {
    element: h("div", {}, nothing, list),
    /** @param {Card} card @param {import("../types.js").State} state */
    update(card, state) {
      const trail = trailOf(state, card).slice(0, SHOWN);
      setAttribute(nothing, "hidden", trail.length > 0);
      if (!trail.length) setText(nothing, emptyWords(card, state));
      update(trail);
    },
  };
}

/** @param {Card} card @param {import("../types.js").State} state */
function emptyWords(card, state) {
  const event = eventsOf(state, card)[0];
  const last = event ? ` The last event says: ${event.message}` : "";
  return `Nobody has written about ${card.name} lately.${last}`;
}

/** @param {Step} step */
function createStep({ write, repeats }) {
  const { why, kind, name, by, time } = write;
  const numbers = Object.entries(why?.numbers ?? {}).filter(
    ([, value]) => typeof value !== "object",
  );
  const rows = numbers.map(([key, value]) =>
    h("tr", {}, h("th", { scope: "row" }, humanKey(key)), h("td", {}, String(value))),
  );
  const rule =
    why?.rule && why.rule !== by ? h("code", { class: "rule", title: RULE_HELP }, why.rule) : null;
  const element = h(
    "li",
    {},
    h(
      "p",
      { class: "who" },
      icon(kind.toLowerCase(), 14),
      h("span", {}, `${kind} ${name}`),
      h("time", {}, clockTime(time)),
    ),
    h("p", { class: "why-text" }, why?.text || "was written"),
    rows.length ? h("table", { class: "sum" }, h("tbody", {}, ...rows)) : null,
    h(
      "p",
      { class: "who" },
      icon("loop", 14),
      h("span", {}, by, repeats ? `, after ${count(repeats, "like write")}` : ""),
      rule,
    ),
  );
  return { element, update() {} };
}
