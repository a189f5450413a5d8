/**
 * "Predict first": a question with choices; once locked in, the learner's answer held against what
 * the run showed.
 */

import { h, icon } from "../lib/dom.js";
import { prose } from "./prose.js";

/** @typedef {import("./types.js").Prediction} Prediction */

/**
 * @param {Prediction} prediction
 * @param {{lock: (choice: number) => void, run: (command: string) => void}} hands
 */
export function predictionCard(prediction, { lock, run }) {
  const { question, choices, chosen, verdict, button } = prediction;
  const isOpen = chosen === null;
  const press = h(
    "button",
    { type: "button", class: "button primary", disabled: isOpen, on: { click: () => send() } },
    button,
  );
  const inputs = choices.map((_, index) =>
    h("input", {
      type: "radio",
      name: "prediction",
      value: String(index),
      checked: chosen === index,
      disabled: !isOpen,
      on: { change: () => press.removeAttribute("disabled") },
    }),
  );
  const send = () => {
    const index = inputs.findIndex(({ checked }) => checked);
    if (index >= 0) lock(index);
  };
  return h(
    "fieldset",
    { class: "predict" },
    h("legend", {}, icon("bulb", 16), isOpen ? "Predict first" : "Your prediction"),
    h("div", { class: "question-text" }, ...prose(question, run)),
    ...choices.map((choice, index) => choiceLine(choice, inputs[index], markOf(prediction, index))),
    isOpen && h("div", { class: "row" }, press, h("span", { class: "dim" }, "no points lost")),
    !isOpen && !verdict && h("p", { class: "dim waiting" }, "It runs. Watch the picture."),
    verdict && verdictPart(verdict, run),
  );
}

/** @param {Prediction} prediction @param {number} index */
function markOf({ chosen, verdict }, index) {
  if (verdict && verdict.proved === index) return "right";
  return verdict && chosen === index ? "wrong" : "";
}

/**
 * @param {{label: string, value: string}} choice
 * @param {HTMLInputElement | undefined} input
 * @param {string} mark
 */
function choiceLine({ label, value }, input, mark) {
  return h(
    "label",
    { class: `choice ${mark}` },
    input,
    value && h("b", {}, value),
    h("span", {}, label),
    mark && h("span", { class: "mark" }, mark === "right" ? "what happened" : "you said"),
  );
}

/** @param {import("./types.js").Verdict} verdict @param {(command: string) => void} run */
function verdictPart({ right, words, because }, run) {
  return h(
    "div",
    { class: `verdict ${right ? "ok" : "wait"}` },
    h("p", { class: "verdict-words" }, icon(right ? "check" : "loop", 16), h("b", {}, words)),
    ...because.flatMap((each) => prose(each, run)),
  );
}
