/**
 * The drawer under the picture. Terminal: kubectl on a screen, which may name the text of the YAML
 * panel as a file. YAML: an editor whose Apply sends one document or many. Both are fetched when
 * the drawer opens for the first time. What is done there is done now: while a past moment is shown
 * a line says so.
 */

import { h, icon, setAttribute, setText } from "../lib/dom.js";
import { lazily } from "../lib/lazy.js";
import { momentWords } from "../timeline/words.js";
import { actionButton } from "./button.js";

/** @typedef {import("../types.js").Desk} Desk */
/** @typedef {import("../types.js").State} State */

const WHILE_PAST = {
  terminal: "Commands act on the cluster as it is now.",
  yaml: "Nothing can be applied to the past.",
};

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
  const parts = lazily(async () => (await import("./drawer_parts.js")).createParts(desk));
  const body = h("div", { class: "drawer-body" });
  const past = createPastLine(desk);
  host.append(h("div", { class: "drawer-top" }, title, close), past.element, body);
  let shown = "";
  return {
    /** Open the terminal and run a command there. @param {string} command */
    run(command) {
      desk.dispatch({ type: "drawer", drawer: "terminal" });
      parts.use(({ terminal }) => terminal.run(command));
    },
    /** @param {State} state */
    update(state) {
      const name = state.drawer;
      setAttribute(host, "hidden", name === null);
      // A class, because `:has()` would be asked again with every Pod that comes or goes.
      host.parentElement?.classList.toggle("has-drawer", name !== null);
      if (!name) {
        shown = "";
        return;
      }
      setText(title, name === "terminal" ? "Terminal" : "Apply a manifest");
      past.update(state);
      parts.use((found) => {
        const part = found[name];
        if (shown !== name) {
          shown = name;
          body.replaceChildren(part.element);
          part.focus();
        }
        part.update(desk.state());
      });
    },
  };
}

/** On what the drawer acts while the picture over it is of the past. @param {Desk} desk */
function createPastLine(desk) {
  const words = h("p");
  const back = actionButton(desk, "back-to-live", { look: "small" });
  const element = h(
    "div",
    { class: "drawer-past", hidden: true },
    icon("clock"),
    h("div", { role: "status" }, words),
    back.element,
  );
  return {
    element,
    /** @param {State} state */
    update(state) {
      const { past, drawer } = state;
      setAttribute(element, "hidden", !past);
      if (!past || !drawer) return;
      setText(words, `The picture shows ${momentWords(past.wanted)}. ${WHILE_PAST[drawer]}`);
      back.update(state);
    },
  };
}
