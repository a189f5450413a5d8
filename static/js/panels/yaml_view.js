/**
 * The selected object as live YAML. It follows the cluster until somebody edits it; then it keeps
 * the edit, says when the object changed underneath, asks the cluster while one types,
 * shows the changes, and applies them. On demand it names who wrote each field. Looking back it
 * shows the object as it was, to be read only; an edit that is not applied yet waits meanwhile.
 */

import { objectPath } from "../api.js";
import { createChecker } from "../editor/checker.js";
import { createYamlField } from "../editor/field.js";
import { clockTime } from "../lib/time.js";
import { problemsOf } from "../editor/problems.js";
import { comparable, editable } from "../editor/shown.js";
import { h, setAttribute, setText } from "../lib/dom.js";
import { actionButton, alerts } from "./button.js";
import { createChanges } from "./changes.js";
import { createWrittenBy } from "./written_by.js";

/** @typedef {import("../types.js").Card} Card */
/** @typedef {import("../types.js").State} State */

const AGAIN_MS = 400;

/** @param {import("../types.js").Desk} desk */
export function createYamlView(desk) {
  const view = new YamlView(desk);
  return {
    element: view.element,
    /** @param {Card} card @param {State} state @param {number} _now @param {boolean} isGone */
    update: (card, state, _now, isGone) => view.update(card, state, isGone),
  };
}

class YamlView {
  /** @param {import("../types.js").Desk} desk */
  constructor(desk) {
    this.desk = desk;
    /** @type {Card | null} */
    this.card = null;
    /** what the API said last @type {any} */
    this.object = null;
    /** what the edit began from @type {any} */
    this.base = null;
    this.isEdited = false;
    /** which moment is shown @type {{revision: number, time: number} | null} null: the present */
    this.then = null;
    /** the edit that waits while somebody looks back @type {{text: string, base: any} | null} */
    this.draft = null;
    this.asked = "";
    this.timer = 0;
    this.field = createYamlField({
      label: "YAML of the selected object",
      onInput: () => this.typed(),
      onSubmit: () => this.apply.element.click(),
      onLine: (path) => this.writtenBy.point(path),
    });
    this.writtenBy = createWrittenBy(desk, this.field);
    this.changes = createChanges(this.field);
    this.checker = createChecker({
      ask: (text) => desk.api.tryReplace(this.path(), this.fresh(text)),
      onAnswer: (after) => this.fits(after),
      onRefusal: (error, text) => this.refused(error, text),
    });
    this.apply = actionButton(desk, "replace", {
      look: "primary small",
      target: () => this.card && { ...this.card, path: this.path() },
      value: () => this.fresh(this.field.text()),
    });
    this.refusals = alerts(desk, ["replace"]);
    this.words = h("p", { class: "note yaml-words", role: "status" });
    this.discard = h("button", { type: "button", class: "button flat small" }, "Discard");
    this.discard.addEventListener("click", () => this.follow());
    this.edits = h(
      "div",
      { class: "yaml-edits", hidden: true },
      this.apply.element,
      this.changes.button,
      this.discard,
    );
    this.element = h(
      "div",
      { class: "yaml-view" },
      h("div", { class: "yaml-tools" }, this.words, this.writtenBy.button),
      this.edits,
      this.refusals.element,
      this.writtenBy.element,
      h("div", { class: "yaml-pane" }, this.field.element, this.changes.element),
    );
  }

  /** @param {Card} card @param {State} state @param {boolean} isGone */
  update(card, state, isGone) {
    this.refusals.update(state);
    this.apply.update(state);
    const isOther = this.card?.uid !== card.uid;
    if (isOther) this.start();
    this.card = card;
    const isPast = state.link.phase === "past";
    const isTurning = isPast !== (this.then !== null);
    if (isTurning) this.turn(isPast);
    this.then = isPast ? { revision: state.revision, time: state.clock.now } : null;
    if (isGone) return this.gone(state);
    const key = `${card.uid} ${this.then ? `at ${state.revision}` : card.revision}`;
    if (key === this.asked) return;
    this.asked = key;
    clearTimeout(this.timer);
    this.timer = window.setTimeout(() => this.read(card, key), isOther || isTurning ? 0 : AGAIN_MS);
  }

