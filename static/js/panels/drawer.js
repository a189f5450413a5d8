/**
 * The drawer under the picture. Terminal: how to reach this cluster with one's own kubectl, and the
 * commands of what was done on this page. YAML: an editor whose Apply sends one document or many.
 */

import { h, icon, keyedList, setAttribute, setText } from "../lib/dom.js";
import { clockTime } from "../lib/time.js";
import { copyText } from "../stage/words.js";
import { actionButton, alerts } from "./button.js";

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
  const parts = { terminal: createTerminal(desk), yaml: createEditor(desk) };
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
        setText(title, state.drawer === "terminal" ? "Use kubectl" : "Apply a manifest");
        body.replaceChildren(part.element);
        part.focus();
      }
      part.update(state);
    },
  };
}

/** @param {Desk} desk */
function createTerminal(desk) {
  const link = `/c/${desk.config.cluster}/kubeconfig`;
  const lines = h("ol", { class: "log" });
  const nothing = h("p", { class: "note" }, "Nothing yet. Each button leaves its command here.");
  const update = keyedList(
    lines,
    (/** @type {import("../types.js").Twin} */ twin) => String(twin.id),
    createLogLine,
  );
  const note = h("span", { class: "dim" });
  const element = h(
    "div",
    { class: "terminal" },
    h(
      "section",
      {},
      h("h3", {}, "Your own kubectl works here"),
      h(
        "p",
        { class: "note" },
        "This cluster answers the Kubernetes API. ",
        h("a", { href: link, download: "kubeconfig" }, "Download the kubeconfig"),
        ", point kubectl at it, and watch this page follow.",
      ),
      h(
        "pre",
        { class: "recipe" },
        "export KUBECONFIG=~/Downloads/kubeconfig\nkubectl get pods --watch",
      ),
    ),
    h(
      "section",
      {},
      h(
        "div",
        { class: "log-top" },
        h("h3", {}, "What was done on this page"),
        note,
        h(
          "button",
          {
            type: "button",
            class: "button flat small",
            on: { click: () => copyText(allCommands(desk.state()), note) },
          },
          icon("copy"),
          "Copy all",
        ),
      ),
      nothing,
      lines,
    ),
  );
  return {
    element,
    focus() {},
    /** @param {State} state */
    update({ twins }) {
      setAttribute(nothing, "hidden", twins.length > 0);
      const isAtEnd = lines.scrollHeight - lines.scrollTop - lines.clientHeight < 40;
      update(twins);
      if (isAtEnd) lines.scrollTop = lines.scrollHeight;
    },
  };
}

/** @param {State} state */
function allCommands({ twins }) {
  return twins.map(({ command }) => `${command}\n`).join("");
}

/** @param {import("../types.js").Twin} twin */
function createLogLine({ command, time }) {
  return {
    element: h("li", {}, h("time", {}, clockTime(time)), h("code", {}, command)),
    update() {},
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
    /** @param {State} state */
    update(state) {
      apply.update(state);
      refusals.update(state);
      setText(result, state.refusals.has("apply") ? "" : state.applied);
    },
  };
}
