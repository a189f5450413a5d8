/**
 * How the typed line is drawn: what to write to the screen so that it shows this line and cursor.
 * Pure: `paint(before, line, 80)` gives the text to write and where the cursor stands then, so that
 * the next call can take back what was drawn.
 */

/** @typedef {import("./types.js").Line} Line */

export const PROMPT = "$ ";
const MORE = "> ";
const FAINT = "\x1b[90m";
const PLAIN = "\x1b[0m";

/**
 * Row and column behind the first letters of the line, wrapped as the screen does.
 * @param {string} text
 * @param {number} columns
 */
export function place(text, columns) {
  let row = 0;
  let column = PROMPT.length;
  for (const letter of text) {
    if (letter === "\n") {
      row += 1;
      column = MORE.length;
      continue;
    }
    column += letter === "\t" ? 2 : 1;
    if (column >= columns) {
      row += 1;
      column = 0;
    }
  }
  return { row, column };
}

/**
 * @param {number} row the cursor's row below the prompt, as it was drawn last
 * @param {Pick<Line, "text" | "cursor">} line
 * @param {number} columns
 */
export function paint(row, line, columns) {
  const at = place(line.text.slice(0, line.cursor), columns);
  const end = place(line.text, columns);
  const shown = line.text
    .replaceAll("\t", "  ")
    .split("\n")
    .map((part) => wrapped(part, columns))
    .join(`\r\n${FAINT}${MORE}${PLAIN}`);
  const output =
    takeBack(row) +
    `${FAINT}${PROMPT}${PLAIN}${shown}` +
    up(end.row - at.row) +
    "\r" +
    (at.column > 0 ? `\x1b[${at.column}C` : "");
  return { output, row: at.row };
}

/** Go to the prompt's beginning and clear from there. @param {number} row */
export function takeBack(row) {
  return `${up(row)}\r\x1b[J`;
}

/** @param {number} rows */
function up(rows) {
  return rows > 0 ? `\x1b[${rows}A` : "";
}

/**
 * A part that ends exactly at the screen's edge: the screen would wait with the wrap until the next
 * letter, so it is given one.
 * @param {string} part
 * @param {number} columns
 */
function wrapped(part, columns) {
  return (part.length + PROMPT.length) % columns === 0 ? `${part} \r` : part;
}
