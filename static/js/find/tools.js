/**
 * Finding Pods: a button that opens a field (`/`), how many match, and "problems only", which is
 * there when there are any. Enter walks through the matches, Shift+Enter back, Escape ends it.
 */

import { h, icon, setAttribute, setText } from "../lib/dom.js";
import { count, digits } from "../lib/text.js";
import { found, matcher, next, problemsIn } from "./matching.js";

/** @typedef {import("../types.js").State} State */
/** @typedef {import("../types.js").Desk} Desk */

/** @param {Desk} desk */
export function createFindTools(desk) {
  const seek = (/** @type {Partial<import("../types.js").Find>} */ find) =>
    desk.dispatch({ type: "find", find });
  const open = h(
    "button",
    {
      ...{
        type: "button",
        class: "button small",
        title: "Find Pods (/)",
        "aria-label": "Find Pods",
      },
      on: { click: () => seek({ isOpen: true }) },
    },
    icon("find", 14),
    h("span", {}, "Find"),
  );
  const field = h("input", {
    ...{ type: "search", placeholder: "name, version, node", "aria-label": "Find Pods" },
    ...{ spellcheck: "false", autocomplete: "off" },
    on: {
      input: () => seek({ words: field.value }),
      keydown: (/** @type {KeyboardEvent} */ event) => {
        if (event.key === "Enter") step(desk, event.shiftKey ? -1 : 1);
        else if (event.key === "Escape") close();
        else return;
        event.preventDefault();
      },
    },
  });
  const result = h("output", { class: "dim" });
  const closing = h(
    "button",
    {
      ...{ type: "button", class: "button flat bare small", "aria-label": "Stop finding" },
      on: { click: () => close() },
    },
    icon("x", 14),
  );
  const box = h(
    "span",
    { class: "find-box", role: "search" },
    icon("find", 14),
    field,
    result,
    closing,
  );
  const number = h("span");
  const problems = h(
    "button",
    {
      ...{ type: "button", class: "button small" },
      on: { click: () => seek({ isProblemsOnly: !desk.state().find.isProblemsOnly }) },
    },
    icon("warn", 14),
    number,
  );
  const close = () => {
    seek({ isOpen: false, words: "" });
    setAttribute(open, "hidden", false);
    open.focus();
  };
  let wasOpen = false;
  return {
    element: h("div", { class: "find" }, problems, open, box),
    /** @param {State} state */
    update(state) {
      const { isOpen, words, isProblemsOnly } = state.find;
      setAttribute(open, "hidden", isOpen);
      setAttribute(box, "hidden", !isOpen);
      if (field.value !== words) field.value = words;
      if (isOpen && !wasOpen) field.focus();
      wasOpen = isOpen;
      setText(result, isOpen ? resultWords(state) : "");
      const troubled = problemsIn(state);
      setAttribute(problems, "hidden", troubled === 0 && !isProblemsOnly);
      setAttribute(problems, "aria-pressed", String(isProblemsOnly));
      setAttribute(problems, "title", `Problems only: ${count(troubled, "Pod")} (p)`);
      setAttribute(problems, "aria-label", `Problems only: ${digits(troubled)}`);
      setText(number, digits(troubled));
    },
  };
}

/** @param {State} state */
function resultWords(state) {
  if (!matcher({ ...state.find, isProblemsOnly: false })) return "";
  const pods = found(state);
  if (!pods.length) return "none";
  const place = pods.findIndex(({ uid }) => uid === state.selection?.uid);
  return place < 0 ? digits(pods.length) : `${digits(place + 1)} of ${digits(pods.length)}`;
}

/**
 * Choose the next match.
 * @param {Desk} desk @param {1 | -1} step
 */
export function step(desk, step) {
  const state = desk.state();
  const pod = next(found(state), state.selection?.uid ?? "", step);
  if (!pod) return;
  desk.dispatch({ type: "select", card: pod });
  document
    .querySelector(`[data-uid="${CSS.escape(pod.uid)}"]`)
    ?.scrollIntoView({ block: "nearest" });
}

/**
 * The keys of finding, wherever the focus is.
 * @param {Desk} desk @param {string} key @returns {boolean} whether it was one of them
 */
export function findByKey(desk, key) {
  const { find } = desk.state();
  if (key === "/") desk.dispatch({ type: "find", find: { isOpen: true } });
  else if (key === "p")
    desk.dispatch({ type: "find", find: { isProblemsOnly: !find.isProblemsOnly } });
  else if (key === "n" && matcher(find)) step(desk, 1);
  else if (key === "N" && matcher(find)) step(desk, -1);
  else return false;
  return true;
}

/** For the sheet of keys. */
export const FIND_KEYS = [
  ["/", "find Pods"],
  ["n", "next match, N the one before"],
  ["p", "problems only"],
];
