/** What the selected object is tied to, each with the reason; a click leads there. */

import { h, icon } from "../lib/dom.js";
import { edgesOf } from "../state/edges.js";

/** @typedef {import("../types.js").Card} Card */
/** @typedef {import("../types.js").State} State */
/** @typedef {import("../state/edges.js").Edge} Edge */

const MOST = 12;

/** @param {import("../types.js").Desk} desk */
export function createTies(desk) {
  const list = h("ul", { class: "ties" });
  const element = h("section", {}, h("h3", {}, "Tied to"), list);
  let shown = "";
  return {
    element,
    /** @param {Card} card @param {State} state @param {boolean} isGone */
    update(card, state, isGone) {
      const edges = isGone ? [] : edgesOf(state, card).slice(0, MOST);
      element.hidden = edges.length === 0;
      const key = JSON.stringify(edges.map(({ title, why, isMissing }) => [title, why, isMissing]));
      if (key === shown) return;
      shown = key;
      list.replaceChildren(...edges.map((edge) => tie(desk, edge)));
    },
  };
}

/** @param {import("../types.js").Desk} desk @param {Edge} edge */
function tie(desk, { title, why, card, isMissing }) {
  const name = card
    ? h(
        "button",
        {
          type: "button",
          class: "link",
          on: { click: () => desk.dispatch({ type: "select", card }) },
        },
        title,
      )
    : h("b", {}, title);
  return h(
    "li",
    { class: isMissing ? "missing" : "" },
    isMissing ? icon("warn", 13) : null,
    h("span", {}, name, h("span", { class: "note" }, ` ${why}`)),
  );
}
