/** A dialog with its name above and a cross that closes it. */

import { h, icon } from "./dom.js";

/**
 * @param {string} name @param {string} look classes @param {...import("./dom.js").Child} body
 */
export function createDialog(name, look, ...body) {
  const close = h(
    "button",
    {
      ...{ type: "button", class: "button flat bare", "aria-label": "Close" },
      on: { click: () => dialog.close() },
    },
    icon("x"),
  );
  const dialog = h(
    "dialog",
    { class: look, "aria-label": name },
    h("div", { class: "panel-top" }, h("h2", {}, name), close),
    ...body,
  );
  return dialog;
}
