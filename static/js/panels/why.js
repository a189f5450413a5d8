/**
 * Why is it so? The trail of writes about the object, newest first: who wrote, the rule in one
 * sentence, and the arithmetic behind it, number by number. The words are the controllers' own; the
 * page adds none.
 */

import { h, icon, keyedList, setAttribute, setText } from "../lib/dom.js";
import { count, humanKey } from "../lib/text.js";
import { clockTime } from "../lib/time.js";
import { eventsOf, trailOf } from "../state/selectors.js";
import { createCauses, pictureOf } from "./causes.js";
import { createKin } from "./kin.js";
import { sumTable } from "./sum.js";

/** @typedef {import("../types.js").Card} Card */
/** @typedef {import("../types.js").State} State */
/** @typedef {{write: import("../types.js").TrailWrite, repeats: number}} Step */

const SHOWN = 80;
const AGAIN_MS = 500;

/** @param {import("../types.js").Desk} desk */
export function createWhy(desk) {
  const causes = createCauses(desk);
  const list = h("ol", { class: "trail", "aria-label": "What was written, newest first" });
  const nothing = h("p", { class: "note" });
  const keyOf = (/** @type {Step} */ { write, repeats }) =>
    `${write.revision} ${write.kind} ${write.name} ${repeats} ${Boolean(write.rule)}`;
  const update = keyedList(list, keyOf, createStep);
  const told = createTold(desk);
  const kin = createKin(desk);
  return {
    element: h(
      "div",
      {},
      causes.element,
      h("h3", { class: "trail-title" }, "Who wrote what, and why?"),
      kin.element,
      nothing,
      list,
    ),
    /** @param {Card} card @param {State} state @param {number} now */
    update(card, state, now) {
      causes.update(card, state, now);
      kin.update(card, state);
      const draw = () => {
        const trail = (told.of(card) ?? trailOf(state, card)).slice(0, SHOWN);
        setAttribute(nothing, "hidden", trail.length > 0);
        if (!trail.length) setText(nothing, emptyWords(card, state));
        update(trail);
      };
      draw();
      told.ask(card, state, draw);
    },
    /** @param {Card} card @param {State} state @param {number} now @returns {boolean} ticks on */
    tick: (card, state, now) => causes.tick(card, state, now),
  };
}

/**
 * The trail as the server folds it from the journal: it reaches further back than what this page
 * heard, and tells the past as it was. @param {import("../types.js").Desk} desk
 */
function createTold(desk) {
  let asked = "";
  let timer = 0;
  let uid = "";
  /** @type {Step[]} */
  let steps = [];
  return {
    /** @param {Card} card */
    of: (card) => (card.uid === uid ? steps : null),
    /** @param {Card} card @param {import("../types.js").State} state @param {() => void} draw */
    ask(card, state, draw) {
      const key = `${card.uid} ${state.revision}`;
      if (key === asked) return;
      asked = key;
      clearTimeout(timer);
      timer = window.setTimeout(
        async () => {
          const at = state.link.phase === "past" ? state.revision : null;
          const found = await desk.api.trail(card.uid, at).catch(() => null);
          if (!found || asked.split(" ")[0] !== card.uid) return;
          uid = card.uid;
          steps = found.writes.map((/** @type {any} */ write) => ({
            write,
            repeats: write.repeats,
          }));
          draw();
        },
        card.uid === uid ? AGAIN_MS : 0,
      );
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
  const like = repeats ? `, after ${count(repeats, "like write")}` : "";
  const element = h(
    "li",
    { data: { revision: write.revision } },
    h(
      "p",
      { class: "who" },
      icon(pictureOf(kind), 14),
      h("span", {}, `${kind} ${name}`),
      h("time", {}, clockTime(time)),
    ),
    h("p", { class: "why-text" }, why?.text || "was written"),
    write.sum ? sumTable(write.sum) : numbersTable(why?.numbers ?? {}),
    h("p", { class: "who" }, icon("loop", 14), h("span", {}, by + like)),
    write.rule ? h("p", { class: "rule" }, write.rule) : null,
  );
  return { element, update() {} };
}

/** Numbers that are no sum. @param {Record<string, unknown>} numbers */
function numbersTable(numbers) {
  const rows = Object.entries(numbers)
    .filter(([, value]) => typeof value !== "object")
    .map(([key, value]) =>
      h("tr", {}, h("th", { scope: "row" }, humanKey(key)), h("td", {}, String(value))),
    );
  return rows.length ? h("table", { class: "sum" }, h("tbody", {}, ...rows)) : null;
}
