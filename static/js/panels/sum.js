/**
 * A sum as a table: signs in a column, words, numbers at the right, a rule, the result in the
 * colour of what it means. Used by the causes and by the control loop.
 */

import { h } from "../lib/dom.js";

/** @typedef {import("../types.js").Sum} Sum */
/** @typedef {import("../types.js").SumTerm} SumTerm */

/** The question as a heading, who decides, the sum, what follows. @param {Sum} sum */
export function sumBlock(sum) {
  return h(
    "section",
    { class: "sum-block" },
    h("h3", {}, sum.question),
    sumTable(sum),
    sum.note ? h("p", { class: "note" }, sum.note) : null,
  );
}

/** @param {Sum} sum */
export function sumTable({ question, terms, result, tone }) {
  return h(
    "table",
    { class: "sum signed", "aria-label": question },
    h("tbody", {}, ...terms.map((term) => row(term, ""))),
    h("tfoot", {}, row(result, tone)),
  );
}

/** @param {SumTerm} term @param {string} tone */
function row({ sign, words, value }, tone) {
  return h(
    "tr",
    { class: tone },
    h("td", { class: "operator" }, sign),
    h("th", { scope: "row" }, words),
    h("td", {}, String(value)),
  );
}
