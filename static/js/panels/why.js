/**
 * Why is it so? The trail of writes about the object, newest first: who wrote, the rule in one
 * sentence, and the arithmetic behind it, number by number. The words are the controllers' own; the
 * page adds none.
 */

import { h, icon, keyedList, setAttribute, setText } from "../lib/dom.js";
import { humanKey } from "../lib/text.js";
import { clockTime } from "../lib/time.js";
import { eventsOf, trailOf } from "../state/selectors.js";

/** @typedef {import("../types.js").Card} Card */
/** @typedef {import("../types.js").Write} Write */

const SHOWN = 30;

export function createWhy() {
  const list = h("ol", { class: "trail" });
  const nothing = h("p", { class: "note" });
  const update = keyedList(
    list,
    (/** @type {Write} */ write) => `${write.revision} ${write.kind} ${write.name}`,
    createWrite,
  );
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
  return `Nobody has written about ${card.name} since this page was opened.${last}`;
}

/** @param {Write} write */
function createWrite(write) {
  const why = write.why;
  const rows = Object.entries(why?.numbers ?? {}).filter(
    ([, value]) => value !== null && typeof value !== "object",
  );
  const element = h(
    "li",
    {},
    h("p", { class: "why-text" }, why?.text || `${write.kind} ${write.name} was written.`),
    h(
      "p",
      { class: "who" },
      icon("loop", 14),
      h("span", {}, write.by),
      h("time", {}, clockTime(write.time)),
      why?.rule
        ? h(
            "code",
            { class: "rule", title: "The rule of the controller that decided this" },
            why.rule,
          )
        : null,
    ),
    rows.length
      ? h(
          "table",
          { class: "sum" },
          h(
            "tbody",
            {},
            ...rows.map(([key, value]) =>
              h("tr", {}, h("th", { scope: "row" }, humanKey(key)), h("td", {}, String(value))),
            ),
          ),
        )
      : null,
  );
  return { element, update() {} };
}
