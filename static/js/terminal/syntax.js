/**
 * Whether Enter ends the command or only its first lines: an open here-document, an open quote or a
 * backslash at the end asks for more. Pure.
 * Example: `isComplete("kubectl apply -f - <<EOF\nkind: Pod")` is false until a line is `EOF`.
 */

const HERE = /<<(-?)\s*(['"]?)([A-Za-z_][A-Za-z0-9_]*)\2/g;

/**
 * The word that ends the here-document of this line, if it begins one outside of quotes.
 * @param {string} line
 */
export function hereDocument(line) {
  for (const found of line.matchAll(HERE)) {
    if (openQuote(line.slice(0, found.index))) continue;
    return { end: found[3] ?? "", stripsTabs: found[1] === "-" };
  }
  return null;
}

/** @param {string} text all lines so far */
export function isComplete(text) {
  const [first = "", ...rest] = text.split("\n");
  const here = hereDocument(first);
  if (here)
    return rest.some((line) => (here.stripsTabs ? line.replace(/^\t+/, "") : line) === here.end);
  if (isComment(first)) return true;
  return !openQuote(text) && !endsInBackslash(text);
}

/**
 * The quote that is still open at the end: `'`, `"` or none.
 * @param {string} text
 */
export function openQuote(text) {
  let quote = "";
  for (let index = 0; index < text.length; index += 1) {
    const letter = text[index] ?? "";
    if (letter === "\\" && quote !== "'") index += 1;
    else if (quote) quote = letter === quote ? "" : quote;
    else if (letter === "'" || letter === '"') quote = letter;
  }
  return quote;
}

/** @param {string} text */
function endsInBackslash(text) {
  return (/\\*$/.exec(text)?.[0].length ?? 0) % 2 === 1;
}

/** @param {string} line */
function isComment(line) {
  return line.trimStart().startsWith("#");
}

/**
 * What Tab adds: the words' common beginning, and a blank behind the only one.
 * @param {string} current the word at the cursor
 * @param {string[]} words what fits
 */
export function completion(current, words) {
  const [first = ""] = words;
  if (!first) return "";
  if (words.length === 1) return first.slice(current.length) + (/[=/]$/.test(first) ? "" : " ");
  let length = first.length;
  for (const word of words) while (!word.startsWith(first.slice(0, length))) length -= 1;
  return first.slice(current.length, length);
}

/**
 * Words in columns, as a shell lists them.
 * @param {string[]} words
 * @param {number} width in letters
 */
export function columns(words, width) {
  const wide = Math.max(...words.map((word) => word.length)) + 2;
  const count = Math.max(1, Math.floor(width / wide));
  const rows = Math.ceil(words.length / count);
  return Array.from({ length: rows }, (_, row) =>
    words
      .filter((_word, index) => index % rows === row)
      .map((word) => word.padEnd(wide))
      .join("")
      .trimEnd(),
  );
}
