/**
 * What an Apply would change, line by line, in place of the text it belongs to: fields that the
 * cluster adds by itself included.
 */

import { createYamlField } from "../editor/field.js";
import { h, icon, setAttribute, setText } from "../lib/dom.js";

/** @param {ReturnType<typeof createYamlField>} field */
export function createChanges(field) {
  const shown = createYamlField({ label: "What would change", onInput: () => {} });
  const element = h("div", { class: "yaml-changes", hidden: true }, shown.element);
  const words = h("span", {}, "Show changes");
  const button = h(
    "button",
    { type: "button", class: "button small", "aria-pressed": "false", disabled: true },
    icon("yaml"),
    words,
  );
  let texts = { before: "", after: "" };
  let isOpen = false;
  const draw = async () => {
    setAttribute(button, "aria-pressed", String(isOpen));
    setText(words, isOpen ? "Back to the text" : "Show changes");
    setAttribute(field.element, "hidden", isOpen);
    setAttribute(element, "hidden", !isOpen);
    if (!isOpen) return;
    await shown.setReadOnly(true);
    shown.replace(texts.after);
    shown.showChanges(texts.before);
  };
  button.addEventListener("click", () => {
    isOpen = !isOpen;
    void draw();
  });
  return {
    button,
    element,
    /** @param {string} before @param {string} after */
    show(before, after) {
      texts = { before, after };
      setAttribute(button, "disabled", before === after);
      if (isOpen) void draw();
    },
    clear() {
      setAttribute(button, "disabled", true);
      isOpen = false;
      void draw();
    },
  };
}
