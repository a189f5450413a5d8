/**
 * The page's two live regions, which only a screen reader sees: a polite one and, for what cannot
 * wait, an assertive one. In the past nothing is told: the strip over the picture says the moment.
 */

import { h } from "../lib/dom.js";
import { Saying, linesOf } from "./saying.js";

/** @param {HTMLElement} host */
export function createAnnouncer(host) {
  const saying = new Saying();
  const polite = h("div", { class: "unseen", "aria-live": "polite", data: { said: "polite" } });
  const assertive = h("div", {
    class: "unseen",
    "aria-live": "assertive",
    data: { said: "assertive" },
  });
  host.append(polite, assertive);
  let wakeAt = Infinity;
  return {
    /**
     * @param {import("../types.js").State} state @param {import("../types.js").Picture} picture
     * @param {number} at
     * @param {boolean} isChanged
     * @returns {number} ms until there is more to say
     */
    update(state, picture, at, isChanged) {
      if (!isChanged && at < wakeAt) return wakeAt - at;
      wakeAt = Infinity;
      if (state.link.phase === "past" || !state.revision) {
        saying.forget();
        return Infinity;
      }
      const lines = linesOf(state, picture);
      const told = saying.hear(lines, at);
      say(polite, told.polite);
      say(assertive, told.assertive);
      if (!lines.some(({ urgency }) => urgency)) assertive.replaceChildren();
      wakeAt = at + told.wake;
      return told.wake;
    },
  };
}

/** @param {HTMLElement} region @param {string[]} sentences */
function say(region, sentences) {
  if (sentences.length) region.replaceChildren(...sentences.map((text) => h("p", {}, text)));
}
