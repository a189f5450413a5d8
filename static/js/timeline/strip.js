/** The strip over the picture of a past moment: which moment it is, and the two ways out. */

import { h, icon, setAttribute, setText } from "../lib/dom.js";
import { actionButton, alerts } from "../panels/button.js";
import { momentWords, sinceThen } from "./words.js";

/** @typedef {import("../types.js").State} State */

/** @param {import("../types.js").Desk} desk */
export function createStrip(desk) {
  const when = h("b");
  const words = h("span");
  const problem = h("p", { class: "past-problem", role: "alert", hidden: true });
  const fork = actionButton(desk, "fork", { look: "small" });
  const back = actionButton(desk, "back-to-live", { look: "small" });
  const copy = h("button", { type: "button", class: "button small" }, icon("copy"), "Copy link");
  copy.addEventListener("click", async () => {
    const url = new URL(location.href);
    url.searchParams.set("at", String(desk.state().past?.wanted.revision ?? 0));
    await navigator.clipboard?.writeText(url.href).catch(() => undefined);
    setText(/** @type {Element} */ (copy.lastChild?.parentElement), "Copied");
    setTimeout(() => copy.replaceChildren(icon("copy"), "Copy link"), 1500);
  });
  const refusals = alerts(desk, ["fork"]);
  const element = h(
    "div",
    { class: "past-strip", hidden: true },
    h("div", { class: "past-line", role: "status" }, icon("clock"), h("p", {}, when, words)),
    problem,
    h("div", { class: "past-ways" }, copy, fork.element, back.element),
    refusals.element,
  );
  return {
    element,
    /** @param {State} state @param {number} now the present */
    update(state, now) {
      const { past } = state;
      setAttribute(element, "hidden", !past);
      if (!past) return;
      setText(when, momentWords(past.wanted));
      const since = past.wanted.time > 0 ? `, ${sinceThen(past.wanted.time, now)}` : "";
      setText(words, `${since}. You are looking at the past: nothing here can be changed.`);
      setText(problem, past.problem);
      setAttribute(problem, "hidden", !past.problem);
      for (const part of [fork, back, refusals]) part.update(desk.state());
    },
  };
}
