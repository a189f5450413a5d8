/** A Service: who may be called. Its endpoints are the Pods that its dotted line reaches. */

import { h, icon, setText } from "../lib/dom.js";
import { labelText } from "../lib/text.js";

/** @typedef {import("../types.js").ServiceCard} ServiceCard */

/** @param {ServiceCard} first */
export function createService(first) {
  const name = h("b");
  const endpoints = h("dd");
  const ports = h("dd", { class: "mono" });
  const selector = h("dd", { class: "mono" });
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
      h("div", {}, h("dt", {}, "port"), ports),
      h("div", {}, h("dt", {}, "selects"), selector),
    ),
  );
  return {
    element,
    /** @param {ServiceCard} card @param {import("../types.js").State} state */
    update(card, state) {
      element.classList.toggle("chosen", state.selection?.uid === card.uid);
      setText(name, card.name);
      setText(endpoints, endpointText(card));
      setText(
        ports,
        card.ports
          .map(({ port, targetPort }) =>
            targetPort && targetPort !== port ? `${port} → ${targetPort}` : port,
          )
          .join(", ") || "none",
      );
      setText(selector, labelText(card.selector ?? {}) || "nothing");
    },
  };
}

/** @param {ServiceCard} card */
function endpointText({ endpoints }) {
  const ready = endpoints.filter((endpoint) => endpoint.ready).length;
  const others = endpoints.length - ready;
  return others ? `${ready} ready, ${others} not` : String(ready);
}
