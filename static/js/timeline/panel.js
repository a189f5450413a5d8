/**
 * The timeline under the picture: head with what it shows and how far it reaches, the chart as a
 * slider over time, and the same values as a table. Dragging, the arrow keys and a click on a mark
 * look at another moment; End is the present.
 */

import { readTokens } from "../graph/tokens.js";
import { h, icon, setAttribute, setText } from "../lib/dom.js";
import { LINK_WORDS } from "../lib/text.js";
import { clockTime, isStanding } from "../lib/time.js";
import { actionButton } from "../panels/button.js";
import { activeDeployment } from "../state/selectors.js";
import { requestCounts } from "../state/traffic.js";
import { chartModel, chartScale, drawChart } from "./chart.js";
import { momentAt, momentBeside, momentOfRevision, oldestMoment, pointNow } from "./series.js";
import { createTable } from "./table.js";
import { nowSentence, pointWords } from "./words.js";

/** @typedef {import("../types.js").State} State */
/** @typedef {import("../types.js").Moment} Moment */

const RANGES = [
  ["30", "30 s"],
  ["60", "1 min"],
  ["300", "5 min"],
  ["all", "all"],
];
const PILLS = { connecting: "", live: "accent", stale: "bad", refused: "bad", past: "wait" };
const USUAL_RANGE = "60";
const TICK_MS = 250;
/** a busy cluster moves more often than a line can show */
const LEAST_MS = 200;
const MARK_PIXELS = 7;
const PAGE = 10;
/** where the present stands in the window after it was moved on */
const AHEAD = 0.3;
const NARROW = "(max-width: 720px)";

/**
 * @param {HTMLElement} host @param {import("../types.js").Desk} desk
 * @param {{schedule(): void, reachBack(): void}} world ask for a frame, fetch the whole past
 */
export function createTimeline(host, desk, { schedule: wake, reachBack }) {
  const canvas = h("canvas", { "aria-hidden": "true" });
  const slider = h(
    "div",
    { class: "timeline-chart", role: "slider", tabindex: "0", "aria-label": "Moment shown" },
    canvas,
  );
  const about = h("span", { class: "dim timeline-about" });
  const table = createTable();
  const parts = createHead(desk, about, table.open);
  host.append(parts.head, slider, table.element);
  const view = new TimelineView(desk, canvas, slider);
  const redraw = () => {
    view.isStale = true;
    wake();
  };
  parts.onRange((range) => {
    if (range === "all") reachBack();
    view.range = range;
    view.isMoved = true;
    redraw();
  });
  parts.onFold(redraw);
  listenToSlider(slider, desk, view);
  slider.addEventListener("keydown", ({ key }) => key === "t" && table.open());
  new ResizeObserver(redraw).observe(slider);
  const retint = () => {
    view.tokens = readTokens(document.body);
    redraw();
  };
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", retint);
  new MutationObserver(retint).observe(document.documentElement, {
    attributeFilter: ["data-theme", "data-projector"],
  });
  return {
    /** @param {State} live @param {number} now the present @returns {number} ms to the next look */
    draw(live, now, /** @type {boolean} */ isChanged) {
      const deployment = activeDeployment(live);
      if (isChanged) {
        for (const part of parts.buttons) part.update(desk.state());
        const phase = live.past ? "past" : live.link.phase;
        setText(parts.livePill, LINK_WORDS[phase]);
        parts.livePill.className = `pill ${PILLS[phase]}`;
        const at = live.past ? `?at=${live.past.wanted.revision}` : "";
        setAttribute(parts.compare, "href", `/c/${desk.config.cluster}/compare${at}`);
        setText(about, deployment ? `available Pods of ${deployment.name} by version` : "");
        table.update(live, deployment);
      }
      return view.draw(live, deployment, now);
    },
  };
}

class TimelineView {
  /**
   * @param {import("../types.js").Desk} desk
   * @param {HTMLCanvasElement} canvas @param {HTMLElement} slider
   */
  constructor(desk, canvas, slider) {
    this.desk = desk;
    this.canvas = canvas;
    this.slider = slider;
    this.tokens = readTokens(document.body);
    this.range = USUAL_RANGE;
    this.from = 0;
    this.to = 0;
    this.isMoved = true;
    this.isDragging = false;
    this.isStale = true;
    this.drawnAt = -Infinity;
    /** @type {import("../types.js").ChartModel | null} */
    this.model = null;
  }

