/**
 * Where each field stands in a YAML text, from the editor's syntax tree: the way from a field that
 * the API names to its line, and from a line to its field. Pure.
 * Example: in "spec:\n  replicas: 3\n" the path ["spec", "replicas"] stands at 8 to 19.
 */

/**
 * @typedef {object} Branch a node of the syntax tree
 * @property {string} name
 * @property {number} from
 * @property {number} to
 * @property {Branch | null} firstChild
 * @property {Branch | null} nextSibling
 */
/**
 * @typedef {object} Place
 * @property {number} document which of the documents, from 0
 * @property {string[]} path list positions are texts too: ["spec", "containers", "0", "image"]
 * @property {number} from where its key begins, or its dash
 * @property {number} to where its value ends
 * @property {string} value the text of a value on one line, without quotes
 */

/**
 * All fields of all documents, in the order of the text.
 * @param {Branch} top
 * @param {(from: number, to: number) => string} read
 * @returns {Place[]}
 */
export function placesIn(top, read) {
  /** @type {Place[]} */
  const places = [];
  const documents = top.name === "Stream" ? children(top).filter(isDocument) : [top];
  documents.forEach((document, index) => collect(document, [], { index, places, read }));
  return places;
}

/** @param {Branch} branch */
function isDocument({ name }) {
  return name === "Document";
}

/**
 * @param {Branch} branch @param {string[]} path
 * @param {{index: number, places: Place[], read: (from: number, to: number) => string}} walk
 */
function collect(branch, path, walk) {
  let item = 0;
  for (const child of children(branch)) {
    if (child.name === "Pair") collectPair(child, path, walk);
    else if (child.name === "Item") note(child, child, [...path, String(item++)], walk);
    else if (!isPlain(child)) collect(child, path, walk);
  }
}

/**
 * @param {Branch} pair @param {string[]} path @param {Parameters<typeof collect>[2]} walk
 */
function collectPair(pair, path, walk) {
  const [key, ...rest] = children(pair);
  if (key?.name !== "Key") return;
  const value = rest.find(({ name }) => name !== ":" && name !== "Comment") ?? null;
  note(pair, value, [...path, unquoted(walk.read(key.from, key.to))], walk);
}

/**
 * @param {Branch} whole @param {Branch | null} value @param {string[]} path
 * @param {Parameters<typeof collect>[2]} walk
 */
function note(whole, value, path, walk) {
  const text = value && isScalar(value) ? unquoted(walk.read(value.from, value.to)) : "";
  const from = whole.from + (walk.read(whole.from, whole.to).match(/^\s*/)?.[0].length ?? 0);
  walk.places.push({ document: walk.index, path, from, to: whole.to, value: text });
  if (value) collect(value, path, walk);
}

/** @param {Branch} branch */
function children(branch) {
  const found = [];
  for (let child = branch.firstChild; child; child = child.nextSibling) found.push(child);
  return found;
}

/** @param {Branch} branch */
function isPlain({ name }) {
  return name === "Key" || name === "Comment" || name.endsWith("Literal");
}

/** @param {Branch} branch @returns {boolean} */
function isScalar(branch) {
  if (branch.name === "Item") {
    const only = children(branch);
    return only.length === 1 && only[0] !== undefined && isScalar(only[0]);
  }
  return branch.name === "Literal" || branch.name === "QuotedLiteral";
}

/** @param {string} text */
function unquoted(text) {
  return text.trim().replace(/^(["'])(.*)\1$/s, "$2");
}

/**
 * A field as the API writes it, in its parts: "spec.ports[0].port" is ["spec", "ports", "0",
 * "port"], "metadata.labels[a.b/c]" is ["metadata", "labels", "a.b/c"].
 * @param {string} field
 */
export function pathOf(field) {
  return [...field.matchAll(/\[([^\]]*)\]|([^.[\]]+)/g)].map(
    ([, bracketed, plain]) => bracketed ?? plain ?? "",
  );
}

/** @param {string[]} path */
export function fieldOf(path) {
  return path
    .map((part) => (/^\d+$/.test(part) ? `[${part}]` : `.${part}`))
    .join("")
    .slice(1);
}

/**
 * The field, or the nearest one around it that is written down (a required field is missing).
 * @param {Place[]} places @param {string[]} path @param {number} document
 * @returns {Place | undefined}
 */
export function placeOf(places, path, document) {
  const mine = places.filter((place) => place.document === document);
  for (let length = path.length; length > 0; length -= 1) {
    const key = path.slice(0, length).join("\n");
    const found = mine.find((place) => place.path.join("\n") === key);
    if (found) return found;
  }
  return mine[0];
}

/**
 * The innermost field that begins at or before a position, on the same line.
 * @param {Place[]} places @param {number} lineFrom @param {number} lineTo
 * @returns {Place | undefined}
 */
export function placeOnLine(places, lineFrom, lineTo) {
  return places.filter(({ from }) => from >= lineFrom && from <= lineTo).at(-1);
}

/**
 * Which document describes an object.
 * @param {Place[]} places @param {{kind?: string, name?: string}} about
 */
export function documentOf(places, { kind = "", name = "" }) {
  const says = (
    /** @type {Place} */ place,
    /** @type {string} */ path,
    /** @type {string} */ text,
  ) => place.path.join(".") === path && place.value.toLowerCase() === text.toLowerCase();
  const named = places.filter((place) => name && says(place, "metadata.name", name));
  const ofKind = new Set(
    places.filter((place) => says(place, "kind", kind)).map(({ document }) => document),
  );
  return (named.find(({ document }) => ofKind.has(document)) ?? named[0])?.document ?? 0;
}
