/**
 * The cluster's links in the share panel: make one (of the living cluster, of this moment, of the
 * lesson), copy it or the piece of HTML for another site's page, say which sites may show it, take
 * it back.
 */

import { h, icon, keyedList, setAttribute, setText } from "../lib/dom.js";
import { digits } from "../lib/text.js";
import { copyText } from "../stage/words.js";
import { createSharingApi } from "./api.js";
import { linkOf, sitesIn, snippet, wordsOf } from "./snippet.js";

/** @typedef {import("../types.js").Desk} Desk */
/** @typedef {import("./types.js").Share} Share */

const SURE_MS = 6_000;
const COPIED_MS = 1_600;

/** @param {Desk} desk @param {(error: unknown) => void} refuse */
export function createLinks(desk, refuse) {
  const api = createSharingApi(desk.config.cluster);
  const list = h("div", { class: "share-links" });
  const nothing = h("p", { class: "note" }, "No links yet.");
  const trying = async (/** @type {() => Promise<unknown>} */ act) => {
    refuse(null);
    try {
      await act();
      await load();
    } catch (error) {
      refuse(error);
    }
  };
  const fill = keyedList(
    list,
    (/** @type {Share} */ { id }) => String(id),
    (share) => createLink(share, api, trying),
  );
  const load = async () => {
    const { shares } = await api.list();
    fill(shares);
    setAttribute(nothing, "hidden", shares.length > 0);
  };
  const form = createForm(desk, (wish) => trying(() => api.make(wish)));
  return {
    element: h(
      "section",
      { "aria-label": "Links" },
      h("h3", {}, "Let others in by a link"),
      form.element,
      nothing,
      list,
    ),
    update() {
      form.update();
      load().catch(refuse);
    },
  };
}

/** @param {Desk} desk @param {(wish: object) => void} onMake */
function createForm(desk, onMake) {
  const moment = h("span");
  const what = choices("What it shows", "share-what", [
    ["live", "The cluster as it lives"],
    ["moment", moment],
    ...(desk.config.lesson
      ? /** @type {[string, string][]} */ ([["lesson", "This lesson, on a cluster of one's own"]])
      : []),
  ]);
  const may = choices("Whoever opens it", "share-may", [
    ["view", "may look"],
    ["sandbox", "gets a copy to try out"],
  ]);
  const step = h("input", { type: "number", min: "1", value: "1", "aria-label": "From step" });
  const from = h("label", { class: "share-step" }, "from step ", step);
  const make = h("button", { type: "submit", class: "button primary" }, "Make a link");
  const form = h("form", { class: "share-form" }, what.element, may.element, from, make);
  const arrange = () => {
    const isLesson = what.value() === "lesson";
    setAttribute(may.element, "hidden", isLesson);
    setAttribute(from, "hidden", !isLesson);
  };
  form.addEventListener("change", arrange);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (what.value() === "lesson")
      return onMake({ kind: "lesson", lesson: desk.config.lesson, step: Number(step.value) });
    const revision = what.value() === "moment" ? desk.state().revision : null;
    onMake({ kind: may.value(), revision });
  });
  return {
    element: form,
    update() {
      const { past, revision } = desk.state();
      setText(moment, `This moment (revision ${revision}), also when time goes on`);
      if (past) what.choose("moment");
      else if (desk.config.lesson) what.choose("lesson");
      arrange();
    },
  };
}

/** @param {string} title @param {string} name @param {[string, string | Element][]} options */
function choices(title, name, options) {
  const inputs = options.map(([value], index) =>
    h("input", { type: "radio", name, value, checked: index === 0 }),
  );
  return {
    element: h(
      "fieldset",
      {},
      h("legend", {}, title),
      ...options.map(([, label], index) => h("label", {}, inputs[index], label)),
    ),
    value: () => inputs.find((input) => input.checked)?.value ?? "",
    /** @param {string} value */
    choose(value) {
      for (const input of inputs) input.checked = input.value === value;
    },
  };
}

/**
 * @param {Share} first @param {ReturnType<typeof createSharingApi>} api
 * @param {(act: () => Promise<unknown>) => Promise<void>} trying
 */
function createLink(first, api, trying) {
  const copies = h("span", { class: "dim" });
  const revoke = createRevoke(() => trying(() => api.revoke(first.id)));
  const sites = h("textarea", {
    ...{ rows: "2", spellcheck: "false", placeholder: "https://course.example.org" },
    "aria-label": "Sites that may show it",
  });
  const save = h("button", { type: "button", class: "button small" }, "Save sites");
  save.addEventListener("click", () => trying(() => api.allow(first.id, sitesIn(sites.value))));
  const element = h(
    "div",
    { class: "share-link", role: "group", "aria-label": `${wordsOf(first)}: ${first.title}` },
    h("div", { class: "share-link-top" }, h("b", {}, wordsOf(first)), copies, revoke),
    copyable("Link", linkOf(first, location.origin)),
    h(
      "details",
      {},
      h("summary", {}, "Show it in another site's page"),
      copyable("Piece of HTML", snippet(first, location.origin), true),
      h("label", { class: "share-sites" }, "Sites that may show it. None: every site.", sites),
      save,
    ),
  );
  return {
    element,
    /** @param {Share} share */
    update(share) {
      const made = share.copies === 1 ? "1 copy" : `${digits(share.copies)} copies`;
      setText(copies, share.copies ? made : "");
      if (document.activeElement !== sites) sites.value = share.origins.join("\n");
    },
  };
}

/** Taking a link back cannot be undone: the second press does it. @param {() => void} act */
function createRevoke(act) {
  const button = h("button", { type: "button", class: "button small flat" }, "Revoke");
  let timer = 0;
  const arm = (/** @type {boolean} */ isArmed) => {
    button.classList.toggle("sure", isArmed);
    setText(button, isArmed ? "Revoke for good" : "Revoke");
    clearTimeout(timer);
    timer = isArmed ? window.setTimeout(() => arm(false), SURE_MS) : 0;
  };
  button.addEventListener("click", () => {
    if (!timer) return arm(true);
    arm(false);
    act();
  });
  return button;
}

/** @param {string} label @param {string} text @param {boolean} [isLong] */
function copyable(label, text, isLong = false) {
  const field = isLong
    ? h("textarea", { readonly: true, rows: "5", "aria-label": label }, text)
    : h("input", { readonly: true, value: text, "aria-label": label });
  field.addEventListener("focus", () => field.select());
  const words = h("span", {}, "Copy");
  const copy = h("button", { type: "button", class: "button small" }, icon("copy", 14), words);
  setAttribute(copy, "aria-label", `Copy ${label.toLowerCase()}`);
  copy.addEventListener("click", async () => {
    field.select();
    await copyText(text, words);
    setTimeout(() => setText(words, "Copy"), COPIED_MS);
  });
  return h("div", { class: "share-copy" }, field, copy);
}
