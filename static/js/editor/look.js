/**
 * The editor in the page's own face and colours. They are custom properties, so one look serves
 * light, dark and projector, and changes with them by itself.
 */

/** @typedef {import("./load.js").CodeMirror} CodeMirror */

/** @param {CodeMirror} cm */
export function lookOf(cm) {
  return [cm.EditorView.theme(FRAME), cm.syntaxHighlighting(cm.HighlightStyle.define(inks(cm)))];
}

/** @param {CodeMirror} cm */
function inks({ tags }) {
  return [
    { tag: tags.definition(tags.propertyName), color: "var(--accent)" },
    { tag: tags.propertyName, color: "var(--accent)" },
    { tag: [tags.string, tags.special(tags.string)], color: "var(--ok)" },
    { tag: [tags.comment, tags.lineComment], color: "var(--ink-3)" },
    { tag: [tags.meta, tags.separator, tags.punctuation], color: "var(--ink-2)" },
    { tag: tags.content, color: "var(--ink)" },
  ];
}

const SELECTION =
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, " +
  ".cm-selectionBackground";

/** @type {Record<string, Record<string, string>>} */
const FRAME = {
  "&": { height: "100%", color: "var(--ink)", backgroundColor: "transparent", fontSize: "inherit" },
  "&.cm-focused": { outline: "none" },
  ".cm-scroller": { fontFamily: "var(--mono)", lineHeight: "1.6", overflow: "auto" },
  ".cm-content": { padding: "var(--s2) 0", caretColor: "var(--ink)" },
  ".cm-line": { padding: "0 var(--s3) 0 var(--s2)" },
  ".cm-cursor": { borderLeftColor: "var(--ink)" },
  [SELECTION]: { backgroundColor: "var(--selected)" },
  ".cm-activeLine, .cm-activeLineGutter": { backgroundColor: "transparent" },
  "&.cm-focused .cm-activeLine, &.cm-focused .cm-activeLineGutter": {
    backgroundColor: "var(--active)",
  },
  ".cm-gutters": { backgroundColor: "transparent", color: "var(--ink-3)", border: "0" },
  ".cm-lineNumbers .cm-gutterElement": { minWidth: "22px", padding: "0 2px 0 4px" },
  ".cm-foldGutter .cm-gutterElement": { color: "var(--ink-3)" },
  ".cm-foldPlaceholder": {
    background: "var(--sunken)",
    border: "0",
    color: "var(--ink-2)",
    padding: "0 4px",
  },
  ".cm-placeholder": { color: "var(--ink-3)", whiteSpace: "pre" },
  ".cm-tooltip": {
    backgroundColor: "var(--raised)",
    color: "var(--ink)",
    border: "1px solid var(--line)",
    borderRadius: "var(--r-m)",
    boxShadow: "var(--shadow-3)",
    maxWidth: "460px",
  },
  ".cm-diagnostic-error": { borderLeft: "3px solid var(--bad)", padding: "var(--s2) var(--s3)" },
  ".cm-lintRange-error": {
    backgroundImage: "none",
    textDecoration: "underline wavy var(--bad) 1px",
    textUnderlineOffset: "3px",
  },
  ".cm-panels": { backgroundColor: "var(--surface)", color: "var(--ink)" },
  ".cm-panels-bottom": { borderTop: "1px solid var(--line)" },
  ".cm-changedLine, .cm-insertedLine": { backgroundColor: "var(--ok-soft)" },
  ".cm-deletedChunk": { backgroundColor: "var(--bad-soft)", paddingLeft: "var(--s2)" },
  ".cm-changedText, .cm-insertedLine .cm-changedText": {
    background: "none",
    boxShadow: "inset 0 -2px color-mix(in srgb, var(--ok) 45%, transparent)",
  },
  ".cm-deletedChunk .cm-deletedText": {
    background: "none",
    boxShadow: "inset 0 -2px color-mix(in srgb, var(--bad) 45%, transparent)",
  },
  ".cm-changeGutter": { width: "3px", paddingLeft: "1px" },
  ".cm-changedLineGutter": { background: "var(--ok)" },
  ".cm-deletedLineGutter": { background: "var(--bad)" },
  ".cm-collapsedLines": {
    background: "var(--sunken)",
    color: "var(--ink-2)",
    fontFamily: "var(--sans)",
    padding: "2px var(--s3)",
  },
};
