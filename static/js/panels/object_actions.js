/**
 * The buttons of the selected object, straight from the table of actions. A Deployment's own are on
 * the stage.
 */

import { ACTIONS } from "../actions/index.js";
import { FAULT_TYPES } from "../actions/fail_node.js";
import { h, icon, setAttribute } from "../lib/dom.js";
import { actionButton, alerts } from "./button.js";

/** @typedef {import("../types.js").Desk} Desk */
/** @typedef {import("../types.js").State} State */
/** @typedef {import("../types.js").Card} Card */

const ON_THE_STAGE = new Set([
  "scale",
  "scale-up",
  "scale-down",
  "update",
  "pause-rollout",
  "resume-rollout",
  "roll-back",
  "restart",
]);

/** @param {Desk} desk */
export function createObjectActions(desk) {
  const fault = createFaultType();
  const known = ACTIONS.filter(
    ({ appliesTo, id }) => appliesTo !== "cluster" && appliesTo !== "page" && !ON_THE_STAGE.has(id),
  );
  const parts = known.map((action) => ({
    action,
    button: actionButton(desk, action.id, action.id === "fail-node" ? { value: fault.value } : {}),
  }));
  const row = h("div", { class: "object-buttons" });
  const refusals = alerts(
    desk,
    known.map(({ id }) => id),
  );
  const element = h("div", { class: "object-actions" }, row, refusals.element);
  let kind = "";
  return {
    element,
    /** @param {Card} card @param {State} state @param {boolean} isGone */
    update(card, state, isGone) {
      if (kind !== card.kind) {
        kind = card.kind;
        const mine = parts.filter(({ action }) => action.appliesTo === kind);
        row.replaceChildren(
          ...mine.flatMap(({ action, button }) =>
            action.id === "fail-node" ? [button.element, fault.element] : [button.element],
          ),
        );
      }
      setAttribute(row, "hidden", isGone || !row.childElementCount);
      for (const { action, button } of parts) if (action.appliesTo === kind) button.update(state);
      setAttribute(fault.element, "hidden", card.kind !== "Node" || card.fault !== "");
      refusals.update(state);
    },
  };
}

function createFaultType() {
  const select = h(
    "select",
    { "aria-label": "Fault type" },
    ...FAULT_TYPES.map((type) => h("option", { value: type }, type)),
  );
  return {
    element: h("label", { class: "select small" }, select, icon("down", 12)),
    value: () => select.value,
  };
}
