/**
 * The line that is being typed: (line, key) -> line. Pure. A here-document makes it several lines,
 * divided by "\n"; arrows then walk through them, and beyond the first and last one through the
 * history.
 * Example: `press(newLine([]), {name: "text", text: "kubectl"})` has text "kubectl" and cursor 7.
 */

/** @typedef {import("./types.js").Key} Key */
/** @typedef {import("./types.js").Line} Line */

const MOST_HISTORY = 200;

/** @param {string[]} history @param {string} [text] @returns {Line} */
export function newLine(history, text = "") {
  return { text, cursor: text.length, history, at: history.length, draft: "", cut: "" };
}

/** Repeats and blanks are not kept. @param {string[]} history @param {string} text */
export function remember(history, text) {
  if (!text.trim() || history.at(-1) === text) return history;
  return [...history, text].slice(-MOST_HISTORY);
}

/** @type {Record<string, (line: Line, key: Key) => Line>} */
const KEYS = {
  text: (line, key) => insert(line, key.text),
  left: (line) => ({ ...line, cursor: before(line) }),
  right: (line) => ({ ...line, cursor: after(line) }),
  home: (line) => ({ ...line, cursor: startOfRow(line) }),
  end: (line) => ({ ...line, cursor: endOfRow(line) }),
  "word-left": (line) => ({ ...line, cursor: wordStart(line) }),
  "word-right": (line) => ({ ...line, cursor: wordEnd(line) }),
  backspace: (line) => replace(line, before(line), line.cursor, ""),
  delete: (line) => replace(line, line.cursor, after(line), ""),
  "kill-to-start": (line) => cut(line, startOfRow(line), line.cursor),
  "kill-to-end": (line) => cut(line, line.cursor, endOfRow(line)),
  "kill-word": (line) => cut(line, shellWordStart(line), line.cursor),
  yank: (line) => insert(line, line.cut),
  up: (line) => rowUp(line) ?? recall(line, line.at - 1),
  down: (line) => rowDown(line) ?? recall(line, line.at + 1),
};

/** Keys that do not edit leave the line as it is. @param {Line} line @param {Key} key */
export function press(line, key) {
  return KEYS[key.name]?.(line, key) ?? line;
}

/** @param {Line} line @param {string} text */
export function insert(line, text) {
  return replace(line, line.cursor, line.cursor, text);
}

/**
 * @param {Line} line
 * @param {number} from
 * @param {number} to
 * @param {string} text
 * @returns {Line}
 */
export function replace(line, from, to, text) {
  return {
    ...line,
    text: line.text.slice(0, from) + text + line.text.slice(to),
    cursor: from + text.length,
  };
}

/** @param {Line} line @param {number} from @param {number} to */
function cut(line, from, to) {
  return from === to ? line : { ...replace(line, from, to, ""), cut: line.text.slice(from, to) };
}

/** @param {Line} line @param {number} at @returns {Line} */
function recall(line, at) {
  if (at < 0 || at > line.history.length) return line;
  const draft = line.at === line.history.length ? line.text : line.draft;
  const text = line.history[at] ?? draft;
  return { ...line, text, cursor: text.length, at, draft };
}

/** @param {Line} line */
function before({ text, cursor }) {
  return Math.max(0, cursor - (isLowSurrogate(text.charCodeAt(cursor - 1)) ? 2 : 1));
}

/** @param {Line} line */
function after({ text, cursor }) {
  return Math.min(text.length, cursor + (isLowSurrogate(text.charCodeAt(cursor + 1)) ? 2 : 1));
}

/** @param {number} code */
function isLowSurrogate(code) {
  return code >= 0xdc00 && code <= 0xdfff;
}

/** @param {Line} line */
function startOfRow({ text, cursor }) {
  return cursor === 0 ? 0 : text.lastIndexOf("\n", cursor - 1) + 1;
}

/** @param {Line} line */
function endOfRow({ text, cursor }) {
  const end = text.indexOf("\n", cursor);
  return end < 0 ? text.length : end;
}

/** @param {Line} line @returns {Line | null} */
function rowUp(line) {
  const start = startOfRow(line);
  if (start === 0) return null;
  const above = startOfRow({ ...line, cursor: start - 1 });
  return { ...line, cursor: Math.min(above + line.cursor - start, start - 1) };
}

/** @param {Line} line @returns {Line | null} */
function rowDown(line) {
  const end = endOfRow(line);
  if (end === line.text.length) return null;
  const column = line.cursor - startOfRow(line);
  const last = endOfRow({ ...line, cursor: end + 1 });
  return { ...line, cursor: Math.min(end + 1 + column, last) };
}

/** @param {Line} line */
function wordStart({ text, cursor }) {
  return /[\p{L}\p{N}]*[^\p{L}\p{N}]*$/u.exec(text.slice(0, cursor))?.index ?? 0;
}

/** @param {Line} line */
function wordEnd({ text, cursor }) {
  const rest = /^[^\p{L}\p{N}]*[\p{L}\p{N}]*/u.exec(text.slice(cursor));
  return cursor + (rest?.[0].length ?? 0);
}

/** Ctrl-W goes back to a blank. @param {Line} line */
function shellWordStart({ text, cursor }) {
  return /\S*\s*$/.exec(text.slice(0, cursor))?.index ?? 0;
}