  /**
   * @param {State} state @param {import("../types.js").DeploymentCard | undefined} card
   * @param {number} now
   */
  draw(state, card, now) {
    if (!state.revision) return Infinity;
    const left = this.drawnAt + LEAST_MS - performance.now();
    if (left > 0 && !this.isStale && !state.past) return left;
    // Asked last: the answer makes the browser lay out what was just written.
    if (!this.canvas.clientHeight) return Infinity;
    this.drawnAt = performance.now();
    this.isStale = state.past !== null;
    const head = state.past ? state.past.wanted.time : now;
    this.moveWindow(state, head, now);
    const last = card && pointNow(state, card, state.revision, now);
    const services = new Set(card ? servicesOf(state, card).map(({ uid }) => uid) : []);
    const model = chartModel(
      card ? withFailing(state, services, now) : state.series,
      card?.uid ?? "",
      { from: this.from, to: this.to, head, now },
      { colours: state.colours, services, last },
    );
    this.model = model;
    drawChart(this.canvas, model, this.tokens);
    this.tell(state, card, head);
    return isStanding(state.clock) ? Infinity : TICK_MS;
  }

  /**
   * The window stands still and is moved on when the present or the playhead leaves it.
   * @param {State} state @param {number} head @param {number} now
   */
  moveWindow(state, head, now) {
    const first = oldestMoment(state.series)?.time ?? now;
    if (this.range === "all") {
      this.from = Math.min(first, now - 10);
      this.to = now + (now - this.from) * 0.04;
      return;
    }
    const seconds = Number(this.range);
    const isOut = head < this.from || head > this.to - seconds * 0.02;
    if (!isOut && !this.isMoved) return;
    if (this.isDragging && !this.isMoved) return;
    this.isMoved = false;
    const from = state.past ? head - seconds / 2 : now - seconds * (1 - AHEAD);
    this.from = Math.max(from, Math.min(first - 1, head - 1));
    this.to = this.from + seconds;
  }

  /**
   * @param {State} state @param {import("../types.js").DeploymentCard | undefined} card
   * @param {number} head
   */
  tell(state, card, head) {
    const { series, past } = state;
    setAttribute(this.slider, "aria-valuemin", series.revisions[0] ?? 0);
    setAttribute(this.slider, "aria-valuemax", state.revision);
    setAttribute(this.slider, "aria-valuenow", past?.wanted.revision ?? state.revision);
    const words = card ? pointWords(series, card.uid, head) : "";
    setAttribute(this.slider, "aria-valuetext", nowSentence(state, head, words));
  }

  /** @param {number} x @returns {Moment | null} null: the present */
  momentUnder(x) {
    const { model } = this;
    const { series } = this.desk.state();
    if (!model) return null;
    const scale = chartScale(model, this.canvas.clientWidth, this.canvas.clientHeight, {
      em: this.tokens.em,
    });
    const time = scale.time(Math.min(Math.max(x, scale.left), scale.right));
    return time >= model.end ? null : momentAt(series, time);
  }

  /** The mark under the pointer. @param {number} x @param {number} y */
  markUnder(x, y) {
    const { model } = this;
    if (!model) return undefined;
    const scale = chartScale(model, this.canvas.clientWidth, this.canvas.clientHeight, {
      em: this.tokens.em,
    });
    if (y > scale.top) return undefined;
    return model.marks.findLast(({ time }) => Math.abs(scale.x(time) - x) <= MARK_PIXELS);
  }
}

/**
 * @param {HTMLElement} slider @param {import("../types.js").Desk} desk @param {TimelineView} view
 */
