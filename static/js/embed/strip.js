/** What is selected: its name, its state in the word that kubectl prints, and its buttons. */

import { actionButton } from "../panels/button.js";
import { createObjectActions } from "../panels/object_actions.js";
import { h, icon, setAttribute, setText } from "../lib/dom.js";
import { selectedCard } from "../state/selectors.js";

/** @typedef {import("../types.js").Desk} Desk */
/** @typedef {import("../types.js").State} State */
/** @typedef {import("../types.js").Card} Card */

/** @param {HTMLElement} host @param {Desk} desk */
export function createStrip(host, desk) {
  const name = h("b");
  const words = h("span", { class: "dim" });
  const actions = createObjectActions(desk);
  const close = h(
    "button",
    {
      ...{ type: "button", class: "button flat bare", "aria-label": "Select nothing" },
      on: { click: () => desk.dispatch({ type: "select", card: null }) },
    },
    icon("x"),
  );
  const doors = ["terminal", "yaml"].map((id) => actionButton(desk, id, { look: "flat" }));
  const tools = h("div", { class: "embed-tools" }, ...doors.map(({ element }) => element));
  const about = h("div", { class: "embed-about" }, name, words);
  const isOwn = desk.config.role === "owner";
  host.append(about, ...(isOwn ? [actions.element] : []), close, ...(isOwn ? [tools] : []));
  return {
    /** @param {State} state */
    update(state) {
      const card = selectedCard(state);
      setAttribute(host, "hidden", !card && !isOwn);
      for (const part of [about, actions.element, close]) setAttribute(part, "hidden", !card);
      for (const door of doors) door.update(state);
      if (!card) return;
      setText(name, `${card.kind} ${card.name}`);
      setText(words, wordsOf(card));
      actions.update(card, state, false);
    },
  };
}

/** @param {Card} card */
function wordsOf(card) {
  if (card.kind === "Pod")
    return [card.status, card.readyText, card.node, card.image].filter(Boolean).join(" · ");
  if (card.kind === "Node") return card.status;
  if (card.kind === "ReplicaSet") return `${card.ready} of ${card.size} ready · ${card.image}`;
  return card.kind === "Deployment" ? card.sentence : "";
}
