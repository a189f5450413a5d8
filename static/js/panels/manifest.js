/**
 * The YAML panel of the drawer: one manifest or many. While it is typed the cluster is asked what
 * would become of it, without doing it: what is refused is marked at its line, what would change
 * can be looked at before Apply.
 */

import { createChecker } from "../editor/checker.js";
import { createYamlField } from "../editor/field.js";
import { problemsOf } from "../editor/problems.js";
import { changedLines, comparable } from "../editor/shown.js";
import { h, setText } from "../lib/dom.js";
import { count } from "../lib/text.js";
import { actionButton, alerts } from "./button.js";
import { createChanges } from "./changes.js";

/** @typedef {import("../types.js").Desk} Desk */
/** @typedef {import("../types.js").State} State */
/** @typedef {{kind: string, name: string, result: string, before: any, after: any}} Outcome */

const DIVIDER = "---\n";
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

/** @param {Desk} desk */
export function createManifest(desk) {
  const leave = () => desk.dispatch({ type: "drawer", drawer: null });
  const field = createYamlField({
    label: "Manifest",
    hint: EXAMPLE,
    onInput: () => typed(),
    onSubmit: () => apply.element.click(),
    onLeave: leave,
  });
  const preview = createPreview(field);
  const apply = actionButton(desk, "apply", { look: "primary", value: field.text });
  const refusals = alerts(desk, ["apply"]);
  const result = h("p", { class: "applied", role: "status" });
  const checker = createChecker({
    ask: (text) => desk.api.tryApply(text),
    onAnswer: ({ items }) => preview.fits(items),
    onRefusal: (error, text) => preview.refused(error, text),
  });
  const typed = () => {
    preview.typing();
    if (desk.state().applied) desk.dispatch({ type: "applied", text: "" });
    if (field.text().trim()) checker.soon(field.text());
    else checker.forget();
  };
  const example = h("button", { type: "button", class: "button flat" }, "Insert an example");
  example.addEventListener("click", async () => {
    await field.open();
    field.replace(EXAMPLE);
    typed();
    await field.focus();
  });
  return {
    element: h(
      "div",
      { class: "editor" },
      h("div", { class: "editor-pane" }, field.element, preview.changes.element),
      h(
        "div",
        { class: "editor-side" },
        h(
          "p",
          { class: "note" },
          "One document or many, divided by ---. What is there is changed, ",
          "what is not is created, as kubectl apply does.",
        ),
        h("div", { class: "editor-buttons" }, apply.element, preview.changes.button, example),
        refusals.element,
        preview.verdict,
        result,
      ),
    ),
    focus: () => void field.focus(),
    text: field.text,
    /** @param {State} state */
    update(state) {
      apply.update(state);
      refusals.update(state);
      const applied = state.refusals.has("apply") ? "" : state.applied;
      if (applied && applied !== result.textContent) preview.done();
      setText(result, applied);
    },
  };
}

/**
 * What the cluster says of the text, and the changes it would make.
 * @param {ReturnType<typeof createYamlField>} field
 */
function createPreview(field) {
  const verdict = h("div", { class: "verdict", role: "status" });
  const changes = createChanges(field);
  return {
    verdict,
    changes,
    typing: () => field.mark([]),
    done() {
      changes.clear();
      verdict.replaceChildren();
    },
    /** @param {Outcome[]} items */
    fits(items) {
      const all = (/** @type {"before" | "after"} */ side) =>
        items.map((item) => comparable(item[side])).join(DIVIDER);
      field.mark([]);
      changes.show(all("before"), all("after"));
      verdict.replaceChildren(
        h("p", { class: "note" }, "Apply would do this:"),
        ...items.map(line),
      );
    },
    /** @param {any} error @param {string} text */
    refused(error, text) {
      const problems = problemsOf(error, field.places(), text);
      changes.clear();
      field.mark(problems);
      verdict.replaceChildren(
        h("p", { class: "bad-words" }, "The cluster would refuse it:"),
        ...problems.map(({ from, message }) =>
          h("p", {}, h("b", {}, `Line ${text.slice(0, from).split("\n").length} `), message),
        ),
      );
    },
  };
}

/** @param {Outcome} outcome */
function line({ kind, name, result, before, after }) {
  const { gone, come } = changedLines(comparable(before), comparable(after));
  const lines = result === "unchanged" ? "" : `, ${count(come, "line")} in, ${gone} out`;
  return h("p", {}, h("code", {}, `${kind.toLowerCase()}/${name}`), ` ${result}${lines}`);
}
