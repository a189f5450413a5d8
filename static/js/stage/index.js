/**
 * The stage: words and controls as HTML, Pods on a canvas under them, the accessible tree over
 * both. One update goes state -> HTML -> measures -> tree, lines and tiles, all in the same frame.
 * Of thousands of Pods the tiles change more often than the rest (state/pace.js).
 */

import { Camera } from "../camera/tools.js";
import { linesOf } from "../graph/lines.js";
import { Motion } from "../graph/motion.js";
import { Renderer } from "../graph/render.js";
import { SceneBuilder } from "../graph/scene.js";
import { readTokens } from "../graph/tokens.js";
import { TrafficLayer } from "../graph/traffic.js";
import { h, icon, keyedList, setAttribute } from "../lib/dom.js";
import { isStanding, virtualNow } from "../lib/time.js";
import { picture as pictureOf } from "../state/selectors.js";
import { createDeployForm } from "../panels/deploy.js";
import { createDeployment } from "./deployment.js";
import { measure } from "./frames.js";
import { createLane } from "./lane.js";
import { createEdges } from "./edges.js";
import { createNodes } from "./nodes.js";
import { createAstray } from "./astray.js";
import { createService } from "./service.js";
import { Tree } from "./tree.js";
import { listenToStage } from "./walk.js";
import { createLegend } from "./legend.js";
import { createEmpty, createNotice, createTwinLine } from "./words.js";

/** @typedef {import("../types.js").State} State */
/** @typedef {import("../types.js").Picture} Picture */
/** @typedef {import("./frames.js").Measures} Measures */

const CALM_ABOVE_SPEED = 10;
const CALM_ABOVE_PODS = 400;
const FOLD_MS = 300;
const COUNT_MS = 500;

export class Stage {
  /**
   * @param {HTMLElement} host
   * @param {import("../types.js").Desk} desk
   * @param {() => void} wake ask for a frame
   */
  constructor(host, desk, wake) {
    this.desk = desk;
    this.wake = wake;
    this.content = h("div", { class: "content" });
    this.pictureBox = h("div", { class: "picture-box", "aria-hidden": "true" });
    this.tokens = readTokens(document.body);
    this.renderer = new Renderer(this.pictureBox, this.tokens);
    this.traffic = new TrafficLayer(this.pictureBox);
    this.countedAt = -Infinity;
    this.sceneDue = -Infinity;
    this.motion = new Motion();
    this.scenes = new SceneBuilder(this.motion);
    this.tree = new Tree();
    /** @type {Measures | null} */
    this.measures = null;
    /** @type {Picture} */
    this.picture = { deployments: [], loose: [], services: [], astray: [], nodes: [] };
    this.isMeasured = false;
    this.foldingUntil = -Infinity;
    this.reduced = matchMedia("(prefers-reduced-motion: reduce)");
    this.parts = createParts(desk);
    this.edges = createEdges();
    this.content.append(
      ...[this.pictureBox, this.edges.element],
      ...[...this.parts.elements, this.tree.element],
    );
    host.append(this.content);
    listenToStage(this.content, desk, () => ({ picture: this.picture, measures: this.measures }));
    this.camera = new Camera(host, this.content, desk, () => this.measures);
    this.watchSize(host);
  }

  /** @param {HTMLElement} host */
  watchSize(host) {
    const observer = new ResizeObserver(() => {
      this.isMeasured = false;
      this.wake();
    });
    observer.observe(host);
    observer.observe(this.content);
    const retint = () => this.retint();
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", retint);
    new MutationObserver(retint).observe(document.documentElement, {
      attributeFilter: ["data-theme", "data-projector"],
    });
    this.parts.legend.paint(this.tokens);
    this.content.addEventListener("transitionrun", ({ target }) => this.follow(target));
  }

  /** While the ruler folds, the Pods go with the boxes. @param {EventTarget | null} target */
  follow(target) {
    if (!(target instanceof Element) || !target.matches(".ruler, .owner")) return;
    this.foldingUntil = performance.now() + FOLD_MS;
    this.wake();
  }

  retint() {
    this.tokens = readTokens(document.body);
    this.sceneDue = -Infinity;
    this.renderer.retint(this.tokens);
    this.parts.legend.paint(this.tokens);
    this.isMeasured = false;
    this.wake();
  }

  /**
   * @param {State} state
   * @param {{isChanged: boolean, isTold: boolean}} news isTold: the words follow too
   * @param {number} at
   * @returns {number} ms until it looks different by itself
   */
  draw(state, { isChanged, isTold }, at) {
    const now = virtualNow(state.clock, at);
    this.motion.allow(
      !this.reduced.matches &&
        state.link.phase !== "past" &&
        state.clock.speed <= CALM_ABOVE_SPEED &&
        state.tables.Pod.size <= CALM_ABOVE_PODS,
    );
    this.content.classList.toggle("calm", !this.motion.isOn);
    if (isTold) this.updateWords(state, now);
    // Before anything is measured: what lies under it moves when it comes and goes.
    const noticeWake = this.parts.notice.update(state, at);
    const isFolding = at < this.foldingUntil;
    if (!isFolding && this.foldingUntil > 0) {
      // The last look while it folded may have come before the end: slow frames are far apart.
      this.foldingUntil = -Infinity;
      this.isMeasured = false;
    }
    const isMoved = isTold || !this.isMeasured || isFolding;
    if (isMoved) this.updateMeasures(state);
    const measures = this.measures;
    if (!measures) return noticeWake;
    if (isChanged || isMoved || at >= this.sceneDue)
      this.drawScene(state, measures, { at, now, isFolding });
    this.countRequests(state, at, now);
    const world = { state, picture: this.picture, measures, now };
    return Math.min(
      isFolding ? 0 : this.sceneDue - at,
      this.traffic.draw(world, this.tokens, this.reduced.matches),
      noticeWake,
      this.parts.nodes.tick(state, at),
    );
  }

