/** Looking back as one part of the page: timeline, strip over a past picture, fetches. */

import { createLooking } from "./looking.js";
import { createTimeline } from "./panel.js";
import { createStrip } from "./strip.js";

/** @typedef {import("../types.js").State} State */

/**
 * @param {{timeline: HTMLElement, stage: HTMLElement}} hosts
 * @param {import("../types.js").Desk} desk
 * @param {object} store
 * @param {() => State} store.get
 * @param {(message: import("../types.js").Message) => void} store.dispatch
 * @param {() => void} store.schedule
 */
export function createPast(hosts, desk, store) {
  const looking = createLooking(desk.config.cluster, store);
  const { schedule } = store;
  const timeline = createTimeline(hosts.timeline, desk, { schedule, reachBack: looking.reachBack });
  const strip = createStrip(desk);
  hosts.stage.prepend(strip.element);
  return {
    /**
     * @param {State} live @param {number} now the present on the cluster's clock
     * @param {boolean} isChanged
     * @returns {number} ms until it looks different by itself
     */
    draw(live, now, isChanged) {
      if (isChanged) {
        strip.update(live, now);
        looking.update(live);
      }
      return timeline.draw(live, now, isChanged);
    },
  };
}
