/** An autoscaler whose target is not there: drawn, so that it is not looked for in vain. */

import { h, icon, setText } from "../lib/dom.js";
import { namespaceWords } from "../lib/text.js";
import { whyButton } from "../panels/why_button.js";

/** @typedef {import("../types.js").AutoscalerCard} AutoscalerCard */

/** @param {import("../types.js").Desk} desk @param {AutoscalerCard} first */
export function createAstray(desk, first) {
  let current = first;
  const target = h("dd");
  return {
    element: h(
      "div",
      { class: "service broken" },
      h(
        "div",
        { class: "service-top" },
        icon("horizontalpodautoscaler", 18),
        h("div", {}, h("b", {}, first.name), h("span", {}, `Autoscaler${namespaceWords(first)}`)),
      ),
      h("dl", {}, h("div", {}, h("dt", {}, "scales"), target)),
      whyButton(desk, first.name, () => current),
    ),
    /** @param {AutoscalerCard} card */
    update(card) {
      current = card;
      setText(target, `${card.targetKind} ${card.target}: none of that name`);
    },
  };
}
