/**
 * A Service as its users see it: its web page in a small frame, asked for anew every second through
 * the Service's proxy of the API, and the last answers, each in the colour of its version. During a
 * rolling update the page changes and no answer fails; with Recreate it fails for a while.
 *
 * What comes back is shown in a frame that may do nothing (a sandbox without scripts), never as
 * part of this page.
 */

import { servicePagePath } from "../api.js";
import { h, setAttribute, setText } from "../lib/dom.js";
import { count } from "../lib/text.js";
import { colourOf } from "./image_colour.js";

/** @typedef {import("../types.js").Card} Card */
/** @typedef {import("../types.js").State} State */
/** @typedef {import("../types.js").Visit} Visit */

const AGAIN_MS = 1000;
const KEPT = 24;

/** @param {import("../types.js").Desk} desk */
export function createWebPage(desk) {
  const view = new WebPage(desk);
  return {
    element: view.element,
    /** @param {Card} card @param {State} state @param {number} _now @param {boolean} isGone */
    update: (card, state, _now, isGone) => view.update(card, state, isGone),
  };
}

class WebPage {
  /** @param {import("../types.js").Desk} desk */
  constructor(desk) {
    this.desk = desk;
    /** @type {import("../types.js").ServiceCard | null} */
    this.card = null;
    this.mayAsk = false;
    this.timer = 0;
    this.asked = 0;
    this.failed = 0;
    this.words = h("p", { class: "note" });
    // Two, so that the next page is there before the one before it goes.
    this.frames = [0, 1].map(() => h("iframe", { class: "page-frame", sandbox: "", hidden: true }));
    this.frames.forEach((frame) => frame.addEventListener("load", () => this.arrived(frame)));
    this.code = h("b");
    this.reason = h("p");
    this.trouble = h("div", { class: "page-trouble", hidden: true }, this.code, this.reason);
    this.answers = h("ol", { class: "answers", "aria-label": "The last answers, newest last" });
    this.command = h("code", { class: "page-command" });
    this.element = h(
      "div",
      { class: "web-page" },
      h("div", { class: "page-place" }, ...this.frames, this.trouble),
      this.answers,
      this.words,
      this.command,
    );
  }

  /** @param {Card} card @param {State} state @param {boolean} isGone */
  update(card, state, isGone) {
    if (card.kind !== "Service") return;
    if (this.card?.uid !== card.uid) this.start(card);
    this.card = card;
    const isPast = state.link.phase === "past";
    this.mayAsk = !isGone && state.link.phase === "live";
    if (!this.mayAsk)
      setText(this.words, isPast ? "The past answers no requests." : "Nobody answers here now.");
    else if (!this.timer) this.timer = window.setTimeout(() => this.ask(), 0);
  }

  /** @param {import("../types.js").ServiceCard} card */
  start(card) {
    this.asked = this.failed = 0;
    this.answers.replaceChildren();
    setAttribute(this.trouble, "hidden", true);
    for (const frame of this.frames) {
      setAttribute(frame, "hidden", true);
      setAttribute(frame, "title", `Web page of the Service ${card.name}`);
    }
    const path = this.desk.api.base + servicePagePath(card);
    setText(this.command, `kubectl get --raw ${path}`);
    setText(this.words, "");
  }

  /** One request, and the next one later while somebody looks. */
  async ask() {
    const card = this.card;
    if (card && this.mayAsk && !document.hidden) {
      const visit = await this.desk.api.visit(servicePagePath(card)).catch(() => null);
      if (visit && this.card?.uid === card.uid) this.show(visit);
    }
    this.timer = 0;
    if (this.element.isConnected && this.mayAsk)
      this.timer = window.setTimeout(() => this.ask(), AGAIN_MS);
  }

  /** @param {Visit} visit */
  show(visit) {
    if (visit.page) this.open(visit.page);
    else this.fail(visit);
    this.asked += 1;
    if (visit.code >= 400) this.failed += 1;
    this.answers.append(this.answer(visit));
    while (this.answers.children.length > KEPT) this.answers.firstChild?.remove();
    setText(this.words, `${count(this.asked, "request")} from here, ${this.failed} failed.`);
  }

  /** @param {string} page */
  open(page) {
    if (this.frames.some((frame) => !frame.hidden && frame.srcdoc === page)) return;
    const next = this.frames.find(({ hidden }) => hidden);
    if (next) next.srcdoc = page;
  }

  /** @param {HTMLIFrameElement} frame */
  arrived(frame) {
    if (!frame.srcdoc) return;
    for (const each of this.frames) setAttribute(each, "hidden", each !== frame);
    setAttribute(this.trouble, "hidden", true);
  }

  /** @param {Visit} visit */
  fail({ code, message }) {
    for (const frame of this.frames) setAttribute(frame, "hidden", true);
    setAttribute(this.trouble, "hidden", false);
    setText(this.code, String(code));
    setText(this.reason, message);
  }

  /** @param {Visit} visit */
  answer({ code, pod, message }) {
    const state = this.desk.state();
    const found = [...state.tables.Pod.values()].find(({ name }) => name === pod);
    const words = code < 400 ? `${found?.image ?? "an image"} from ${pod}` : `${code} ${message}`;
    const mark = h(
      "li",
      { class: code < 400 ? "" : "failed", title: words },
      h("span", { class: "unseen" }, words),
    );
    if (code < 400) mark.style.setProperty("--c", colourOf(state, found?.image ?? ""));
    return mark;
  }
}
