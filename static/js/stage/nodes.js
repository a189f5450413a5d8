/**
 * The Nodes with the Pods that run on them. In the owner view Pods show an echo here; in the node
 * view they stand here themselves. A silent node is dashed and counts down to what comes next.
 */

import { h, icon, keyedList, setAttribute, setText, svg } from "../lib/dom.js";
import { count } from "../lib/text.js";
import { countdown, duration, virtualNow } from "../lib/time.js";

/** @typedef {import("../types.js").NodeModel} NodeModel */
/** @typedef {import("../types.js").State} State */
/** @typedef {import("../types.js").NodeCard} NodeCard */

const MANY = 8;
const DENSE_SEATS = 40;
const RING_LENGTH = 100;

/** @param {import("../types.js").Desk} desk */
export function createNodes(desk) {
  const title = h("span");
  const views = createViewSwitch(desk);
  const row = h("div", { class: "node-row" });
  const element = h(
    "section",
    { class: "nodes", "aria-label": "Nodes" },
    h("h2", {}, icon("node"), title, views.element),
    row,
  );
  const update = keyedList(row, (/** @type {NodeModel} */ model) => model.card.uid, createNode);
  return {
    element,
    /** @param {NodeModel[]} nodes @param {State} state */
    update(nodes, state) {
      setAttribute(element, "hidden", nodes.length === 0);
      setText(title, nodes.length === 1 ? "1 node" : `${nodes.length} nodes`);
      element.classList.toggle("dense", nodes.length > MANY);
      element.classList.toggle("big", state.view === "node");
      row.dataset.columns = String(Math.min(nodes.length, nodes.length === 4 ? 4 : 3));
      views.update(state);
      update(nodes, state);
    },
    /**
     * Countdowns run on between messages.
     * @param {State} state
     * @param {number} at
     * @returns {number} ms until the next tick
     */
    tick(state, at) {
      let wake = Infinity;
      for (const { card, tick } of ticking.values()) {
        if (card.timer && state.tables.Node.get(card.uid) === card)
          wake = Math.min(wake, tick(state, at));
      }
      return wake;
    },
  };
}

/** @type {Map<string, {card: NodeCard, tick: (state: State, at: number) => number}>} */
const ticking = new Map();

/** @param {NodeModel} first */
function createNode(first) {
  const name = h("b");
  const pill = h("span", { class: "pill" });
  const note = h("span", { class: "dim" });
  const slots = h("div", {
    class: "slots",
    data: { slots: `node ${first.card.name}`, group: "nodes", strip: "node" },
  });
  const clock = createCountdown();
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
    /** @param {NodeModel} model @param {State} state */
    update({ card, pods, seats }, state) {
      element.classList.toggle("chosen", state.selection?.uid === card.uid);
      setText(name, card.name);
      drawPill(pill, card);
      setText(note, seats > DENSE_SEATS ? String(pods) : count(pods, "Pod"));
      element.classList.toggle("silent", !card.ready);
      element.classList.toggle("failing", card.fault !== "");
      setAttribute(slots, "data-seats", seats);
      setAttribute(slots, "data-shown", Math.min(seats, Math.max(pods, 6)));
      setAttribute(clock.element, "hidden", !card.timer);
      ticking.set(card.uid, {
        card,
        tick: (state, at) => clock.tick(card, virtualNow(state.clock, at), state.clock),
      });
      if (!card.timer) ticking.delete(card.uid);
    },
  };
}

/** @param {HTMLElement} pill @param {NodeCard} card */
function drawPill(pill, card) {
  if (pill.dataset.text === card.status) return;
  pill.dataset.text = card.status;
  pill.className = `pill ${!card.ready ? "bad" : card.cordoned ? "wait" : "ok"}`;
  const words = card.status.replace(",SchedulingDisabled", ", cordoned");
  pill.replaceChildren(icon(!card.ready ? "warn" : card.cordoned ? "cordon" : "check", 13), words);
}

/** A ring with the time that is left, and what it is until. */
function createCountdown() {
  const left = svg("circle", {
    class: "countdown-left",
    cx: 22,
    cy: 22,
    r: 19,
    pathLength: RING_LENGTH,
    transform: "rotate(-90 22 22)",
  });
  const text = h("b", { class: "countdown-text" });
  const what = h("span", {});
  const since = h("span", { class: "dim" });
  const element = h(
    "div",
    { class: "countdown" },
    svg(
      "svg",
      { width: 44, height: 44, viewBox: "0 0 44 44", "aria-hidden": "true" },
      svg("circle", { class: "countdown-track", cx: 22, cy: 22, r: 19 }),
      left,
    ),
    text,
    h("div", {}, what, since),
  );
  return {
    element,
    /**
     * @param {NodeCard} card
     * @param {number} now
     * @param {import("../types.js").HeardClock} clock
     */
    tick(card, now, clock) {
      const timer = card.timer;
      if (!timer) return Infinity;
      const part = Math.max(
        0,
        Math.min(1, (timer.until - now) / Math.max(1, timer.until - timer.from)),
      );
      left.style.strokeDasharray = `${part * RING_LENGTH} ${RING_LENGTH}`;
      left.style.strokeDashoffset = String(part * RING_LENGTH - RING_LENGTH);
      setText(text, countdown(timer.until - now));
      setText(
        what,
        timer.kind === "eviction" ? "until its Pods are evicted" : "until it counts as NotReady",
      );
      setText(
        since,
        card.silentSince === null ? "" : `silent for ${duration(now - card.silentSince)}`,
      );
      return clock.paused || now >= timer.until
        ? Infinity
        : Math.max(100, Math.min(1000, 1000 / clock.speed));
    },
  };
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
