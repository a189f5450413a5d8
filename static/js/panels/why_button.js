/** "Why?" beside something that is not as it should be: selects it and opens its causes. */

import { h } from "../lib/dom.js";

/**
 * @param {import("../types.js").Desk} desk
 * @param {string} name
 * @param {() => import("../types.js").Card} card as it stands when the button is pressed
 */
export function whyButton(desk, name, card) {
  return h(
    "button",
    {
      type: "button",
      class: "link why-button",
      "aria-label": `Why is ${name} so?`,
      on: {
        click: () => {
          desk.dispatch({ type: "select", card: card() });
          desk.dispatch({ type: "tab", tab: "Why" });
        },
      },
    },
    "Why?",
  );
}
