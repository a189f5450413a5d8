/** The sheet of keys, made from the table of actions, with the legend of all that is drawn. */

import { ACTIONS } from "../actions/index.js";
import { ZOOM_KEYS } from "../camera/tools.js";
import { FIND_KEYS } from "../find/tools.js";
import { createDialog } from "../lib/dialog.js";
import { h } from "../lib/dom.js";
import { createLegendSheet } from "../stage/legend.js";
import { keyName } from "./button.js";

const WALKING = [
  ["Arrow keys", "walk among the objects"],
  ["Enter", "select"],
  ["Escape", "select nothing"],
  ...FIND_KEYS,
  ...ZOOM_KEYS,
  ["?", "this list"],
];

export function createHelp() {
  const rows = new Map(WALKING.map(([key = "", words = ""]) => [key, words]));
  for (const { shortcut, label } of ACTIONS) {
    if (shortcut)
      rows.set(keyName(shortcut), [rows.get(keyName(shortcut)), label].filter(Boolean).join(", "));
  }
  const legend = createLegendSheet();
  const dialog = createDialog(
    "Keys and marks",
    "help",
    h(
      "div",
      { class: "help-columns" },
      h(
        "dl",
        {},
        ...[...rows].map(([key, words]) =>
          h("div", {}, h("dt", {}, h("kbd", {}, key)), h("dd", {}, words)),
        ),
      ),
      legend.element,
    ),
    h("p", { class: "help-more" }, h("a", { href: "/fidelity/" }, "What is simulated")),
  );
  document.body.append(dialog);
  return () => {
    legend.paint();
    dialog.showModal();
  };
}
