/**
 * One cluster in the frame: feed -> store -> stage and chart, buttons -> API, as on the
 * playground's page. What is selected gets a strip with its words and its buttons; a copy of one's
 * own has the drawer with terminal and YAML, a lesson its panel.
 */

import { createPerformer } from "../actions/perform.js";
import { createApi } from "../api.js";
import { createLesson } from "../lessons/index.js";
import { h } from "../lib/dom.js";
import { virtualNow } from "../lib/time.js";
import { createDrawer } from "../panels/drawer.js";
import { Feed } from "../socket.js";
import { createAnnouncer } from "../stage/announcer.js";
import { Stage } from "../stage/index.js";
import { Pace } from "../state/pace.js";
import { createReceiver } from "../state/receive.js";
import { initialState } from "../state/reducer.js";
import { createStore } from "../state/store.js";
import { createChart } from "./chart.js";
import { createStrip } from "./strip.js";

/** @typedef {import("../types.js").State} State */
/** @typedef {import("../types.js").Desk} Desk */

const root = document.documentElement.dataset;

/**
 * @param {HTMLElement} host
 * @param {import("../types.js").Config} config
 * @param {ReturnType<typeof import("./bar.js").createBar>} bar
 */
export function play(host, config, bar) {
  const boxes = createBoxes(host);
  const store = createStore(initialState(config), draw);
  const pace = new Pace();
  const api = createApi(config.api);
  const { get: state, dispatch } = store;
  const perform = createPerformer({ api, state, dispatch });
  /** @type {Desk} */
  const desk = {
    ...{ api, config, perform, state, dispatch },
    run: (command) => drawer.run(command),
  };
  bar.serve(desk);
  const stage = new Stage(boxes.stage, desk, store.schedule);
  const announcer = createAnnouncer(boxes.stage);
  const strip = createStrip(boxes.strip, desk);
  const chart = createChart(boxes.chart, desk, store.schedule);
  const drawer = createDrawer(boxes.drawer, desk);
  const lesson = createLesson(boxes.lesson, desk, drawer.run);
  const feed = new Feed({
    url: config.feed,
    revision: () => state().revision,
    onMessage: createReceiver(store, () => feed.resync()),
    onLink: (link) => dispatch({ type: "link", link, at: performance.now() }),
  });
  host.classList.toggle("own", config.role === "owner");
  feed.connect();
  store.schedule();

  /** @param {State} shown @param {boolean} isChanged */
  function draw(shown, isChanged) {
    if (!boxes.stage.isConnected) return Infinity;
    const at = performance.now();
    const now = virtualNow(shown.clock, at);
    root.live = shown.link.phase === "live" ? "live" : "stale";
    const rest = pace.wait(shown, at);
    const isTold = rest === 0;
    if (isTold) for (const part of [bar, strip, drawer, lesson]) part.update(shown);
    const wake = Math.min(
      isTold ? Infinity : rest,
      stage.draw(shown, { isChanged, isTold }, at),
      announcer.update(shown, stage.picture, at, isTold),
      chart.draw(shown, now),
    );
    if (isTold) root.revision = String(shown.revision);
    return wake;
  }

  return {
    close() {
      feed.drop();
      for (const box of Object.values(boxes)) box.remove();
    },
  };
}

/** @param {HTMLElement} host */
function createBoxes(host) {
  const boxes = {
    lesson: h("aside", { class: "lesson", "aria-label": "Lesson", hidden: true }),
    stage: h("main", { class: "stage", tabindex: "-1" }),
    strip: h("section", { class: "embed-strip", "aria-label": "Selection", hidden: true }),
    chart: h("section", { class: "embed-chart", "aria-label": "Timeline" }),
    drawer: h("section", { class: "drawer", "aria-label": "Drawer", hidden: true }),
  };
  host.append(...Object.values(boxes));
  return boxes;
}
