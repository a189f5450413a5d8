/**
 * The words around the picture: the notice when the line is broken, the empty state, the legend,
 * the kubectl twin.
 */

import { h, icon, setAttribute, setText } from "../lib/dom.js";
import { ago, clockTime, virtualNow } from "../lib/time.js";
import { actionButton } from "../panels/button.js";

/** @typedef {import("../types.js").State} State */
/** @typedef {import("../types.js").Desk} Desk */

/** Says in words that the picture is old or may be late, and when the next attempt comes. */
export function createNotice() {
  const text = h("span", { role: "status" });
  const soon = h("span");
  const element = h(
    "div",
    { class: "notice", hidden: true },
    icon("warn"),
    h("span", {}, text, " ", soon),
  );
  return {
    element,
    /** @param {State} state @param {number} at @returns {number} ms until the words change */
    update({ link, clock, revision }, at) {
      const isBroken = link.phase === "stale" || link.phase === "refused";
      const words = isBroken || link.phase === "live" ? link.message : "";
      setAttribute(element, "hidden", !isBroken && !words);
      if (link.phase !== "stale") {
        setText(text, words);
        setText(soon, "");
        return Infinity;
      }
      const seconds = Math.max(0, Math.ceil((link.retryAt - at) / 1000));
      const when = revision ? ` The picture is from ${clockTime(virtualNow(clock, at))}.` : "";
      setText(text, `${words || "Connection lost."}${when}`);
      setText(soon, seconds ? `Trying again in ${seconds} s.` : "Trying again.");
      return 500;
    },
  };
}

/** @param {Desk} desk */
export function createEmpty(desk) {
  const deploy = actionButton(desk, "deploy", { look: "primary" });
  const element = h(
    "section",
    { class: "empty", hidden: true },
    h("span", { class: "badge" }, icon("deployment", 20)),
    h("h1", {}, "No Deployment yet"),
    h("p", {}, "Deploy web, or paste a manifest into the YAML editor. kubectl does the same:"),
    h("code", { class: "command" }, "kubectl create deployment web --image=web:v1"),
    deploy.element,
  );
  return {
    element,
    /** @param {State} state @param {boolean} isEmpty */
    update(state, isEmpty) {
      setAttribute(element, "hidden", !isEmpty);
      deploy.update(state);
    },
  };
}

/**
 * The command that does the same as the button under the pointer, else the one that was used last.
 */
export function createTwinLine() {
  const command = h("code", { class: "command" });
  const by = h("span", { class: "dim by" });
  const copy = h(
    "button",
    {
      type: "button",
      class: "button flat bare small",
      "aria-label": "Copy command",
      on: { click: () => copyText(command.textContent ?? "", by) },
    },
    icon("copy"),
  );
  const element = h(
    "div",
    { class: "twinline" },
    h("span", { class: "dim twin-title" }, "Same in a terminal"),
    h("span", { class: "prompt", "aria-hidden": "true" }, "$"),
    command,
    by,
    copy,
  );
  return {
    element,
    /** @param {State} state */
    update(state) {
      const last = state.twins.at(-1);
      const text = state.hint || last?.command || "kubectl get deployments,replicasets,pods";
      setText(command, text);
      const now = virtualNow(state.clock, performance.now());
      setText(by, state.hint ? "for this control" : last ? `you, ${ago(now - last.time)}` : "");
      setAttribute(element, "data-command", text);
    },
  };
}

/** @param {string} text @param {HTMLElement} note */
export async function copyText(text, note) {
  const isCopied = await navigator.clipboard?.writeText(text).then(
    () => true,
    () => false,
  );
  setText(note, isCopied ? "copied" : "could not copy: select it instead");
}
