/**
 * The frame's bar: whose picture this is, how it stands in a few words, the hands of the clock of
 * one's own copy, and the way to the whole page.
 */

import { h, icon, setAttribute, setText } from "../lib/dom.js";
import { clockTime } from "../lib/time.js";
import { actionButton, alerts } from "../panels/button.js";
import { summaryOf } from "./words.js";

/** @typedef {import("../types.js").Config} Config */
/** @typedef {import("../types.js").State} State */
/** @typedef {import("../types.js").Desk} Desk */

const TRY = "Try it yourself";
const HANDS = ["pause-time", "resume-time", "step"];

/** @param {HTMLElement} bar @param {Config} config @param {{start(): void}} on */
export function createBar(bar, config, on) {
  const { kind, isMoment } = /** @type {NonNullable<Config["shared"]>} */ (config.shared);
  const words = h("p", { class: "embed-words" });
  const hands = h("div", { class: "embed-hands", role: "group", "aria-label": "Time" });
  const start = h(
    "button",
    { type: "button", class: "button primary", on: { click: on.start } },
    TRY,
  );
  setAttribute(start, "hidden", kind !== "sandbox");
  const open = createOpen(config);
  bar.append(words, hands, start, open.element);
  /** @type {{update(state: State): void}[]} */
  let parts = [];
  return {
    /** @param {boolean} isBusy */
    busy: (isBusy) => setText(start, isBusy ? "Making your copy" : TRY),
    /** Another cluster is shown. @param {Desk} desk */
    serve(desk) {
      const isOwn = desk.config.role === "owner";
      setAttribute(start, "hidden", isOwn || kind !== "sandbox");
      open.take(desk.config.guest);
      const buttons = HANDS.map((id) => actionButton(desk, id, { control: "time", isBare: true }));
      const refusals = alerts(desk, ["time"]);
      parts = isOwn ? [...buttons, refusals] : [];
      hands.replaceChildren(
        ...(isOwn ? [...buttons.map(({ element }) => element), refusals.element] : []),
      );
    },
    /** @param {State} state */
    update(state) {
      const moment = `as it was at ${clockTime(state.clock.now)}`;
      const isStill = isMoment && state.role === "viewer";
      setText(words, [summaryOf(state), isStill ? moment : ""].filter(Boolean).join(", "));
      setAttribute(words, "data-link", state.link.phase);
      for (const part of parts) part.update(state);
    },
  };
}

/** The whole page, in a tab of its own; a guest's copy goes along. @param {Config} config */
function createOpen({ share, shared }) {
  const guest = h("input", { type: "hidden", name: "guest", value: "" });
  const face = () => [icon("fork"), h("span", {}, "Open")];
  const name = { class: "button", title: "Open in Kubeloop", "aria-label": "Open in Kubeloop" };
  const way = `/share/${share}`;
  const isLook = shared?.kind === "view";
  const link = h("a", { ...name, href: way, target: "_blank", rel: "noopener" }, ...face());
  const button = h("button", { ...name, type: "submit" }, ...face());
  const form = h("form", { method: "post", action: way, target: "_blank" }, guest, button);
  return {
    element: isLook ? link : form,
    /** @param {string} secret */
    take(secret) {
      guest.value = secret;
    },
  };
}
