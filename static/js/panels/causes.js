/**
 * What is wrong with the selected object, from the symptom to the root: one sentence for each link,
 * the command that shows it, and at the root what cures it. When nothing is wrong with a
 * Deployment, the sum that says why nothing happens. All of it is the cluster's own answer.
 */

import { h, icon, keyedList, setAttribute, setText } from "../lib/dom.js";
import { clockTime, ago, timeLeft } from "../lib/time.js";
import { suffix } from "../lib/text.js";
import { findCard } from "../state/selectors.js";
import { createAsker } from "./asking.js";
import { showTwin } from "./button.js";
import { sumBlock } from "./sum.js";

/** @typedef {import("../types.js").Desk} Desk */
/** @typedef {import("../types.js").Card} Card */
/** @typedef {import("../types.js").State} State */
/** @typedef {import("../types.js").Causes} Causes */
/** @typedef {import("../types.js").CauseLink} CauseLink */

/** @param {Desk} desk */
export function createCauses(desk) {
  const title = h("h3");
  const words = h("p", { class: "why-text" });
  const list = h("ol", { class: "causes", "aria-label": "From the symptom to the root" });
  const sums = h("div");
  const element = h("section", { class: "cause", hidden: true }, title, words, list, sums);
  const updateLinks = keyedList(list, keyOf, (link) => createLink(desk, link));
  /** @type {ReturnType<typeof createAsker<Causes>>} */
  const answers = createAsker();
  let shownSums = "";
  /** @param {Card} card @param {State} state @param {number} now */
  const draw = (card, state, now) => {
    const found = answers.of(card.uid);
    setAttribute(element, "hidden", !found || (!found.links.length && !found.standing));
    if (!found) return;
    const isWrong = found.links.length > 0;
    setText(title, isWrong ? `Why is ${nameOf(card)} not as wanted?` : "Why does nothing happen?");
    setText(words, isWrong ? "" : found.standing);
    setAttribute(words, "hidden", isWrong);
    updateLinks(found.links, state, now, found.links.at(-1));
    const key = JSON.stringify(found.sums);
    if (key === shownSums) return;
    shownSums = key;
    sums.replaceChildren(...found.sums.map(sumBlock));
  };
  return {
    element,
    /** @param {Card} card @param {State} state @param {number} now */
    update(card, state, now) {
      draw(card, state, now);
      const at = state.link.phase === "past" ? state.revision : null;
      const load = () => desk.api.causes(card.uid, at);
      answers.ask(card.uid, `${state.revision} ${at}`, load, () => draw(card, desk.state(), now));
    },
    /**
     * Countdowns run on between answers.
     * @param {Card} card @param {State} state @param {number} now
     */
    tick(card, state, now) {
      draw(card, state, now);
      return answers.of(card.uid)?.links.some(({ wait }) => wait && wait.until > now) ?? false;
    },
  };
}

/** @param {CauseLink} link */
function keyOf({ kind, name, text, cure, facts }) {
  return JSON.stringify([kind, name, text, cure, facts]);
}

/** @param {{kind: string, name: string}} object */
function nameOf({ kind, name }) {
  return kind === "Pod" ? suffix(name) : name;
}

/** @param {Desk} desk @param {CauseLink} link */
function createLink(desk, link) {
  const { kind, name, text, kubectl, facts, cure } = link;
  const wait = h("p", { class: "note" });
  const times = facts.map(() => h("td"));
  const rows = facts.map((fact, index) =>
    h("tr", {}, h("th", { scope: "row" }, fact.name), times[index]),
  );
  const mayAct = desk.state().role === "owner" && desk.state().link.phase !== "past";
  const element = h(
    "li",
    {},
    h("p", { class: "who" }, icon(pictureOf(kind), 14), aboutButton(desk, link)),
    h("p", { class: "why-text" }, text),
    rows.length ? h("table", { class: "cause-facts" }, h("tbody", {}, ...rows)) : null,
    wait,
    command(desk, kubectl, "shows it"),
    cure ? cureBox(desk, cure, mayAct) : null,
  );
  return {
    element,
    /**
     * @param {CauseLink} next @param {State} _state @param {number} now
     * @param {CauseLink | undefined} root
     */
    update(next, _state, now, root) {
      element.classList.toggle("root", next === root && Boolean(cure));
      facts.forEach((fact, index) =>
        setText(/** @type {HTMLElement} */ (times[index]), factText(fact, now)),
      );
      setAttribute(wait, "hidden", !next.wait);
      setText(wait, next.wait ? waitText(next.wait, now) : "");
      setAttribute(element, "data-cause", `${kind} ${name}`);
    },
  };
}

const NAMED = new Set([
  "deployment",
  "replicaset",
  "pod",
  "node",
  "service",
  "horizontalpodautoscaler",
]);
/** @type {Record<string, string>} */
const PICTURES = { fault: "bolt", endpointslice: "service", clock: "clock" };

/** The icon of a kind; kinds without one of their own look like a document. @param {string} kind */
export function pictureOf(kind) {
  const word = kind.toLowerCase();
  return PICTURES[word] ?? (NAMED.has(word) ? word : "yaml");
}

/** @param {import("../types.js").CauseFact} fact @param {number} now */
export function factText({ text, moment }, now) {
  return moment === null ? text : `${clockTime(moment)}, ${ago(now - moment)}`;
}

/** @param {{words: string, until: number}} wait @param {number} now */
export function waitText({ words, until }, now) {
  return until > now ? `${words} in ${timeLeft(until - now)}.` : `${words} now.`;
}

/** Leads to the object where the page has it. @param {Desk} desk @param {CauseLink} link */
function aboutButton(desk, { kind, name }) {
  const card = findCard(desk.state(), kind, name);
  const words = `${kind} ${name}`;
  if (!card) return h("span", {}, words);
  return h(
    "button",
    {
      type: "button",
      class: "link",
      title: `Select ${words}`,
      on: { click: () => desk.dispatch({ type: "select", card }) },
    },
    words,
  );
}

/** A command that runs in the terminal; its twin is shown under the picture. */
/** @param {Desk} desk @param {string} text @param {string} what */
function command(desk, text, what) {
  const button = h(
    "button",
    {
      type: "button",
      class: "command-line",
      title: `Run it in the terminal: ${what}`,
      "aria-label": `Run ${text}`,
      on: { click: () => desk.run(text) },
    },
    icon("play", 11),
    h("code", {}, text),
  );
  showTwin(desk, button, () => text);
  return button;
}

/** @param {Desk} desk @param {{text: string, kubectl: string}} cure @param {boolean} mayAct */
function cureBox(desk, { text, kubectl }, mayAct) {
  const shown = mayAct ? command(desk, kubectl, "cures it") : h("code", {}, kubectl);
  return h(
    "div",
    { class: "cure-box" },
    h("p", {}, icon("wrench", 14), h("span", {}, text)),
    kubectl ? shown : null,
  );
}
