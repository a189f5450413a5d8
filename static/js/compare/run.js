/**
 * One run on the page: its own feed and state, and its live picture - sentence, ruler, lanes of
 * Pods, chart. The parts are those of the playground page.
 */

import { createPastApi } from "../api.js";
import { Motion } from "../graph/motion.js";
import { Renderer } from "../graph/render.js";
import { SceneBuilder } from "../graph/scene.js";
import { readTokens } from "../graph/tokens.js";
import { h, keyedList, setText } from "../lib/dom.js";
import { isStanding, virtualNow } from "../lib/time.js";
import { Feed } from "../socket.js";
import { measure } from "../stage/frames.js";
import { createLane } from "../stage/lane.js";
import { createRuler } from "../stage/ruler.js";
import { initialState } from "../state/reducer.js";
import { picture as pictureOf } from "../state/selectors.js";
import { createStore } from "../state/store.js";
import { chartModel, drawChart } from "../timeline/chart.js";
import { pointNow } from "../timeline/series.js";
import { strategyWords } from "./strategies.js";

/** @typedef {import("../types.js").State} State */
/** @typedef {import("./strategies.js").Strategy} Strategy */

const TICK_MS = 200;

/**
 * @param {Strategy} strategy
 * @param {{cluster: string, since: number, started: number}} side
 * @param {string} name the Deployment
 * @param {{latest(): number, seats: number}} both how far the charts reach, slots of a lane
 */
export function createRun(strategy, side, name, both) {
  const parts = createParts(strategy);
  let tokens = readTokens(document.body);
  const renderer = new Renderer(parts.box, tokens);
  const motion = new Motion();
  const scenes = new SceneBuilder(motion);
  const still = matchMedia("(prefers-reduced-motion: reduce)");
  /** @type {ReturnType<typeof measure> | null} */
  let measures = null;
  const store = createStore(initialState({ api: `/k8s/${side.cluster}` }), draw);
  const feed = new Feed({
    url: `/ws/c/${side.cluster}/`,
    revision: () => store.get().revision,
    onMessage: receive,
    onLink: (link) => store.dispatch({ type: "link", link, at: performance.now() }),
  });
  feed.connect();
  createPastApi(side.cluster)
    .history(0)
    .then((history) => store.dispatch({ type: "history", history }));
  new ResizeObserver(() => {
    measures = null;
    store.schedule();
  }).observe(parts.content);

  /** @param {import("../types.js").FeedMessage} message */
  function receive(message) {
    const heardAt = performance.now();
    if (message.type === "snapshot") store.dispatch({ type: "snapshot", message, heardAt });
    else if (message.type === "pong")
      store.dispatch({ type: "clock", clock: message.clock, heardAt });
    else if (message.type === "delta" && message.from === store.get().revision)
      store.dispatch({ type: "delta", message, heardAt });
    else if (message.type === "delta") feed.resync();
  }

  /** @param {State} state @param {boolean} isChanged */
  function draw(state, isChanged) {
    const at = performance.now();
    const now = virtualNow(state.clock, at);
    const model = pictureOf(state).deployments.find(({ card }) => card.name === name);
    if (!model) return Infinity;
    motion.allow(!still.matches && state.clock.speed <= 10);
    if (isChanged || !measures) {
      setText(parts.sentence, model.card.sentence);
      both.seats = Math.max(both.seats, ...model.lanes.map(({ seats }) => seats));
      parts.lanes(model.lanes.map((lane) => ({ ...lane, seats: both.seats })));
      parts.ruler.fold(false);
      measures = measure(parts.content, "owner", measures);
      renderer.resize(measures.width, measures.height);
      const frame = measures.frames.get(model.lanes[0]?.key ?? "");
      const isShort = model.card.available < model.card.floor;
      parts.ruler.update(model, frame, { isShort, isQuiet: false, silent: 0 });
      measures = measure(parts.content, "owner", measures);
      parts.tell(state, model);
    }
    const moment = { at, now, isStill: still.matches, isFolding: false };
    const scene = scenes.build(state, measures.frames, moment);
    renderer.draw(scene);
    drawLine(state, model.card, now);
    return Math.min(scene.wake, isStanding(state.clock) ? Infinity : TICK_MS);
  }

  /** @param {State} state @param {import("../types.js").DeploymentCard} card @param {number} now */
  function drawLine(state, card, now) {
    const from = side.started - 1;
    const to = Math.max(side.started + 20, both.latest() + 2);
    const services = new Set(state.tables.Service.keys());
    const last = pointNow(state, card, state.revision, now);
    const model = chartModel(
      state.series,
      card.uid,
      { from, to, head: now, now },
      { colours: state.colours, services, last },
    );
    drawChart(parts.chart, model, tokens, { isMini: true });
  }

  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
    tokens = readTokens(document.body);
    renderer.retint(tokens);
    store.schedule();
  });

  return {
    element: parts.element,
    now: () => virtualNow(store.get().clock, performance.now()),
    schedule: store.schedule,
    close: () => feed.drop(),
  };
}

/** @param {Strategy} strategy */
function createParts(strategy) {
  const sentence = h("p", { class: "sentence" });
  const ruler = createRuler();
  const lanes = h("div", { class: "lanes" });
  const box = h("div", { class: "picture-box", "aria-hidden": "true" });
  const content = h("div", { class: "content" }, box, ruler.element, lanes);
  const chart = h("canvas", {
    ...{ class: "compare-chart", role: "img", "aria-label": "Available Pods over time." },
  });
  const pods = h("ul", { class: "visually-hidden" });
  const element = h(
    "section",
    { class: "compare-run", "aria-label": strategy.title, data: { title: strategy.title } },
    h(
      "header",
      {},
      h("h2", {}, strategy.title),
      h("span", { class: "mono dim" }, strategyWords(strategy)),
    ),
    sentence,
    content,
    pods,
    chart,
  );
  return {
    element,
    sentence,
    ruler,
    content,
    box,
    chart,
    lanes: keyedList(
      lanes,
      (/** @type {import("../types.js").LaneModel} */ { key }) => key,
      (lane) => createLane(lane, "lanes"),
    ),
    /** @param {State} state @param {import("../types.js").DeploymentModel} model */
    tell(state, { card }) {
      const limits = `floor ${card.floor}, ceiling ${card.ceiling}`;
      const words = `${card.available} of ${card.wanted} available, ${limits}`;
      chart.setAttribute("aria-label", `Available Pods over time. Now: ${words}.`);
      pods.replaceChildren(
        ...[...state.tables.Pod.values()].map((pod) =>
          h(
            "li",
            {
              data: {
                kind: "Pod",
                name: pod.name,
                status: pod.status,
                ready: String(pod.ready),
                image: pod.image,
              },
            },
            `Pod ${pod.name}, ${pod.status}, ${pod.image}`,
          ),
        ),
      );
    },
  };
}
