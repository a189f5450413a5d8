/**
 * Hands on the picture: click selects, arrows walk (left and right among Pods in slot order, up and
 * down between sets), Enter opens, Delete deletes. The other keys come from the table of actions,
 * wherever the focus is, except in a field.
 */

import { actionsForKey } from "../actions/index.js";
import { targetOf } from "../actions/rules.js";
import { zoomByKey } from "../camera/tools.js";
import { findByKey } from "../find/tools.js";
import { slotAt } from "../graph/layout.js";

/** @typedef {import("../types.js").State} State */
/** @typedef {import("../types.js").Card} Card */
/** @typedef {import("../types.js").Desk} Desk */
/** @typedef {import("../types.js").Picture} Picture */
/** @typedef {import("./frames.js").Measures} Measures */

/** @param {State} state @param {string} uid @returns {Card | undefined} */
export function cardByUid(state, uid) {
  for (const table of Object.values(state.tables)) if (table.has(uid)) return table.get(uid);
  return undefined;
}

/**
 * Rows to walk through: each Deployment, each set with its Pods in slot order, then Nodes and
 * Services.
 */
/** @param {State} state @param {Picture} picture @returns {string[][]} */
export function walkRows(state, picture) {
  /** @type {string[][]} */
  const rows = [];
  const laneRow = (/** @type {import("../types.js").LaneModel} */ { key, replicaSet }) => {
    const places = [...state.seating.places]
      .filter(([, place]) => place.lane === key)
      .sort((a, b) => a[1].slot - b[1].slot);
    rows.push([...(replicaSet ? [replicaSet.uid] : []), ...places.map(([uid]) => uid)]);
  };
  for (const model of picture.deployments) {
    rows.push([model.card.uid, ...model.services.map(({ uid }) => uid)]);
    model.lanes.forEach(laneRow);
    if (model.revisions.length) rows.push(model.revisions.map(({ uid }) => uid));
  }
  picture.loose.forEach(laneRow);
  rows.push(
    picture.nodes.map(({ card }) => card.uid),
    picture.services.map(({ uid }) => uid),
  );
  return rows.filter((row) => row.length > 0);
}

/**
 * @param {string[][]} rows
 * @param {string} uid
 * @param {string} key
 * @returns {string | undefined}
 */
export function neighbour(rows, uid, key) {
  const row = rows.findIndex((uids) => uids.includes(uid));
  if (row < 0) return rows[0]?.[0];
  const column = rows[row]?.indexOf(uid) ?? 0;
  if (key === "ArrowLeft") return rows[row]?.[column - 1];
  if (key === "ArrowRight") return rows[row]?.[column + 1];
  if (key === "Home") return rows[row]?.[0];
  if (key === "End") return rows[row]?.at(-1);
  const other = rows[row + (key === "ArrowDown" ? 1 : -1)];
  return other?.[Math.min(column, other.length - 1)];
}

const WALKING = new Set(["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown", "Home", "End"]);

/**
 * @param {HTMLElement} content
 * @param {Desk} desk
 * @param {() => {picture: Picture, measures: Measures | null}} world
 */
export function listenToStage(content, desk, world) {
  const select = (/** @type {string | undefined} */ uid) => {
    const card = uid ? cardByUid(desk.state(), uid) : undefined;
    if (card) desk.dispatch({ type: "select", card });
  };
  content.addEventListener("click", (event) => {
    const target = /** @type {HTMLElement} */ (event.target);
    if (target.closest("button, input, select, a, label")) return;
    const item = /** @type {HTMLElement | null} */ (target.closest("[data-uid]"));
    select(
      item?.dataset.uid ??
        podUnder(content, event, desk.state(), world().measures) ??
        /** @type {HTMLElement | null} */ (target.closest("[data-card]"))?.dataset.card,
    );
  });
  content.addEventListener("keydown", (event) => {
    const item = /** @type {HTMLElement} */ (event.target).closest("[data-uid]");
    const uid = /** @type {HTMLElement | null} */ (item)?.dataset.uid;
    if (!uid) return;
    const card = cardByUid(desk.state(), uid);
    if (event.key === "Enter") select(uid);
    else if (event.key === "Delete" && card?.kind === "Pod") desk.perform("delete-pod", card);
    else if (WALKING.has(event.key))
      focusItem(content, neighbour(walkRows(desk.state(), world().picture), uid, event.key));
    else return;
    event.preventDefault();
  });
}

/** @param {HTMLElement} content @param {string | undefined} uid */
function focusItem(content, uid) {
  const next =
    uid &&
    /** @type {HTMLElement | null} */ (content.querySelector(`[data-uid="${CSS.escape(uid)}"]`));
  if (!next) return;
  next.tabIndex = 0;
  next.focus();
}

/**
 * The Pod whose body or echo is under the pointer.
 * @param {HTMLElement} content
 * @param {MouseEvent} event
 * @param {State} state
 * @param {Measures | null} measures
 */
function podUnder(content, event, state, measures) {
  const origin = content.getBoundingClientRect();
  for (const frame of measures?.frames.values() ?? []) {
    const slot = slotAt(frame, event.clientX - origin.left, event.clientY - origin.top);
    if (slot < 0) continue;
    const uid =
      state.seating.lanes.get(frame.key)?.[slot] ??
      state.seating.spots.get(frame.key.replace(/^node /, ""))?.[slot];
    if (uid) return uid;
  }
  return undefined;
}

/** @param {Desk} desk @param {() => void} showHelp */
export function listenToKeys(desk, showHelp) {
  const act = (/** @type {KeyboardEvent} */ event) => {
    const target = /** @type {HTMLElement} */ (event.target);
    if (isTyping(event) || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented)
      return;
    if (event.key === "?") return showHelp();
    if (findByKey(desk, event.key) || zoomByKey(desk, event.key)) return event.preventDefault();
    if (event.key === "Escape") return desk.dispatch({ type: "select", card: null });
    if (event.key === " " && target.closest("button, a, summary")) return;
    const state = desk.state();
    const action = actionsForKey(event.key).find((known) => {
      const object = targetOf(known, state);
      return object && (known.isShown?.(object, state) ?? true) && known.isEnabled(object, state);
    });
    if (!action) return;
    event.preventDefault();
    desk.perform(
      action.id,
      undefined,
      undefined,
      action.id.startsWith("scale") ? "scale" : action.id,
    );
  };
  let isSpaceDown = false;
  addEventListener("keydown", (event) => {
    if (event.key !== " ") return act(event);
    isSpaceDown = !isTyping(event);
    const { target } = event;
    if (isSpaceDown && !(target instanceof Element && target.closest("button, a, summary")))
      event.preventDefault();
  });
  // Held and dragged it moves the picture: what it does alone comes when it is let go.
  addEventListener("keyup", (event) => {
    if (event.key === " " && isSpaceDown) act(event);
  });
}

/** @param {KeyboardEvent} event */
function isTyping({ target }) {
  const typed = "input, textarea, select, dialog, [contenteditable]";
  return target instanceof Element && target.closest(typed) !== null;
}
