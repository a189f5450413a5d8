/**
 * While time stands, or the past is looked at, and nothing is selected: the control loop of the
 * Deployment that is shown, in place of what there is to try.
 */

import { h, icon, setAttribute } from "../lib/dom.js";
import { lazyPiece } from "../lib/lazy.js";
import { styled } from "../lib/style.js";
import { activeDeployment } from "../state/selectors.js";

/** @typedef {import("../types.js").Desk} Desk */
/** @typedef {import("../types.js").State} State */

/** @param {Desk} desk */
export function createLoopPiece(desk) {
  return lazyPiece(async () => (await styled(import("./loop.js"))).createLoop(desk));
}

/** @param {Desk} desk */
export function createStillPanel(desk) {
  const loop = createLoopPiece(desk);
  const element = h(
    "section",
    { class: "inspector still-panel", hidden: true },
    h("div", { class: "panel-top" }, icon("loop", 18), h("h2", {}, "Control loop")),
    h("div", { class: "panel-body" }, loop.element),
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
      if (about) loop.update(about, state, now);
      return Boolean(about);
    },
  };
}
