/**
 * The teacher's cluster over the learner's own page, read-only, with the teacher's pointer. What
 * the teacher has selected is selected here too. When the teacher stops, the learner's page is as
 * it was.
 */

import { h, setAttribute } from "../lib/dom.js";

/** @typedef {import("./types.js").PageFrame} PageFrame */
/** @typedef {import("./types.js").Pointer} Pointer */

const POINTED_MS = 4000;

export function createShown() {
  const pointer = h("i", { class: "class-pointer", hidden: true, "aria-hidden": "true" });
  const place = h("div", { class: "shown-place" }, pointer);
  const aside = h("button", { type: "button", class: "button small" }, "Back to mine");
  const element = h(
    "section",
    { class: "class-shown", "aria-label": "The teacher's cluster", hidden: true },
    h(
      "header",
      {},
      h("b", {}, "The teacher's cluster"),
      h("span", { class: "dim" }, "read-only"),
      aside,
    ),
    place,
  );
  let frame = /** @type {HTMLIFrameElement | null} */ (null);
  let isLeft = false;
  let timer = 0;
  aside.addEventListener("click", () => {
    isLeft = true;
    setAttribute(element, "hidden", true);
  });
  document.body.append(element);
  return {
    /** @param {PageFrame} message */
    update({ class: room }) {
      if (!room.shown) isLeft = false;
      setAttribute(element, "hidden", !room.shown || isLeft);
      if (room.shown && !frame) {
        frame = h("iframe", { src: `/c/${room.cluster}/?follow`, title: "The teacher's cluster" });
        place.prepend(frame);
      }
      if (!room.shown && frame) {
        frame.remove();
        frame = null;
      }
    },
    /** @param {Pointer} where */
    point(where) {
      const page = frame?.contentDocument;
      const stage = page?.getElementById("stage");
      if (!page || !stage || element.hidden) return;
      const box = stage.getBoundingClientRect();
      pointer.style.left = `${box.left + where.x * stage.scrollWidth - stage.scrollLeft}px`;
      pointer.style.top = `${box.top + where.y * stage.scrollHeight - stage.scrollTop}px`;
      setAttribute(pointer, "hidden", false);
      clearTimeout(timer);
      timer = setTimeout(() => setAttribute(pointer, "hidden", true), POINTED_MS);
      select(page, where);
    },
  };
}

/** @param {Document} page @param {Pointer} where */
function select(page, { kind, name }) {
  if (!kind) return;
  const same = `[data-kind="${CSS.escape(kind)}"][data-name="${CSS.escape(name)}"]`;
  const found = /** @type {HTMLElement | null} */ (page.querySelector(same));
  if (found && found.getAttribute("aria-selected") !== "true") found.click();
}
