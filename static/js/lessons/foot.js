/** Back, next, hint, begin again: always there, in their place. */

import { h, icon, setAttribute, setText } from "../lib/dom.js";

/** @typedef {import("./types.js").LessonState} LessonState */

/**
 * @param {(verb: string) => void} act
 * @param {(step: number | null) => void} lookAt
 */
export function createFoot(act, lookAt) {
  /** @type {LessonState | null} */
  let known = null;
  const button = (/** @type {string} */ name, /** @type {string} */ look, on = () => {}) =>
    h(
      "button",
      { type: "button", class: `button ${look}`, on: { click: on } },
      icon(name),
      h("span"),
    );
  const back = button("undo", "flat", () => known && lookAt(known.shown - 1));
  const next = button("play", "", () => {
    if (!known) return;
    if (known.shown < known.index) lookAt(known.shown + 1 === known.index ? null : known.shown + 1);
    else act("next");
  });
  const run = button("bolt", "primary", () => act("run"));
  const hint = button("bulb", "small", () => act("hint"));
  const again = button("restart", "small flat", () => act("again"));
  const over = button("restart", "small flat", () => confirmRestart(act));
  // Without a name until the lesson is told, and so not shown until then.
  const rows = [
    h("div", { class: "row", hidden: true }, back, run, next),
    h("div", { class: "row", hidden: true }, hint, again, over),
  ];
  const element = h(
    "div",
    { class: "lesson-foot" },
    ...rows,
    h(
      "p",
      { class: "row" },
      h("a", { href: "/lessons/" }, "All lessons"),
      h("a", { href: "/" }, "My own cluster"),
    ),
  );
  return {
    element,
    /** @param {LessonState} state */
    update(state) {
      known = state;
      for (const row of rows) row.hidden = false;
      const { step, shown, index, steps, finished } = state;
      const isLive = shown === index;
      const isLast = shown === steps.length - 1;
      label(back, "Back");
      setAttribute(back, "disabled", shown === 0);
      label(next, isLast ? "Finish" : "Next");
      const isOver = isLast && finished;
      setAttribute(next, "hidden", isOver);
      setAttribute(next, "disabled", isLive && !step.canGoOn);
      const mustRun = step.type === "watch" && step.run.length > 0 && !step.ran && isLive;
      next.classList.toggle("primary", !mustRun && (!isLive || step.canGoOn));
      label(run, "Run it");
      setAttribute(run, "hidden", !mustRun);
      label(hint, hintWords(state));
      setAttribute(hint, "hidden", step.type !== "do" || !isLive || step.done || isAllTold(state));
      label(again, "Begin this step again");
      setAttribute(again, "hidden", step.type === "read" || !isLive);
      label(over, "Restart lesson");
    },
  };
}

/** @param {HTMLElement} button @param {string} words */
function label(button, words) {
  const place = button.lastElementChild;
  if (place) setText(place, words);
}

/** @param {LessonState} state */
function hintWords({ step }) {
  const shown = step.hints.length;
  return step.hintsLeft ? `Hint ${shown + 1} of ${shown + step.hintsLeft}` : "Show a solution";
}

/** @param {LessonState} state */
function isAllTold({ step }) {
  return step.hintsLeft === 0 && step.solution.length > 0;
}

/** @param {(verb: string) => void} act */
function confirmRestart(act) {
  if (window.confirm("Restart this lesson? Its cluster is made anew from the start."))
    act("restart");
}
