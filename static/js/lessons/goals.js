/** The goals of a step: tiles beside the cluster, one line for each goal, the gap in words. */

import { h, icon, keyedList, setAttribute, setText } from "../lib/dom.js";
import { createTiles } from "./tiles.js";

/** @typedef {import("../types.js").State} State */
/** @typedef {import("./types.js").Goal} Goal */
/** @typedef {import("./types.js").LessonStep} LessonStep */

export function createGoals() {
  const tiles = createTiles();
  const list = h("ul", { class: "checks" });
  const update = keyedList(list, ({ id }) => id, createLine);
  const lost = h(
    "p",
    { class: "lost", hidden: true },
    "This goal cannot be met any more. Begin this step again below.",
  );
  const element = h(
    "section",
    { class: "goal", "aria-label": "Goal" },
    h(
      "h3",
      {},
      icon("flag", 16),
      "Goal",
      h("span", { class: "dim" }, "compared with your cluster"),
    ),
    tiles.element,
    list,
    lost,
  );
  return {
    element,
    /** @param {LessonStep} step @param {State} state */
    update({ goals, picture, done }, state) {
      setAttribute(element, "hidden", !goals.length);
      setAttribute(lost, "hidden", done || !goals.some((goal) => goal.lost));
      update(goals);
      tiles.update(done ? null : picture, state);
    },
  };
}

/** @returns {{element: Element, update(goal: Goal): void}} */
function createLine() {
  const mark = h("span", { class: "goal-mark" });
  const say = h("span");
  const words = h("span", { class: "gap" });
  const state = h("span", { class: "unseen" });
  const element = h("li", {}, mark, h("span", {}, say, state, words));
  return {
    element,
    update(goal) {
      const look = goal.met ? "ok" : goal.lost ? "lost" : "open";
      setText(say, goal.say);
      setText(state, { ok: ", met. ", lost: ", lost. ", open: ", not yet. " }[look]);
      setText(words, goal.met ? "" : goal.words);
      if (element.getAttribute("class") === look) return;
      element.setAttribute("class", look);
      mark.replaceChildren(icon({ ok: "check", lost: "x", open: "minus" }[look], 14));
    },
  };
}
