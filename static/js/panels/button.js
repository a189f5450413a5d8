/**
 * A button made from the table of actions. It knows when it is there and enabled, runs its action,
 * and shows its kubectl twin while it is under the pointer or has the focus. A refusal is shown by
 * the `alerts` element beside it.
 */

import { actionById } from "../actions/index.js";
import { targetOf } from "../actions/rules.js";
import { h, icon, setAttribute } from "../lib/dom.js";

/** @typedef {import("../types.js").Desk} Desk */
/** @typedef {import("../types.js").State} State */

/**
 * @typedef {object} Options
 * @property {"" | "flat" | "primary" | "small" | string} [look] CSS classes
 * @property {boolean} [isBare] icon only; the label is still its name
 * @property {string} [label] instead of the action's
 * @property {() => any} [target] instead of the selection
 * @property {() => any} [value]
 * @property {string} [control] whose alerts element tells of a refusal
 * @property {boolean} [isExample] its twin only shows how such a command looks
 */

/** @param {Desk} desk @param {string} actionId @param {Options} [options] */
export function actionButton(desk, actionId, options = {}) {
  const action = actionById(actionId);
  const label = options.label ?? action.label;
  const target = () => (options.target ? options.target() : targetOf(action, desk.state()));
  const element = h(
    "button",
    {
      type: "button",
      class: `button ${options.look ?? ""} ${options.isBare ? "bare" : ""}`,
      "data-action": actionId,
      title: action.shortcut ? `${action.help} (${keyName(action.shortcut)})` : action.help,
      "aria-label": options.isBare ? label : null,
      on: {
        click: () =>
          desk.perform(actionId, target(), options.value?.(), options.control ?? actionId),
      },
    },
    icon(action.icon),
    options.isBare ? null : h("span", {}, label),
  );
  const twin = () => (target() ? action.kubectl(target(), options.value?.(), desk.state()) : "");
  showTwin(desk, element, twin, Boolean(options.value) || options.isExample);
  return {
    element,
    /** @param {State} state */
    update(state) {
      const object = target();
      setAttribute(element, "hidden", action.isShown ? !action.isShown(object, state) : false);
      setAttribute(element, "disabled", !action.isEnabled(object, state));
    },
  };
}

/** @type {WeakMap<Element, {command: () => string, isOpen: boolean}>} */
const twins = new WeakMap();

/** The controls on the page, each with the command that does the same. */
export function controlsWithTwins() {
  return [...document.querySelectorAll("button, input, select")].flatMap((element) => {
    const twin = twins.get(element);
    const isThere = element instanceof HTMLElement && element.offsetParent !== null;
    return twin && isThere ? [{ element, command: twin.command(), isOpen: twin.isOpen }] : [];
  });
}

/**
 * While the pointer or the focus is on it, the strip under the picture shows the command.
 * @param {Desk} desk @param {HTMLElement} element @param {() => string} command
 * @param {boolean} [isOpen] a value of it comes from a field
 */
export function showTwin(desk, element, command, isOpen = false) {
  twins.set(element, { command, isOpen });
  const show = () => desk.dispatch({ type: "hint", command: command() });
  const hide = () => desk.dispatch({ type: "hint", command: "" });
  element.addEventListener("pointerenter", show);
  element.addEventListener("focus", show);
  element.addEventListener("pointerleave", hide);
  element.addEventListener("blur", hide);
}

/** The refusals of some controls, each an alert with the cluster's own words and the cure. */
/** @param {Desk} desk @param {string[]} controls */
export function alerts(desk, controls) {
  const element = h("div", { class: "alerts" });
  /** @type {Map<string, {note: import("../types.js").RefusalNote, alert: HTMLElement}>} */
  const shown = new Map();
  return {
    element,
    /** @param {State} state */
    update({ refusals }) {
      for (const control of controls) {
        const note = refusals.get(control);
        if (shown.get(control)?.note === note) continue;
        shown.get(control)?.alert.remove();
        shown.delete(control);
        if (note)
          shown.set(control, {
            note,
            alert: element.appendChild(alertElement(desk, control, note)),
          });
      }
    },
  };
}

/** @param {Desk} desk @param {string} control @param {import("../types.js").RefusalNote} note */
function alertElement(desk, control, { message, cure }) {
  const dismiss = () => desk.dispatch({ type: "dismiss", control });
  return h(
    "div",
    { class: "alert", role: "alert", data: { control } },
    icon("warn"),
    h(
      "p",
      {},
      h("b", {}, "Refused: "),
      h("span", { class: "said" }, message),
      " ",
      h("span", { class: "cure" }, cure),
    ),
    h(
      "button",
      {
        type: "button",
        class: "button flat bare small",
        "aria-label": "Dismiss",
        on: { click: dismiss },
      },
      icon("x", 12),
    ),
  );
}

/** @param {string} key */
export function keyName(key) {
  return key === " " ? "Space" : key;
}
