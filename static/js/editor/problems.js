/**
 * What the API refuses, as marks in the text: each cause at the line of its field. Pure.
 * Example: {field: "spec.replicas", message: "Invalid value: -1: must be ..."} marks the line of
 * `replicas`.
 */

import { documentOf, pathOf, placeOf } from "./places.js";

/** @typedef {import("./places.js").Place} Place */
/** @typedef {{from: number, to: number, message: string}} Problem */
/**
 * @typedef {object} Refused
 * @property {string} message
 * @property {{field?: string, message?: string}[]} [causes]
 * @property {{kind?: string, name?: string}} [about]
 */

const STRICT = /(?:unknown|duplicate) field "([^"]+)"/g;
const TYPED = /Go struct field \w+\.([\w.[\]]+)/;
const LINE = /\bline (\d+)/;

/**
 * @param {Refused} refused
 * @param {Place[]} places
 * @param {string} text
 * @returns {Problem[]}
 */
export function problemsOf({ message, causes = [], about = {} }, places, text) {
  const at = (/** @type {string} */ field, /** @type {string} */ words) =>
    markField(places, field, words, documentOf(places, about), text);
  const named = causes.filter(({ field }) => field);
  if (named.length)
    return named.map(({ field = "", message: said = "" }) => at(field, `${field}: ${said}`));
  const strict = [...message.matchAll(STRICT)].map(([words, field = ""]) => at(field, words));
  if (strict.length) return strict;
  const typed = message.match(TYPED)?.[1];
  if (typed) return [at(typed, message)];
  const line = Number(message.match(LINE)?.[1] ?? 1);
  return [{ ...lineAt(text, line), message }];
}

/**
 * A field that is there is marked from its key to the end of that line.
 * @param {Place[]} places @param {string} field @param {string} message
 * @param {number} document @param {string} text
 */
function markField(places, field, message, document, text) {
  const place = placeOf(places, pathOf(field), document);
  if (!place) return { ...lineAt(text, 1), message };
  const end = text.indexOf("\n", place.from);
  return { from: place.from, to: Math.min(place.to, end < 0 ? text.length : end), message };
}

/** @param {string} text @param {number} line from 1 */
function lineAt(text, line) {
  const lines = text.split("\n");
  const index = Math.min(line, lines.length) - 1;
  const from = lines.slice(0, index).reduce((sum, each) => sum + each.length + 1, 0);
  return { from, to: from + (lines[index]?.length ?? 0) };
}