function listenToSlider(slider, desk, view) {
  const look = (/** @type {Moment | null} */ at) => desk.dispatch({ type: "look", at });
  const at = (/** @type {PointerEvent} */ event) => {
    const box = slider.getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  };
  slider.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    const { x, y } = at(event);
    const mark = view.markUnder(x, y);
    if (mark) return look(momentOfRevision(desk.state().series, mark.revision));
    view.isDragging = true;
    slider.setPointerCapture(event.pointerId);
    look(view.momentUnder(x));
  });
  slider.addEventListener("pointermove", (event) => {
    const { x, y } = at(event);
    if (view.isDragging) return look(view.momentUnder(x));
    const mark = view.markUnder(x, y);
    setAttribute(slider, "title", mark ? `${clockTime(mark.time)} ${mark.text}` : null);
    slider.classList.toggle("on-mark", Boolean(mark));
  });
  for (const type of ["pointerup", "pointercancel"])
    slider.addEventListener(type, () => (view.isDragging = false));
  slider.addEventListener("keydown", (event) => {
    const { series, past } = desk.state();
    const beside = (/** @type {number} */ steps) =>
      momentBeside(series, past?.wanted ?? null, steps);
    const keys = {
      ArrowLeft: () => beside(-1),
      ArrowDown: () => beside(-1),
      ArrowRight: () => (past ? beside(1) : null),
      ArrowUp: () => (past ? beside(1) : null),
      PageDown: () => beside(-PAGE),
      PageUp: () => (past ? beside(PAGE) : null),
      Home: () => oldestMoment(series),
      End: () => null,
    };
    const move = keys[/** @type {keyof typeof keys} */ (event.key)];
    if (!move || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    look(move());
  });
}

/**
 * @param {import("../types.js").Desk} desk @param {HTMLElement} about
 * @param {() => void} openTable
 */
function createHead(desk, about, openTable) {
  const buttons = ["look-back", "look-on"].map((id) =>
    actionButton(desk, id, { look: "flat", isBare: true }),
  );
  const livePill = h("span", { class: "pill accent" }, "live");
  const range = h(
    "select",
    { "aria-label": "Time shown" },
    ...RANGES.map(([value, label]) => h("option", { value }, label)),
  );
  range.value = USUAL_RANGE;
  const compare = h("a", { class: "button flat small timeline-compare" }, "Compare strategies");
  const fold = h("button", { type: "button", class: "button flat small timeline-fold" });
  const values = h(
    "button",
    { type: "button", class: "button flat small", on: { click: openTable } },
    "Values",
  );
  const host = /** @type {HTMLElement} */ (document.getElementById("timeline"));
  const setFolded = (/** @type {boolean} */ isFolded) => {
    host.classList.toggle("folded", isFolded);
    setAttribute(fold, "aria-expanded", String(!isFolded));
    setText(fold, isFolded ? "Show" : "Hide");
    setAttribute(fold, "aria-label", isFolded ? "Show the timeline" : "Hide the timeline");
  };
  const remembered = localStorage.getItem("kubeloop-timeline");
  setFolded(remembered ? remembered === "folded" : matchMedia(NARROW).matches);
  return {
    buttons,
    livePill,
    compare,
    head: h(
      "div",
      { class: "timeline-head" },
      h("h2", {}, "Timeline"),
      about,
      h("span", { class: "grow" }),
      compare,
      values,
      h("label", { class: "select" }, range, icon("down", 12)),
      ...buttons.map(({ element }) => element),
      livePill,
      fold,
    ),
    /** @param {(range: string) => void} tell */
    onRange: (tell) => range.addEventListener("change", () => tell(range.value)),
    /** @param {() => void} tell */
    onFold: (tell) =>
      fold.addEventListener("click", () => {
        setFolded(!host.classList.contains("folded"));
        localStorage.setItem(
          "kubeloop-timeline",
          host.classList.contains("folded") ? "folded" : "open",
        );
        tell();
      }),
  };
}

/** The Services whose users a Deployment's Pods serve. */
/** @param {State} state @param {import("../types.js").DeploymentCard} card */
function servicesOf(state, card) {
  const labels = [...state.tables.ReplicaSet.values()]
    .filter(({ owner }) => owner === card.uid)
    .map((set) => set.labels);
  return [...state.tables.Service.values()].filter(({ namespace, selector }) => {
    const wanted = Object.entries(selector);
    return (
      namespace === card.namespace &&
      wanted.length > 0 &&
      labels.some((own) => wanted.every(([key, value]) => own[key] === value))
    );
  });
}

/** The series with the requests that fail just now. */
/** @param {State} state @param {Set<string>} services @param {number} now */
function withFailing(state, services, now) {
  const fresh = [];
  for (const service of state.tables.Service.values()) {
    if (!services.has(service.uid)) continue;
    const count = requestCounts(service, now).failed - service.traffic.failed;
    const { asOf: from } = service.traffic;
    if (count > 0) fresh.push({ service: service.uid, revision: 0, from, until: now, count });
  }
  return fresh.length
    ? { ...state.series, failed: [...state.series.failed, ...fresh] }
    : state.series;
}
