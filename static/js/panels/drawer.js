/**
 * The drawer under the picture. Terminal: kubectl on a screen, which may name the text of the YAML
 * panel as a file. YAML: an editor whose Apply sends one document or many.
 */

import { h, icon, setAttribute, setText } from "../lib/dom.js";
import { MANIFEST } from "../terminal/session.js";
import { actionButton, alerts } from "./button.js";
import { createTerminal } from "./terminal.js";

/** @typedef {import("../types.js").Desk} Desk */
/** @typedef {import("../types.js").State} State */

const EXAMPLE = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: nginx-deployment
  labels:
    app: nginx
spec:
  replicas: 3
  selector:
    matchLabels:
      app: nginx
  template:
    metadata:
      labels:
        app: nginx
    spec:
      containers:
      - name: nginx
        image: nginx:1.14.2
        ports:
        - containerPort: 80
`;

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
  const yaml = createEditor(desk);
  /** @returns {Record<string, string>} */
  const files = () => (yaml.text() ? { [MANIFEST]: yaml.text() } : {});
  const parts = { terminal: createTerminal(desk, files), yaml };
  const body = h("div", { class: "drawer-body" });
  host.append(h("div", { class: "drawer-top" }, title, close), body);
  let shown = "";
  return {
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

/** @param {Desk} desk */
function createEditor(desk) {
  const editor = h("textarea", {
    class: "manifest",
    "aria-label": "Manifest",
    spellcheck: "false",
    autocapitalize: "off",
    autocomplete: "off",
    wrap: "off",
    placeholder: EXAMPLE,
  });
  const result = h("p", { class: "applied", role: "status" });
  const apply = actionButton(desk, "apply", { look: "primary", value: () => editor.value });
  const refusals = alerts(desk, ["apply"]);
  const example = h(
    "button",
    {
      type: "button",
      class: "button flat",
      on: {
        click: () => {
          editor.value = EXAMPLE;
          editor.focus();
        },
      },
    },
    "Insert an example",
  );
  editor.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) apply.element.click();
    if (event.key === "Escape") desk.dispatch({ type: "drawer", drawer: null });
  });
  return {
    element: h(
      "div",
      { class: "editor" },
      editor,
      h(
        "div",
        { class: "editor-side" },
        h(
          "p",
          { class: "note" },
          "One document or many, divided by ---. What is there is changed, ",
          "what is not is created, as kubectl apply does.",
        ),
        h("div", { class: "editor-buttons" }, apply.element, example),
        refusals.element,
        result,
      ),
    ),
    focus: () => requestAnimationFrame(() => editor.focus()),
    text: () => editor.value,
    /** @param {State} state */
    update(state) {
      apply.update(state);
      refusals.update(state);
      setText(result, state.refusals.has("apply") ? "" : state.applied);
    },
  };
}
