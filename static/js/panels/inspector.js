/**
 * The panel on the right: what is selected, in words; why it is so; its YAML as the API gives it;
 * its Events; and what can be done with it. With nothing selected it offers four things to try.
 */

import { h, icon, setAttribute, setText } from "../lib/dom.js";
import { lazyPiece } from "../lib/lazy.js";
import { style, styled } from "../lib/style.js";
import { absence, suffix, namespaceWords } from "../lib/text.js";
import { isStanding } from "../lib/time.js";
import { selectedCard } from "../state/selectors.js";
import { createEvents } from "./events.js";
import { createObjectActions } from "./object_actions.js";
import { createOverview } from "./overview.js";
import { createStart } from "./start.js";
import { createTimelineTab, isPhone } from "./timeline_tab.js";
import { createLoopPiece, createStillPanel } from "./still_panel.js";

/** @typedef {import("../types.js").State} State */
/** @typedef {import("../types.js").Card} Card */
/** @typedef {import("../types.js").Desk} Desk */

const TABS = ["Overview", "Why", "Loop", "YAML", "Events", "Page", "Timeline"];

/** @param {HTMLElement} host @param {Desk} desk */
export function createInspector(host, desk) {
  const start = createStart(desk);
  const head = createHead(desk);
  const tabs = createTabs(desk);
  const timeline = createTimelineTab();
  const bodies = {
    Timeline: timeline,
    Overview: createOverview(desk),
    Why: lazyPiece(async () => (await styled(import("./why.js"))).createWhy(desk)),
    Loop: createLoopPiece(desk),
    YAML: lazyPiece(async () => (await import("./yaml_view.js")).createYamlView(desk)),
    Events: createEvents(),
    Page: lazyPiece(async () => {
      const [made] = await Promise.all([import("./web_page.js"), style("web_page")]);
      return made.createWebPage(desk);
    }),
  };
  const actions = createObjectActions(desk);
  const body = h("div", {
    class: "panel-body",
    role: "tabpanel",
    id: "inspector-body",
    tabindex: "-1",
  });
  const panel = h(
    "div",
    { class: "inspector", hidden: true },
    head.element,
    tabs.element,
    actions.element,
    body,
  );
  const still = createStillPanel(desk);
  host.append(start.element, still.element, panel);
  /** @type {Card | null} */
  let last = null;
  /**
   * What the open tab says of time is told anew.
   * @param {Card} card @param {State} state @param {number} now
   */
  const ticks = (card, state, now) => {
    const tab = tabFor(card, state);
    if (tab === "Why" || tab === "Loop") return bodies[tab].tick(card, state, now);
    if (tab === "Overview") bodies.Overview.update(card, state, now, false);
    return tab === "Overview";
  };
  return {
    /** @param {State} state @param {number} now */
    update(state, now) {
      const card = selectedCard(state) ?? (state.selection?.uid === last?.uid ? last : null);
      const isGone = card !== null && !selectedCard(state);
      last = card;
      setAttribute(panel, "hidden", !card);
      const isStill = still.update(state, now, Boolean(card));
      setAttribute(start.element, "hidden", Boolean(card) || isStill);
      host.classList.toggle("has-selection", Boolean(card));
      if (!card || tabFor(card, state) !== "Timeline") timeline.leave();
      if (!card) return start.update(state);
      head.update(card, isGone ? absence(card, state) : "");
      const tab = tabFor(card, state);
      tabs.update(card, tab);
      actions.update(card, state, isGone);
      const part = bodies[/** @type {keyof typeof bodies} */ (tab)] ?? bodies.Overview;
      if (body.firstChild !== part.element) body.replaceChildren(part.element);
      part.update(card, state, now, isGone);
    },
    /**
     * Ages and countdowns run on between messages.
     * @param {State} state
     * @param {number} now
     * @returns {number} ms until they change
     */
    tick(state, now) {
      const card = selectedCard(state);
      if (!card || !ticks(card, state, now)) return Infinity;
      return isStanding(state.clock)
        ? Infinity
        : Math.max(200, Math.min(1000, 1000 / state.clock.speed));
    },
  };
}

/** The tab that is shown of an object. @param {Card} card @param {State} state */
function tabFor(card, { tab }) {
  return isOffered(tab, card) ? tab : "Overview";
}

/** Not every object has a web page, and only a phone has its timeline here. */
/** @param {string} tab @param {Card} card */
function isOffered(tab, card) {
  if (tab === "Page") return card.kind === "Service";
  return tab !== "Timeline" || isPhone();
}

/** @param {Desk} desk */
function createHead(desk) {
  const picture = h("span", { class: "panel-icon" });
  const name = h("b");
  const kind = h("span", { class: "dim" });
  const close = h(
    "button",
    {
      type: "button",
      class: "button flat bare",
      "aria-label": "Close panel",
      on: { click: () => desk.dispatch({ type: "select", card: null }) },
    },
    icon("x"),
  );
  let shown = "";
  return {
    element: h("div", { class: "panel-top" }, picture, h("h2", {}, name, kind), close),
    /** @param {Card} card @param {string} absent why it is not there, or "" */
    update(card, absent) {
      if (shown !== card.kind) picture.replaceChildren(icon(card.kind.toLowerCase(), 18));
      shown = card.kind;
      setText(name, card.kind === "Pod" ? suffix(card.name) : card.name);
      setAttribute(name, "title", card.name);
      setText(kind, `${card.kind}${namespaceWords(card)}${absent && `, ${absent}`}`);
    },
  };
}

/** @param {Desk} desk */
function createTabs(desk) {
  const buttons = TABS.map((tab) =>
    h(
      "button",
      {
        type: "button",
        role: "tab",
        "aria-controls": "inspector-body",
        on: { click: () => desk.dispatch({ type: "tab", tab }) },
      },
      tab,
    ),
  );
  const element = h(
    "div",
    { class: "tabs", role: "tablist", "aria-label": "About the selected object" },
    ...buttons,
  );
  element.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    const there = buttons.filter(({ hidden }) => !hidden);
    const from = there.indexOf(/** @type {any} */ (event.target));
    const next = there[(from + step + there.length) % there.length];
    next?.click();
    next?.focus();
    event.preventDefault();
  });
  return {
    element,
    /** @param {Card} card @param {string} tab */
    update(card, tab) {
      buttons.forEach((button, index) => {
        setAttribute(button, "hidden", !isOffered(TABS[index] ?? "", card));
        setAttribute(button, "aria-selected", String(TABS[index] === tab));
        button.tabIndex = TABS[index] === tab ? 0 : -1;
      });
    },
  };
}
