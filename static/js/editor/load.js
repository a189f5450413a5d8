/**
 * CodeMirror, fetched when the first editor opens. Set-up bundles it into static/vendor/editor/;
 * where it is missing, `loadCodeMirror` gives null and a plain text field does the work.
 */

/** @typedef {typeof import("./codemirror.js")} CodeMirror */

const BUNDLE = new URL("../../vendor/editor/codemirror.js", import.meta.url).href;

/** @type {Promise<CodeMirror | null> | null} */
let loading = null;

export function loadCodeMirror() {
  return (loading ??= import(BUNDLE).catch(() => null));
}
