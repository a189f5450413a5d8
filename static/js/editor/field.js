/**
 * A field for YAML. It opens as a CodeMirror editor where that is installed and as a plain text
 * field where it is not; whoever uses it need not know which. Tab leaves the field, as everywhere.
 */

import { h } from "../lib/dom.js";
import { loadCodeMirror } from "./load.js";
import { RichText } from "./rich_text.js";

/** @typedef {import("./problems.js").Problem} Problem */
/** @typedef {import("./places.js").Place} Place */
/**
 * @typedef {object} Options
 * @property {string} label
 * @property {string} [hint] shown while it is empty
 * @property {() => void} onInput a person changed the text
 * @property {() => void} [onSubmit] Ctrl-Enter
 * @property {() => void} [onLeave] Escape
 * @property {(line: string[]) => void} [onLine] the field of the cursor's line
 */

/** @param {Options} options */
export function createYamlField(options) {
  const element = h("div", { class: "yaml-field" });
  /** @type {RichText | PlainText | null} */
  let shown = null;
  let waiting = "";
  /** @type {Promise<RichText | PlainText> | null} */
  let opening = null;
  const open = () => (opening ??= show());
  const show = async () => {
    const cm = await loadCodeMirror();
    shown = cm ? new RichText(cm, element, options) : new PlainText(element, options);
    if (waiting) shown.replace(waiting);
    return shown;
  };
  return {
    element,
    open,
    focus: async () => (await open()).focus(),
    text: () => (shown ? shown.text() : waiting),
    /** Not a person's change: `onInput` is not called. @param {string} text */
    replace(text) {
      waiting = text;
      shown?.replace(text);
    },
    /** Marks in the text; an empty list takes them away. @param {Problem[]} problems */
    mark: (problems) => shown?.mark(problems),
    /** @returns {Place[]} */
    places: () => shown?.places() ?? [],
    /** @param {((place: Place) => string) | null} nameOf who wrote a field, "" for unknown */
    showWriters: (nameOf) => shown?.showWriters(nameOf),
    /** What would change; null goes back to the text. @param {string | null} before */
    showChanges: (before) => shown?.showChanges(before),
    /** @param {boolean} isReadOnly */
    setReadOnly: async (isReadOnly) => (await open()).setReadOnly(isReadOnly),
  };
}

/** The same without CodeMirror: text in, text out. */
class PlainText {
  /** @param {HTMLElement} host @param {Options} options */
  constructor(host, { label, hint = "", onInput, onSubmit, onLeave }) {
    this.area = h("textarea", {
      class: "manifest",
      "aria-label": label,
      spellcheck: "false",
      autocapitalize: "off",
      autocomplete: "off",
      wrap: "off",
      placeholder: hint,
    });
    this.area.addEventListener("input", onInput);
    this.area.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) onSubmit?.();
      if (event.key === "Escape") onLeave?.();
    });
    host.append(this.area);
  }

  focus() {
    this.area.focus();
  }

  text() {
    return this.area.value;
  }

  /** @param {string} text */
  replace(text) {
    this.area.value = text;
  }

  /** @param {Problem[]} problems */
  mark(problems) {
    this.area.setAttribute("aria-invalid", String(problems.length > 0));
  }

  /** @returns {Place[]} */
  places() {
    return [];
  }

  showWriters() {}

  showChanges() {}

  /** @param {boolean} isReadOnly */
  setReadOnly(isReadOnly) {
    this.area.readOnly = isReadOnly;
  }
}