  start() {
    this.object = this.base = null;
    this.draft = null;
    this.empty();
    void this.field.open();
  }

  /** From the present into the past, or back. @param {boolean} isPast */
  turn(isPast) {
    if (isPast) {
      this.draft = this.isEdited ? { text: this.field.text(), base: this.base } : null;
      this.empty();
    }
    void this.field.setReadOnly(isPast);
  }

  empty() {
    this.asked = "";
    this.isEdited = false;
    this.checker.forget();
    this.changes.clear();
    this.field.mark([]);
    this.field.replace("");
    setAttribute(this.edits, "hidden", true);
    setText(this.words, "");
  }

  /** @param {State} state */
  gone(state) {
    clearTimeout(this.timer);
    this.asked = "";
    setText(
      this.words,
      this.then
        ? `It was not there at ${clockTime(state.clock.now)}.`
        : "It is gone. This is the last that was known of it.",
    );
    if (this.then) this.field.replace("");
    setAttribute(this.edits, "hidden", true);
  }

  /** @param {Card} card @param {string} key */
  async read(card, key) {
    const { then } = this;
    try {
      const [object] = await Promise.all([
        then
          ? this.desk.api.objectThen(card.uid, then.revision)
          : this.desk.api.get(objectPath(card)),
        this.field.open(),
      ]);
      if (this.asked !== key) return;
      this.object = object;
      if (this.isEdited && this.field.text() !== editable(this.base)) this.say();
      else if (!then && this.draft) this.takeUp(this.draft);
      else this.follow();
      this.writtenBy.read(card, object, then?.revision);
    } catch (error) {
      if (this.asked === key)
        setText(this.words, `The API says: ${/** @type {Error} */ (error).message}`);
    }
  }

  /** Back in the present, the edit goes on. @param {{text: string, base: any}} draft */
  takeUp({ text, base }) {
    this.draft = null;
    this.base = base;
    this.field.replace(text);
    this.typed();
  }

  /** Show what is there, and go on with it. */
  follow() {
    this.isEdited = false;
    this.base = this.object;
    this.checker.forget();
    this.changes.clear();
    this.field.mark([]);
    if (this.object) this.field.replace(editable(this.object));
    this.say();
    this.writtenBy.draw();
  }

  typed() {
    this.isEdited = this.field.text() !== editable(this.base);
    if (!this.isEdited) return this.follow();
    this.say();
    if (this.card) this.checker.soon(this.field.text());
  }

  say() {
    setAttribute(this.edits, "hidden", !this.isEdited);
    if (this.then) return setText(this.words, pastWords(this.then.time));
    if (!this.isEdited) return setText(this.words, "Live: it follows the cluster. Edit it here.");
    const moved = this.isMoved()
      ? " Meanwhile somebody else changed the object: Discard shows it as it is now."
      : "";
    setText(this.words, `Edited, not applied yet.${moved}`);
  }

  /** Did more than its status change since the edit began? */
  isMoved() {
    return comparable(this.base) !== comparable(this.object);
  }

  /**
   * Where only the status moved, the edit is of the newest revision; else the API is to refuse it.
   * @param {string} text
   */
  fresh(text) {
    if (this.isMoved()) return text;
    const revision = this.object?.metadata?.resourceVersion ?? "";
    return text.replace(/^( {2}resourceVersion: )"?\d+"?$/m, `$1"${revision}"`);
  }

  path() {
    return this.card ? objectPath(this.card) : "";
  }

  /** @param {any} after */
  fits(after) {
    this.field.mark([]);
    this.say();
    this.changes.show(comparable(this.base), comparable(after));
  }

  /** @param {any} error @param {string} text */
  refused(error, text) {
    this.changes.clear();
    this.field.mark(problemsOf(error, this.field.places(), text));
    setText(this.words, `The cluster would refuse it: ${error.message}`);
  }
}

/** @param {number} time */
function pastWords(time) {
  return `As it was at ${clockTime(time)}. The past can be read, not changed.`;
}
