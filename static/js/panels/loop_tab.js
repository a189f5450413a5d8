/**
 * The places of the control loop: a tab of the inspector, and the whole panel while time stands and
 * nothing is selected. What draws it is fetched when it is first shown.
 */

import { h, icon, setAttribute } from "../lib/dom.js";
import { lazily } from "../lib/lazy.js";
import { activeDeployment } from "../state/selectors.js";

/** @typedef {import("../types.js").Desk} Desk */
/** @typedef {import("../types.js").State} State */

/** @param {Desk} desk */
export function createLoopTab(desk) {
  const element = h("div");
  /** @type {ReturnType<typeof import("./loop.js").createLoop> | null} */
  let made = null;
  const part = lazily(async () => {
    made = (await import("./loop.js")).createLoop(desk);
    element.append(made.element);
    return made;
  });
  return {
    element,
    /** @param {{uid: string}} card @param {State} state @param {number} now */
    update: (card, state, now) => part.use((loop) => loop.update(card.uid, state, now)),
    /** @param {unknown} _card @param {State} state @param {number} now @returns {boolean} */
    tick: (_card, state, now) => made?.tick(state, now) ?? false,
  };
}

/** @param {Desk} desk */
export function createStillPanel(desk) {
  const tab = createLoopTab(desk);
  const element = h(
    "section",
    { class: "inspector still-panel", hidden: true },
    h("div", { class: "panel-top" }, icon("loop", 18), h("h2", {}, "Control loop")),
    h("div", { class: "panel-body" }, tab.element),
  );
  return {
    element,
    /**
     * @param {State} state @param {number} now @param {boolean} isSelected
     * @returns {boolean} whether it is shown
     */
    update(state, now, isSelected) {
      const isOver = state.clock.paused || state.link.phase === "past";
      const about = !isSelected && isOver ? activeDeployment(state) : undefined;
      setAttribute(element, "hidden", !about);
      if (about) tab.update(about, state, now);
      return Boolean(about);
    },
  };
}
