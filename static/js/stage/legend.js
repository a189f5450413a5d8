/**
 * What every drawn thing is called: under the picture in one row, as much as there is room for, and
 * whole in the sheet of keys.
 */

import { drawPod } from "../graph/glyphs/pod.js";
import { readTokens } from "../graph/tokens.js";
import { h, svg } from "../lib/dom.js";

/** @typedef {import("../types.js").Stage} Stage */
/** @typedef {import("../types.js").Tokens} Tokens */
/** @typedef {{look: string, path: string}} Stroke */
/** @typedef {{words: string, stage?: Stage, strokes?: Stroke[]}} Entry */

const SIZE = 24;

/** The row under the picture. @type {Entry[]} */
const ROW = [
  { stage: "ready", words: "ready" },
  { stage: "notready", words: "not ready" },
  { stage: "pulling", words: "pulling" },
  { stage: "terminating", words: "shutting down" },
  { stage: "crash", words: "in trouble" },
  { stage: "unknown", words: "not known" },
  { words: "owns", strokes: [{ look: "solid", path: "M3 3v11q0 4 4 4h14" }] },
  {
    words: "requests",
    strokes: [
      { look: "dotted", path: "M2 12h20" },
      { look: "dot", path: "M12 12h0" },
    ],
  },
  { words: "free slot", strokes: [{ look: "slot", path: "M12 12h0" }] },
  { words: "time left", strokes: [{ look: "ring", path: "M12 3a9 9 0 1 1-9 9" }] },
];

/** All of it. @type {Entry[]} */
const ALL = [
  { stage: "pending", words: "a Pod without a node" },
  { stage: "pulling", words: "it pulls its image: as high as it has come" },
  { stage: "starting", words: "its container starts" },
  { stage: "notready", words: "it runs, and is not ready" },
  { stage: "ready", words: "ready: it gets requests" },
  { stage: "terminating", words: "shutting down; the ring is the time left" },
  { stage: "crash", words: "it ended, and waits for its next start" },
  { stage: "imagepull", words: "its image cannot be pulled" },
  { stage: "failed", words: "it ended with an error" },
  { stage: "completed", words: "it did its work and ended" },
  { stage: "unknown", words: "its node is silent: this was its last state" },
  ...ROW.filter(({ words }) => words === "owns").map((entry) => ({
    ...entry,
    words: "owns, by ownerReferences",
  })),
  ...ROW.filter(({ words }) => words === "requests").map((entry) => ({
    ...entry,
    words: "a Service's requests, to the Pods that it selects",
  })),
  {
    words: "a selector that reaches nobody",
    strokes: [
      { look: "broken dotted", path: "M12 12h10" },
      { look: "broken", path: "M4 8l8 8M12 8l-8 8" },
    ],
  },
  {
    words: "a request that failed",
    strokes: [{ look: "broken", path: "M8 8l8 8M16 8l-8 8" }],
  },
  { words: "a slot: room for a Pod", strokes: [{ look: "slot", path: "M12 12h0" }] },
  { words: "floor and ceiling", strokes: [{ look: "limit", path: "M12 3v18" }] },
  { words: "wanted", strokes: [{ look: "dotted", path: "M12 3v18" }] },
  {
    words: "beyond the ceiling: no Pod may come",
    strokes: [{ look: "solid thin", path: "M4 14L14 4M4 20L20 4M10 20L20 10M16 20l4-4" }],
  },
];

/** One row under the picture; what does not fit in it is in the sheet of keys. */
export function createLegend() {
  const { elements, paint } = entriesOf(ROW);
  return {
    element: h("div", { class: "legend", role: "note", "aria-label": "Legend" }, ...elements),
    paint,
  };
}

/** The whole legend, painted when it is asked for. */
export function createLegendSheet() {
  const { elements, paint } = entriesOf(ALL);
  const colour = h("p", { class: "note" }, "The colour of a Pod is its version, never its health.");
  return {
    element: h(
      "section",
      { class: "legend-sheet" },
      h("h3", {}, "What is drawn"),
      colour,
      ...elements,
    ),
    paint: () => paint(readTokens(document.body)),
  };
}

/** @param {Entry[]} entries */
function entriesOf(entries) {
  /** @type {{stage: Stage, canvas: HTMLCanvasElement}[]} */
  const canvases = [];
  const elements = entries.map(({ stage, strokes = [], words }) => {
    if (!stage) return h("span", {}, mark(strokes), words);
    const canvas = h("canvas", { width: 40, height: 40 });
    canvases.push({ stage, canvas });
    return h("span", {}, canvas, words);
  });
  return {
    elements,
    /** @param {Tokens} tokens */
    paint(tokens) {
      for (const { stage, canvas } of canvases) paintGlyph(canvas, stage, tokens);
    },
  };
}

/** @param {Stroke[]} strokes */
function mark(strokes) {
  return svg(
    "svg",
    { class: "legend-mark", viewBox: `0 0 ${SIZE} ${SIZE}`, "aria-hidden": "true" },
    ...strokes.map(({ look, path }) => svg("path", { class: look, d: path })),
  );
}

/**
 * One Pod glyph in a small canvas of its own.
 * @param {HTMLCanvasElement} canvas
 * @param {Stage} stage
 * @param {Tokens} tokens
 */
function paintGlyph(canvas, stage, tokens) {
  const c = canvas.getContext("2d");
  if (!c) return;
  c.setTransform(canvas.width / SIZE, 0, 0, canvas.height / SIZE, 0, 0);
  c.clearRect(0, 0, SIZE, SIZE);
  const still = { scale: 1, alpha: 1, halo: 0, ring: 0.65, progress: 0.5, turn: 0 };
  const plain = { selected: false, label: "", strong: false, corner: false };
  const place = { key: "", kind: /** @type {const} */ ("pod"), x: 0, y: 0, s: SIZE };
  drawPod(c, { ...place, ...still, ...plain, stage, colour: 1 }, tokens);
}
