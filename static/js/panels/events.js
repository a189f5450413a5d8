/** The Events of the selected object, newest first, in exactly the words that kubectl prints. */

import { h, keyedList, setAttribute, setText } from "../lib/dom.js";
import { clockTime } from "../lib/time.js";
import { eventsOf } from "../state/selectors.js";

/** @typedef {import("../types.js").EventCard} EventCard */

export function createEvents() {
  const list = h("ol", { class: "events" });
  const nothing = h(
    "p",
    { class: "note" },
    "No events about this object. They appear here when something changes.",
  );
  const update = keyedList(list, (/** @type {EventCard} */ event) => event.uid, createEvent);
  return {
    element: h("div", {}, nothing, list),
    /** @param {import("../types.js").Card} card @param {import("../types.js").State} state */
    update(card, state) {
      const events = eventsOf(state, card);
      setAttribute(nothing, "hidden", events.length > 0);
      update(events);
    },
  };
}

function createEvent() {
  const time = h("time");
  const reason = h("b");
  const count = h("span", { class: "dim" });
  const message = h("p");
  const from = h("span", { class: "dim" });
  const element = h("li", {}, h("div", { class: "event-top" }, time, reason, count), message, from);
  return {
    element,
    /** @param {EventCard} event */
    update(event) {
      element.classList.toggle("warning", event.type === "Warning");
      setText(time, clockTime(event.time));
      setText(reason, event.reason);
      setText(count, event.count > 1 ? `${event.count} times` : "");
      setText(message, event.message);
      setText(from, event.component);
    },
  };
}
