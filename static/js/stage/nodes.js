/**
 * The Nodes with the Pods that run on them. In the owner view Pods show an echo here; in the node
 * view they stand here themselves. A silent node is dashed and counts down to what comes next.
 */

import { h, icon, keyedList, setAttribute, setText } from "../lib/dom.js";
import { createZoomTools } from "../camera/tools.js";
import { createFindTools } from "../find/tools.js";
import { count } from "../lib/text.js";
import { virtualNow } from "../lib/time.js";
import { createCountdown } from "./countdown.js";
import { createFuse } from "./fuse.js";

/** @typedef {import("../types.js").NodeModel} NodeModel */
/** @typedef {import("../types.js").State} State */
/** @typedef {import("../types.js").NodeCard} NodeCard */

const MANY = 8;

/** @param {import("../types.js").Desk} desk */
export function createNodes(desk) {
  const title = h("span");
  const views = createViewSwitch(desk);
  const find = createFindTools(desk);
  const zoom = createZoomTools(desk);
  const row = h("div", { class: "node-row" });
  const fuse = createFuse();
  const element = h(
    "section",
    { class: "nodes", "aria-label": "Nodes" },
    h(
      "div",
      { class: "nodes-top" },
      h("h2", {}, icon("node"), title),
      find.element,
      zoom.element,
      views.element,
    ),
    row,
    fuse.element,
  );
  /** @type {Map<string, ReturnType<typeof createCountdown>>} */
  const clocks = new Map();
  const keyOf = (/** @type {NodeModel} */ model) => model.card.uid;
  const update = keyedList(row, keyOf, (model) => {
    const clock = createCountdown();
    clocks.set(model.card.uid, clock);
    return createNode(model, clock);
  });
  return {
    element,
    zoom: zoom.update,
    /** @param {NodeModel[]} nodes @param {State} state */
    update(nodes, state) {
      setAttribute(element, "hidden", nodes.length === 0);
      setText(title, nodes.length === 1 ? "1 node" : `${nodes.length} nodes`);
      element.classList.toggle("dense", nodes.length > MANY);
      element.classList.toggle("big", state.view === "node");
      row.dataset.columns = String(Math.min(nodes.length, nodes.length === 4 ? 4 : 3));
      views.update(state);
      find.update(state);
      update(nodes, state, nodes.length > MANY);
      fuse.update(nodes, state, virtualNow(state.clock, performance.now()));
      const uids = new Set(nodes.map(keyOf));
      for (const uid of clocks.keys()) if (!uids.has(uid)) clocks.delete(uid);
    },
    /**
     * Countdowns run on between messages.
     * @param {State} state
     * @param {number} at
     * @returns {number} ms until the next tick
     */
    tick(state, at) {
      const waits = [...clocks.values()].map((clock) => clock.tick(state.clock, at));
      return Math.min(fuse.tick(state, at), ...waits);
    },
  };
}

/** @param {NodeModel} first @param {ReturnType<typeof createCountdown>} clock */
function createNode(first, clock) {
  const name = h("b");
  const pill = h("span", { class: "pill" });
  const note = h("span", { class: "dim" });
  const slots = h("div", {
    class: "slots",
    data: { slots: `node ${first.card.name}`, group: "nodes", strip: "node" },
  });
  const element = h(
    "div",
    { class: "node", data: { card: first.card.uid } },
    h(
      "div",
      { class: "node-top", data: { anchor: first.card.uid } },
      icon("node"),
      name,
      pill,
      note,
    ),
    slots,
    clock.element,
  );
  return {
    element,
    /** @param {NodeModel} model @param {State} state @param {boolean} isDense */
    update({ card, pods, seats, timer, evicted }, state, isDense) {
      element.classList.toggle("chosen", state.selection?.uid === card.uid);
      setText(name, card.name);
      drawPill(pill, card);
      setText(note, isDense ? String(pods) : count(pods, "Pod"));
      element.classList.toggle("silent", !card.ready);
      element.classList.toggle("failing", card.fault !== "");
      setAttribute(slots, "data-seats", seats);
      setAttribute(slots, "data-shown", Math.min(seats, Math.max(pods, 6)));
      clock.set(timer, card.silentSince, timer ? "" : evictedWords(evicted, card.name));
    },
  };
}

/** What was done about the Pods of a silent node. @param {number} evicted @param {string} name */
export function evictedWords(evicted, name) {
  if (evicted === 0) return "";
  const [was, leave] = evicted === 1 ? ["was", "it leaves"] : ["were", "they leave"];
  return `its ${count(evicted, "Pod")} ${was} evicted; ${leave} when ${name} returns`;
}

/** @param {HTMLElement} pill @param {NodeCard} card */
function drawPill(pill, card) {
  if (pill.dataset.text === card.status) return;
  pill.dataset.text = card.status;
  pill.className = `pill ${!card.ready ? "bad" : card.cordoned ? "wait" : "ok"}`;
  const words = card.status.replace(",SchedulingDisabled", ", cordoned");
  pill.replaceChildren(icon(!card.ready ? "warn" : card.cordoned ? "cordon" : "check", 13), words);
}

/** @param {import("../types.js").Desk} desk */
function createViewSwitch(desk) {
  const button = (/** @type {"owner" | "node"} */ view, /** @type {string} */ label) =>
    h(
      "button",
      {
        type: "button",
        class: "button small",
        on: { click: () => desk.dispatch({ type: "view", view }) },
      },
      label,
    );
  const owner = button("owner", "Owners");
  const node = button("node", "Nodes");
  return {
    element: h("div", { class: "segments", role: "group", "aria-label": "View" }, owner, node),
    /** @param {State} state */
    update({ view }) {
      setAttribute(owner, "aria-pressed", String(view === "owner"));
      setAttribute(node, "aria-pressed", String(view === "node"));
    },
  };
}
