/**
 * On a phone the timeline is one of the sheet's tabs: while the tab is open the timeline stands in
 * it, else where it always is.
 */

import { h } from "../lib/dom.js";

const NARROW = matchMedia("(max-width: 720px)");

/** Is there a sheet? */
export function isPhone() {
  return NARROW.matches;
}

export function createTimelineTab() {
  const element = h("div", { class: "timeline-tab" });
  const place = document.createComment("timeline");
  return {
    element,
    update() {
      const timeline = document.getElementById("timeline");
      if (!timeline || timeline.parentElement === element) return;
      timeline.replaceWith(place);
      element.append(timeline);
    },
    /** Back to its place, where another tab is open. */
    leave() {
      if (element.firstChild) place.replaceWith(element.firstChild);
    },
  };
}
