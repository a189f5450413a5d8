/**
 * The Events of the cluster or of the selected object, newest first, in exactly the words that
 * kubectl prints.
 */

import { h, keyedList, setAttribute, setText } from "../lib/dom.js";
import { clockTime } from "../lib/time.js";
import { eventsOf } from "../state/selectors.js";

/** @typedef {import("../types.js").EventCard} EventCard */

const LATEST = 8;

/** The latest of the whole cluster; of Pods only what went wrong, or they would drown the rest. */
export function createLatestEvents() {
  const list = h("ol", { class: "events" });
  const update = keyedList(list, (/** @type {EventCard} */ event) => event.uid, createEvent);
  const element = h("section", { class: "latest" }, h("h3", {}, "Latest events"), list);
  return {
    element,
    /** @param {import("../types.js").State} state */
    update({ events }) {
      const telling = events.filter(
        ({ object, type }) => object.kind !== "Pod" || type === "Warning",
      );
      setAttribute(element, "hidden", telling.length === 0);
      update(telling.slice(-LATEST).reverse());
    },
  };
}

/** Those of the selected object. */
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
      setText(from, `${event.component}, ${event.object.kind} ${event.object.name}`);
    },
  };
}
