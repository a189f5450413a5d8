/**
 * The drawer under the picture. Terminal: kubectl on a screen, which may name the text of the YAML
 * panel as a file. YAML: an editor whose Apply sends one document or many.
 */

import { h, icon, setAttribute, setText } from "../lib/dom.js";
import { MANIFEST } from "../terminal/session.js";
import { createManifest } from "./manifest.js";
import { createTerminal } from "./terminal.js";

/** @typedef {import("../types.js").Desk} Desk */
/** @typedef {import("../types.js").State} State */

/** @param {HTMLElement} host @param {Desk} desk */
export function createDrawer(host, desk) {
  const close = h(
    "button",
    {
      type: "button",
      class: "button flat bare",
      "aria-label": "Close drawer",
      on: { click: () => desk.dispatch({ type: "drawer", drawer: null }) },
    },
    icon("x"),
  );
  const title = h("h2");
  const yaml = createManifest(desk);
  /** @returns {Record<string, string>} */
  const files = () => (yaml.text() ? { [MANIFEST]: yaml.text() } : {});
  const parts = { terminal: createTerminal(desk, files), yaml };
  const body = h("div", { class: "drawer-body" });
  host.append(h("div", { class: "drawer-top" }, title, close), body);
  let shown = "";
  return {
    /** Open the terminal and run a command there. @param {string} command */
    run(command) {
      desk.dispatch({ type: "drawer", drawer: "terminal" });
      parts.terminal.run(command);
    },
    /** @param {State} state */
    update(state) {
      setAttribute(host, "hidden", state.drawer === null);
      if (!state.drawer) {
        shown = "";
        return;
      }
      const part = parts[state.drawer];
      if (shown !== state.drawer) {
        shown = state.drawer;
        setText(title, state.drawer === "terminal" ? "Terminal" : "Apply a manifest");
        body.replaceChildren(part.element);
        part.focus();
      }
      part.update(state);
    },
  };
}
