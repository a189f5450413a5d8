/**
 * A prediction on the big screen: the question, its bars as they fill, then the run on the
 * teacher's cluster beside them, and at last the right answer. And the dialog in which one is
 * chosen or written.
 */

import { h, icon, setAttribute, setText } from "../lib/dom.js";
import { actButton, createDialog, createNote } from "./notes.js";

/** @typedef {import("./types.js").WallQuestion} WallQuestion */
/** @typedef {import("./types.js").Act} Act */

/** @param {{act: Act, cluster: string, canAct: boolean}} desk */
export function createQuestion({ act, cluster, canAct }) {
  const note = createNote();
  const title = h("h2");
  const count = h("p", { class: "dim" });
  const bars = h("ol", { class: "bars" });
  const because = h("p", { class: "because" });
  const command = h("code", { class: "command" });
  const stage = h("div", { class: "run", hidden: true });
  const close = actButton("Close answers", () => act("close"), { note });
  const play = actButton("Play it", () => act("play"), { icon: "play", look: "primary", note });
  const show = actButton("Show the answer", () => act("show-answer"), { note });
  const down = actButton("Take down", () => act("take-down"), { look: "flat", note });
  const acts = h("div", { class: "row" }, play.element, close.element, show.element, down.element);
  const element = h(
    "section",
    { class: "question", hidden: true, "aria-label": "Prediction" },
    h(
      "div",
      { class: "question-words" },
      title,
      count,
      bars,
      because,
      command,
      canAct && acts,
      note.element,
    ),
    stage,
  );
  return {
    element,
    /** @param {WallQuestion | null} question @param {number} here */
    update(question, here) {
      setAttribute(element, "hidden", !question);
      if (!question) {
        stage.replaceChildren();
        setAttribute(stage, "hidden", true);
        return;
      }
      const answered = question.counts.reduce((sum, each) => sum + each, 0);
      setText(title, question.text);
      setText(count, `${answered} of ${here} answered${question.closed ? ", closed" : ""}`);
      drawBars(bars, question, answered);
      setText(because, question.because);
      setText(command, question.command ? `kubectl ${question.command}` : "");
      setAttribute(close.element, "hidden", question.closed);
      setAttribute(play.element, "hidden", question.played || !question.command);
      setAttribute(show.element, "hidden", question.shown);
      drawRun(stage, question.played, cluster);
    },
  };
}

/** @param {Element} list @param {WallQuestion} question @param {number} answered */
function drawBars(list, question, answered) {
  const key = JSON.stringify([question.choices, question.counts, question.right]);
  if (list.getAttribute("data-key") === key) return;
  setAttribute(list, "data-key", key);
  list.replaceChildren(
    ...question.choices.map((choice, index) => {
      const count = question.counts[index] ?? 0;
      const bar = h("i");
      bar.style.width = `${answered ? (100 * count) / answered : 0}%`;
      const isRight = question.right === index;
      return h(
        "li",
        { class: isRight ? "right" : "" },
        h("span", {}, choice, isRight && icon("check"), isRight && h("b", {}, "right")),
        h("span", { class: "bar-line", "aria-hidden": "true" }, bar),
        h("b", { class: "bar-count" }, String(count)),
      );
    }),
  );
}

/** @param {HTMLElement} stage @param {boolean} isPlayed @param {string} cluster */
function drawRun(stage, isPlayed, cluster) {
  setAttribute(stage, "hidden", !isPlayed);
  if (!isPlayed) stage.replaceChildren();
  else if (!stage.firstChild)
    stage.append(h("iframe", { src: `/c/${cluster}/?follow`, title: "The teacher's cluster" }));
}

/** @param {{act: Act, prepared: import("./types.js").Prepared[]}} desk */
export function createAsking({ act, prepared }) {
  const note = createNote();
  const text = h("textarea", { rows: "2", maxlength: "300" });
  const choices = h("textarea", { rows: "4", placeholder: "one on each line" });
  const right = h("input", { type: "number", min: "1", max: "6", value: "1" });
  const command = h("input", { placeholder: "kubectl scale deployment/web --replicas=6" });
  const because = h("textarea", { rows: "2", maxlength: "400" });
  const fill = (/** @type {import("./types.js").Prepared} */ one) => {
    text.value = one.text;
    choices.value = one.choices.join("\n");
    right.value = String(one.right + 1);
    command.value = `kubectl ${one.command}`;
    because.value = one.because;
  };
  const ready = prepared.map((one) =>
    h("button", { type: "button", class: "chip", on: { click: () => fill(one) } }, one.text),
  );
  const ask = actButton(
    "Ask everybody",
    async () => {
      await act("ask", {
        text: text.value,
        choices: choices.value.split("\n").filter((line) => line.trim()),
        right: Number(right.value) - 1,
        command: command.value,
        because: because.value,
      });
      dialog.element.close();
    },
    { icon: "bulb", look: "primary", note },
  );
  const field = (/** @type {string} */ label, /** @type {Node} */ control) =>
    h("label", { class: "field" }, h("span", {}, label), control);
  const dialog = createDialog(
    "Ask a prediction",
    h("div", { class: "chips" }, ...ready),
    field("Question", text),
    field("Choices", choices),
    h(
      "div",
      { class: "pair" },
      field("Right one", right),
      field("Played on your cluster", command),
    ),
    field("Why", because),
    note.element,
    h("div", { class: "row" }, ask.element),
  );
  return { open: dialog.open };
}