  /**
   * @param {State} state @param {Measures} measures
   * @param {{at: number, now: number, isFolding: boolean}} moment
   */
  drawScene(state, measures, moment) {
    const isStill = this.reduced.matches;
    const scene = this.scenes.build(state, measures.frames, { ...moment, isStill });
    this.renderer.draw(scene);
    this.sceneDue = moment.at + scene.wake;
  }

  /** The Services count on while nothing is written. */
  /** @param {State} state @param {number} at @param {number} now */
  countRequests(state, at, now) {
    if (at - this.countedAt < COUNT_MS || isStanding(state.clock)) return;
    this.countedAt = at;
    for (const part of this.parts.deploymentParts()) part.tick(state, now);
  }

  /** @param {State} state @param {number} now */
  updateWords(state, now) {
    if (state.view !== this.content.dataset.view) this.motion.viewChangedAt = performance.now();
    this.content.dataset.view = state.view;
    this.picture = pictureOf(state);
    const { deployments, loose, services, astray, nodes } = this.picture;
    this.parts.deployments(deployments, state, now);
    this.parts.loose(loose);
    this.parts.services(services, state, now);
    this.parts.astray(astray);
    this.parts.nodes.update(nodes, state);
    this.parts.empty.update(
      state,
      state.revision > 0 && deployments.length === 0 && !state.deploying,
    );
    this.parts.form.update(state);
    this.parts.twin.update(state);
    this.content.classList.toggle("single", deployments.length === 1);
    const isFailing = nodes.some(({ card }) => !card.ready || card.fault !== "");
    this.content.classList.toggle("node-trouble", isFailing);
  }

  /** @param {State} state */
  updateMeasures(state) {
    const measures = measure(this.content, state.view, this.measures, state.zoom);
    this.measures = measures;
    this.isMeasured = true;
    this.camera.settle();
    this.parts.nodes.zoom(state, measures);
    this.renderer.resize(measures.width, measures.height);
    for (const part of this.parts.deploymentParts()) part.measured(measures.frames);
    this.tree.update(state, this.picture, measures);
    const lines = linesOf({ state, picture: this.picture, measures });
    this.renderer.drawLines(lines);
    this.edges.update(lines);
  }
}

/** @param {import("../types.js").Desk} desk */
function createParts(desk) {
  /** @type {Map<string, ReturnType<typeof createDeployment>>} */
  const known = new Map();
  const [notice, empty, form, legend, twin, nodes] = [
    createNotice(),
    createEmpty(desk),
    createDeployForm(desk),
    createLegend(),
    createTwinLine(),
    createNodes(desk),
  ];
  const deployments = h("div", { class: "deployments" });
  const looseLanes = h("div", { class: "lanes" });
  const loose = h(
    "section",
    { class: "loose", hidden: true },
    h("h2", {}, icon("replicaset"), "Without a Deployment"),
    looseLanes,
  );
  const services = h("section", { class: "loose-services" });
  const astray = h("section", { class: "loose-services" });
  const updateDeployments = keyedList(
    deployments,
    (/** @type {import("../types.js").DeploymentModel} */ { card }) => card.uid,
    (model) => {
      const part = createDeployment(desk, model);
      known.set(model.card.uid, part);
      return part;
    },
  );
  const updateLoose = keyedList(
    looseLanes,
    (/** @type {import("../types.js").LaneModel} */ { key }) => key,
    (lane) => createLane(lane, "loose"),
  );
  return {
    notice,
    empty,
    form,
    legend,
    twin,
    nodes,
    elements: [
      notice.element,
      form.element,
      empty.element,
      deployments,
      loose,
      services,
      astray,
      nodes.element,
      legend.element,
      twin.element,
    ],
    deployments: updateDeployments,
    /** @param {import("../types.js").LaneModel[]} lanes */
    loose(lanes) {
      setAttribute(loose, "hidden", lanes.length === 0);
      updateLoose(lanes);
    },
    services: keyedList(
      services,
      (/** @type {import("../types.js").ServiceCard} */ { uid }) => uid,
      (card) => createService(card, desk),
    ),
    astray: keyedList(
      astray,
      (/** @type {import("../types.js").AutoscalerCard} */ { uid }) => uid,
      (card) => createAstray(desk, card),
    ),
    deploymentParts: () => [...known.values()].filter(({ element }) => element.isConnected),
  };
}
