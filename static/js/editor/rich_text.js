/**
 * The YAML field as a CodeMirror editor: colours, folding, search, marks of what is refused, who
 * wrote each line, and what an Apply would change.
 */

import { lookOf } from "./look.js";
import { placeOnLine, placesIn } from "./places.js";
import { createWriters } from "./writers.js";

/** @typedef {import("./load.js").CodeMirror} CodeMirror */
/** @typedef {import("./problems.js").Problem} Problem */
/** @typedef {import("./places.js").Place} Place */
/** @typedef {import("./field.js").Options} Options */

const PARSE_MS = 200;

export class RichText {
  /** @param {CodeMirror} cm @param {HTMLElement} host @param {Options} options */
  constructor(cm, host, options) {
    this.cm = cm;
    this.options = options;
    this.changes = new cm.Compartment();
    this.lock = new cm.Compartment();
    this.writers = createWriters(cm);
    this.isOurs = false;
    /** @type {{doc: unknown, places: Place[]}} */
    this.known = { doc: null, places: [] };
    this.view = new cm.EditorView({ parent: host, extensions: this.extensions() });
  }

  extensions() {
    const { cm, options } = this;
    return [
      cm.lineNumbers(),
      cm.foldGutter({ openText: "▾", closedText: "▸" }),
      cm.lintGutter(),
      this.writers.extension,
      cm.history(),
      cm.drawSelection(),
      cm.highlightActiveLine(),
      cm.highlightActiveLineGutter(),
      cm.highlightSelectionMatches(),
      cm.bracketMatching(),
      cm.indentUnit.of("  "),
      cm.EditorState.tabSize.of(2),
      cm.yaml(),
      lookOf(cm),
      cm.placeholder(options.hint ?? ""),
      cm.EditorView.contentAttributes.of({
        "aria-label": options.label,
        spellcheck: "false",
        tabindex: "0",
      }),
      cm.EditorView.updateListener.of((update) => this.heard(update)),
      cm.keymap.of([
        { key: "Mod-Enter", run: () => (options.onSubmit?.(), true) },
        ...cm.lintKeymap,
        ...cm.searchKeymap,
        ...cm.foldKeymap,
        ...cm.historyKeymap,
        ...cm.defaultKeymap.filter(({ key }) => key !== "Mod-Enter"),
      ]),
      cm.keymap.of([{ key: "Escape", run: () => (options.onLeave?.(), true) }]),
      this.lock.of([]),
      this.changes.of([]),
    ];
  }

  /** @param {import("@codemirror/view").ViewUpdate} update */
  heard(update) {
    if (update.docChanged && !this.isOurs) this.options.onInput();
    if (update.selectionSet || update.docChanged) this.options.onLine?.(this.pathAtCursor());
  }

  pathAtCursor() {
    const line = this.view.state.doc.lineAt(this.view.state.selection.main.head);
    return placeOnLine(this.places(), line.from, line.to)?.path ?? [];
  }

  focus() {
    this.view.focus();
  }

  text() {
    return this.view.state.doc.toString();
  }

  /**
   * Only what differs is replaced, so the cursor and the view stay where they are.
   * @param {string} text
   */
  replace(text) {
    const now = this.text();
    if (now === text) return;
    const changes = this.cm
      .diff(now, text, { scanLimit: 500, timeout: PARSE_MS })
      .map(({ fromA, toA, fromB, toB }) => ({
        from: fromA,
        to: toA,
        insert: text.slice(fromB, toB),
      }));
    this.isOurs = true;
    this.view.dispatch({ changes });
    this.isOurs = false;
  }

  /** @param {Problem[]} problems */
  mark(problems) {
    const most = this.view.state.doc.length;
    const marks = problems.map(({ from, to, message }) => ({
      from: Math.min(from, most),
      to: Math.min(to, most),
      message,
      severity: /** @type {const} */ ("error"),
    }));
    this.view.dispatch(this.cm.setDiagnostics(this.view.state, marks));
  }

  places() {
    const { state } = this.view;
    if (this.known.doc !== state.doc) {
      const tree = this.cm.ensureSyntaxTree(state, state.doc.length, PARSE_MS);
      const read = (/** @type {number} */ from, /** @type {number} */ to) =>
        state.doc.sliceString(from, to);
      this.known = { doc: state.doc, places: tree ? placesIn(tree.topNode, read) : [] };
    }
    return this.known.places;
  }

  /** @param {((place: Place) => string) | null} nameOf */
  showWriters(nameOf) {
    this.view.dispatch({
      effects: this.writers.show(nameOf ? this.places() : [], nameOf, this.view.state.doc),
    });
  }

  /** @param {string | null} before */
  showChanges(before) {
    const extension =
      before === null
        ? []
        : this.cm.unifiedMergeView({
            original: before,
            mergeControls: false,
            collapseUnchanged: { margin: 2, minSize: 6 },
          });
    this.view.dispatch({ effects: this.changes.reconfigure(extension) });
  }

  /** @param {boolean} isReadOnly */
  setReadOnly(isReadOnly) {
    const { EditorState } = this.cm;
    this.view.dispatch({
      effects: this.lock.reconfigure(isReadOnly ? EditorState.readOnly.of(true) : []),
    });
  }
}
