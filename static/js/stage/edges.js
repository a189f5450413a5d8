/**
 * Why the drawn lines are there, beside the lines: "owns (ownerReferences)" on the way from a
 * Deployment to its ReplicaSets, "selects app=web" where a Service's requests leave it. A selector
 * that reaches nobody is a short line that ends in a cross. `notesOf` says what is to be written
 * and where, `createEdges` writes it; whoever points at a line is told the whole reason.
 */

import { railOf } from "../graph/lines.js";
import { h } from "../lib/dom.js";
import { count } from "../lib/text.js";

/** @typedef {import("../graph/lines.js").Lines} Lines */
/** @typedef {import("./frames.js").Box} Box */
/** @typedef {Box & {why: string}} Strip a line, as wide as a pointer needs it */
/**
 * @typedef {object} Note
 * @property {string} text @property {string} why @property {string} look
 * @property {number} x where it begins, or with `isLeft` where it ends
 * @property {number} y its middle @property {boolean} isLeft it stands left of its point
 */

const TRUNK = 20;
const REACH = 6;
const ABOVE = 13;

/**
 * @param {Lines} lines
 * @returns {{notes: Note[], strips: Strip[]}}
 */
export function notesOf(lines) {
  /** @type {Note[]} */
  const notes = [];
  /** @type {Strip[]} */
  const strips = [];
  for (const { title, heads, owner } of lines.owned) {
    const [first, last] = [heads[0], heads.at(-1)];
    if (!first || !last) continue;
    const top = title.y + title.height + 8;
    const x = title.x + TRUNK;
    const sets = count(heads.length, "ReplicaSet");
    const why = `Deployment ${owner} owns ${sets}: their ownerReferences name it`;
    strips.push({ x: x - REACH, y: top, width: 2 * REACH, height: last.y + 11 - top, why });
    notes.push({
      ...{ text: "owns (ownerReferences)", why, look: "", isLeft: false },
      ...{ x: x + 9, y: first.y - 12 },
    });
  }
  const named = new Set();
  for (const { service, from, frame, taps } of lines.rails) {
    const text = `selects ${service.selects}`;
    const why = `Service ${service.name} ${text}: the dotted line leads to the Pods that are ready`;
    const [begin, y] = [taps[0] ?? frame.x, frame.y - 11];
    const { turn } = railOf(from);
    strips.push({ x: begin, y: y - REACH, width: turn - begin, height: 2 * REACH, why });
    // One name for each Service, and one on each line: others are told where they are pointed at.
    if (named.has(service.uid) || named.has(frame.key)) continue;
    named.add(service.uid).add(frame.key);
    notes.push({ text, why, look: "", x: turn - 8, y: y - ABOVE + 3, isLeft: true });
  }
  for (const { service, from } of lines.broken) {
    const lack = service.isAlone ? "no Pod" : "none ready";
    const text = `selects ${service.selects}: ${lack}`;
    const why = `Service ${service.name} ${text}, so every request fails`;
    const place = { x: railOf(from).turn - 10, y: from.y, isLeft: true };
    notes.push({ text, why, look: service.isAlone ? "broken" : "", ...place });
  }
  return { notes, strips };
}

export function createEdges() {
  const element = h("div", { class: "edges" });
  let drawn = "";
  return {
    element,
    /** @param {Lines} lines */
    update(lines) {
      const found = notesOf(lines);
      const key = JSON.stringify(found);
      if (key === drawn) return;
      drawn = key;
      element.replaceChildren(...found.strips.map(stripFor), ...found.notes.map(noteFor));
    },
  };
}

/** @param {Strip} strip */
function stripFor({ x, y, width, height, why }) {
  const element = h("i", { class: "edge", "aria-hidden": "true", title: why });
  const size = `width:${Math.max(0, width)}px;height:${Math.max(0, height)}px`;
  element.style.cssText = `left:${x}px;top:${y}px;${size}`;
  return element;
}

/** @param {Note} note */
function noteFor({ text, why, look, x, y, isLeft }) {
  const element = h(
    "span",
    { class: `edge-note ${look} ${isLeft ? "left" : ""}`, title: why },
    text,
  );
  element.style.cssText = `left:${x}px;top:${y}px`;
  return element;
}
