/** A Service: who may be called. Its endpoints are the Pods that its dotted line reaches. */

import { h, icon, setAttribute, setText } from "../lib/dom.js";
import { digits, labelText } from "../lib/text.js";
import { whyButton } from "../panels/why_button.js";
import { requestCounts } from "../state/traffic.js";

/** @typedef {import("../types.js").ServiceCard} ServiceCard */

/** @param {ServiceCard} first @param {import("../types.js").Desk} desk */
export function createService(first, desk) {
  const name = h("b");
  const endpoints = h("dd");
  const rate = h("dd");
  const failed = h("dd", { class: "failed" });
  const selector = h("dd", { class: "mono" });
  const selects = h("div", {}, h("dt", {}, "selects"), selector);
  const element = h(
    "div",
    { class: "service", data: { card: first.uid } },
    h(
      "div",
      { class: "service-top", data: { anchor: first.uid } },
      icon("service", 18),
      h("div", {}, name, h("span", {}, "Service")),
    ),
    h(
      "dl",
      {},
      h("div", {}, h("dt", {}, "endpoints"), endpoints),
      h("div", { class: "rate" }, h("dt", {}, "traffic"), rate),
      h("div", {}, h("dt", {}, "failed this rollout"), failed),
      selects,
    ),
  );
  let current = first;
  const why = whyButton(desk, first.name, () => current);
  const visit = h("button", { type: "button", class: "link why-button visit" }, "Open its page");
  visit.addEventListener("click", () => {
    desk.dispatch({ type: "select", card: current });
    desk.dispatch({ type: "tab", tab: "Page" });
  });
  element.append(why, visit);
  let shown = "";
  return {
    element,
    /** @param {ServiceCard} card @param {import("../types.js").State} state @param {number} now */
    update(card, state, now) {
      current = card;
      element.classList.toggle("chosen", state.selection?.uid === card.uid);
      setText(name, card.name);
      setText(endpoints, endpointText(card));
      const isBroken = card.endpoints.length === 0;
      element.classList.toggle("broken", isBroken);
      setAttribute(selects, "hidden", !isBroken);
      setAttribute(
        why,
        "hidden",
        card.endpoints.some(({ ready }) => ready),
      );
      setText(selector, labelText(card.selector ?? {}) || "nothing");
      setText(rate, `${digits(card.traffic.rate)} requests/s`);
      const count = requestCounts(card, now).failed;
      if (shown === `${count}`) return;
      shown = `${count}`;
      failed.classList.toggle("bad", count > 0);
      failed.replaceChildren(icon(count > 0 ? "warn" : "check", 14), digits(count));
    },
  };
}

/** @param {ServiceCard} card */
function endpointText({ endpoints }) {
  const ready = endpoints.filter((endpoint) => endpoint.ready).length;
  const others = endpoints.length - ready;
  if (!endpoints.length) return "none: no Pod matches";
  return others ? `${ready} ready, ${others} not` : String(ready);
}
