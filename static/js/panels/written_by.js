/**
 * Who wrote each field of the shown object, controllers included: names beside the lines, the
 * writer of the line with the cursor in words, and a choice whose lines are shown.
 */

import { ownersOf } from "../editor/owners.js";
import { fieldOf } from "../editor/places.js";
import { h, icon, setAttribute, setText } from "../lib/dom.js";
import { clockTime } from "../lib/time.js";

/** @typedef {import("../types.js").Card} Card */
/** @typedef {import("../editor/places.js").Place} Place */

const ALL = "everybody";

/**
 * @param {import("../types.js").Desk} desk
 * @param {ReturnType<typeof import("../editor/field.js").createYamlField>} field
 */
export function createWrittenBy(desk, field) {
  const button = h(
    "button",
    { type: "button", class: "button small", "aria-pressed": "false" },
    "Who wrote it",
  );
  const select = h("select", { "aria-label": "Fields written by" });
  const words = h("p", { class: "note", role: "status" }, "Put the cursor on a line.");
  const element = h(
    "div",
    { class: "written-by", hidden: true },
    h("label", { class: "select small" }, select, icon("down", 12)),
    words,
  );
  let isOn = false;
  /** @type {{card: Card, object: any, at: number | undefined} | null} */
  let last = null;
  /** @type {ReturnType<typeof ownersOf>} */
  let owners = new Map();
  const ownerOf = (/** @type {string[]} */ path) => owners.get(path.join("\n"));
  const nameOf = (/** @type {Place} */ { path }) => {
    const name = ownerOf(path)?.name ?? "";
    return select.value === ALL || select.value === name ? name : "";
  };
  const draw = () => {
    setAttribute(element, "hidden", !isOn);
    setAttribute(button, "aria-pressed", String(isOn));
    field.showWriters(isOn ? nameOf : null);
  };
  const load = async () => {
    if (!isOn || !last) return;
    const { card, object, at } = last;
    const { writers } = await desk.api.trail(card.uid, at).catch(() => ({ writers: [] }));
    if (last?.object !== object) return;
    owners = ownersOf(writers, object);
    fill(select, [...new Set([...owners.values()].map(({ name }) => name))].sort());
    draw();
  };
  button.addEventListener("click", () => {
    isOn = !isOn;
    draw();
    void load();
  });
  select.addEventListener("change", draw);
  return {
    button,
    element,
    draw,
    /** @param {Card} card @param {any} object @param {number} [at] a revision of the past */
    read(card, object, at) {
      last = { card, object, at };
      void load();
    },
    /** @param {string[]} path the field of the cursor's line */
    point(path) {
      if (isOn && path.length) setText(words, sentence(path, ownerOf(path)));
    },
  };
}

/** @param {string[]} path @param {{name: string, time: number} | undefined} owner */
function sentence(path, owner) {
  const when = owner?.time ? ` at ${clockTime(owner.time)}` : "";
  return owner
    ? `${fieldOf(path)}: written by ${owner.name}${when}.`
    : `${fieldOf(path)}: holds fields of several writers, or nobody known.`;
}

/** @param {HTMLSelectElement} select @param {string[]} names */
function fill(select, names) {
  const wanted = [ALL, ...names];
  if (wanted.join() === [...select.options].map(({ value }) => value).join()) return;
  const before = select.value;
  select.replaceChildren(...wanted.map((name) => h("option", { value: name }, name)));
  select.value = wanted.includes(before) ? before : ALL;
}
