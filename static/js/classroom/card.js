/**
 * One learner on the wall: name, hand, steps, the cluster as a small picture, a line of state. The
 * whole card is one button that opens what can be done for this learner.
 */

import { h, icon, setAttribute, setText } from "../lib/dom.js";
import { drawMini } from "./mini.js";
import { sayMini } from "./mini_layout.js";

/** @typedef {import("./types.js").SeatCard} SeatCard */
/** @typedef {import("./types.js").HeardMini} HeardMini */

const STATE_ICONS = { stuck: "warn", finished: "check", hand: "hand", working: "", away: "" };

/** @param {SeatCard} seat @param {(id: number) => void} onOpen */
export function createCard(seat, onOpen) {
  const name = h("b");
  const raised = h("span", { class: "raised", hidden: true }, icon("hand", 15));
  const dots = h("span", { class: "dots" });
  const canvas = h("canvas", { "aria-hidden": "true" });
  const words = h("span", { class: "words" });
  const sign = h("span", { class: "sign" });
  const help = h("span", { class: "pill accent", hidden: true });
  const unseen = h("span", { class: "unseen" });
  const element = h(
    "button",
    { type: "button", class: "learner", on: { click: () => onOpen(seat.id) } },
    h("span", { class: "learner-top" }, name, raised, dots),
    canvas,
    h("span", { class: "learner-foot" }, sign, words, help),
    unseen,
  );
  setAttribute(element, "data-seat", seat.id);
  let drawn = /** @type {unknown[]} */ ([]);
  let wakeAt = Infinity;
  return {
    element: h("li", {}, element),
    /** @param {SeatCard} card @param {HeardMini | undefined} mini */
    update(card, mini) {
      setText(name, card.nickname);
      setAttribute(raised, "hidden", !card.hand);
      drawDots(dots, card);
      setText(words, card.words);
      drawSign(sign, card);
      setAttribute(help, "hidden", card.help === "");
      setText(help, helpWords(card));
      setAttribute(element, "data-state", card.state);
      setText(unseen, sayUnseen(card, mini));
    },
    /**
     * @param {HeardMini | undefined} mini
     * @param {import("../types.js").Tokens} tokens
     * @param {number} at
     */
    draw(mini, tokens, at) {
      const size = [canvas.clientWidth, canvas.clientHeight, mini, tokens];
      if (at < wakeAt && size.every((value, index) => value === drawn[index])) return wakeAt - at;
      drawn = size;
      const wake = drawMini(canvas, mini, tokens, at);
      wakeAt = at + wake;
      return wake;
    },
  };
}

/** @param {Element} element @param {SeatCard} card */
function drawSign(element, { state }) {
  const name = STATE_ICONS[state];
  if (element.getAttribute("data-icon") === name) return;
  setAttribute(element, "data-icon", name);
  element.replaceChildren(...(name ? [icon(name, 13)] : []));
}

/** @param {Element} element @param {SeatCard} card */
function drawDots(element, { lesson }) {
  const key = lesson ? `${lesson.done}/${lesson.total}` : "";
  if (element.getAttribute("data-steps") === key) return;
  setAttribute(element, "data-steps", key);
  const total = lesson?.total ?? 0;
  const done = lesson?.done ?? 0;
  const looks = Array.from({ length: total }, (_, step) =>
    step < done ? "done" : step === done ? "on" : "",
  );
  element.replaceChildren(...looks.map((look) => h("i", { class: look })));
}

/** What only the eye sees. @param {SeatCard} card @param {HeardMini | undefined} mini */
function sayUnseen({ hand, lesson }, mini) {
  const steps = lesson ? `step ${lesson.done} of ${lesson.total}` : "";
  return [hand && "hand up", steps, sayMini(mini?.card)].filter(Boolean).join(", ");
}

/** @param {SeatCard} card */
function helpWords({ help, helper }) {
  if (help === "") return "";
  return help === "given" ? `${helper} helps` : "asked to help";
}
