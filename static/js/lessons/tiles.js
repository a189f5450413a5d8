/**
 * A goal beside what is there, as small tiles drawn by the picture's own glyphs. A wanted Pod that
 * must be new has a dashed outline.
 */

import { drawPod } from "../graph/glyphs/pod.js";
import { square } from "../graph/glyphs/outlines.js";
import { readTokens } from "../graph/tokens.js";
import { h, setAttribute, setText } from "../lib/dom.js";

/** @typedef {import("../types.js").State} State */
/** @typedef {import("../types.js").PodCard} PodCard */
/** @typedef {import("./types.js").Picture} Picture */
/** @typedef {{stage: import("../types.js").Stage, colour: number, isNew?: boolean}} Tile */

const SIDE = 24;
const STEP = 32;
const MARGIN = 4;

export function createTiles() {
  const want = createRow("goal");
  const now = createRow("now");
  const element = h("div", { class: "goal-pair" }, want.element, now.element);
  return {
    element,
    /** @param {Picture | null} picture @param {State} state */
    update(picture, state) {
      setAttribute(element, "hidden", !picture);
      if (!picture) return;
      const pods = [...state.tables.Pod.values()].filter(({ name }) => picture.now.includes(name));
      const usual = state.colours.get(pods[0]?.image ?? "") ?? 1;
      want.draw(
        picture.want.map(({ image, new: isNew }) => ({
          stage: "ready",
          colour: state.colours.get(image) ?? usual,
          isNew,
        })),
        wantedWords(picture),
      );
      now.draw(
        pods.map(({ stage, image }) => ({ stage, colour: state.colours.get(image) ?? 0 })),
        `${pods.filter(({ ready, deleting }) => ready && !deleting).length} ready`,
      );
    },
  };
}

/** @param {Picture} picture */
function wantedWords({ want }) {
  const fresh = want.filter((tile) => tile.new).length;
  return fresh ? `${want.length}, ${fresh} new` : `${want.length} ready`;
}

/** @param {string} title */
function createRow(title) {
  const canvas = h("canvas", { "aria-hidden": "true" });
  const words = h("span", { class: "dim" });
  let drawn = "";
  return {
    element: h("div", {}, words, canvas),
    /** @param {Tile[]} tiles @param {string} told */
    draw(tiles, told) {
      setText(words, `${title}: ${told}`);
      const width = Math.max(canvas.parentElement?.clientWidth ?? 0, 120) - 20;
      const columns = Math.max(1, Math.floor((width + STEP - SIDE - 2 * MARGIN) / STEP));
      const scale = devicePixelRatio || 1;
      const key = JSON.stringify([tiles, width, scale, document.documentElement.dataset.theme]);
      if (key === drawn) return;
      drawn = key;
      const rows = Math.max(1, Math.ceil(tiles.length / columns));
      canvas.width = width * scale;
      canvas.height = rows * STEP * scale;
      canvas.style.width = `${width}px`;
      canvas.style.height = `${rows * STEP}px`;
      const context = canvas.getContext("2d");
      if (context) drawAll(context, tiles, { columns, scale });
    },
  };
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {Tile[]} tiles
 * @param {{columns: number, scale: number}} how
 */
function drawAll(context, tiles, { columns, scale }) {
  const tokens = readTokens(document.body);
  context.scale(scale, scale);
  tiles.forEach(({ stage, colour, isNew }, index) => {
    const x = MARGIN + (index % columns) * STEP;
    const y = MARGIN + Math.floor(index / columns) * STEP;
    const shape = {
      ...{ key: String(index), kind: /** @type {"pod"} */ ("pod"), x, y, s: SIDE, stage, colour },
      ...{ scale: 1, alpha: 1, halo: 0, ring: 0.5, progress: 0.5, turn: 0, selected: false },
      ...{ label: "", strong: false, corner: false },
    };
    drawPod(context, shape, tokens);
    if (!isNew) return;
    square(context, x - 3, y - 3, SIDE + 6, 8);
    context.lineWidth = 1.5;
    context.strokeStyle = tokens.accent;
    context.setLineDash([3, 3]);
    context.stroke();
    context.setLineDash([]);
  });
}
