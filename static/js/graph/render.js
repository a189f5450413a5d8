/**
 * Scene -> canvas. Two canvases lie under the stage: lines (who owns, who routes), drawn when they
 * change, and tiles. Of the tiles only what changed is redrawn: shapes that are not the same object
 * as last time mark a dirty rectangle. Small tiles that do not move come from a sheet of ready-made
 * pictures.
 */

import { addCanvas, context, resize } from "./canvas.js";
import { GLYPHS } from "./glyphs/index.js";
import { drawLines } from "./lines.js";
import { boxOf, overlaps, Shelves } from "./shelves.js";

/** @typedef {import("../types.js").Scene} Scene */
/** @typedef {import("../types.js").Shape} Shape */
/** @typedef {import("../types.js").Tokens} Tokens */
/** @typedef {import("./shelves.js").Box} Box */

const DIRTY_LIMIT = 300;
const SPRITE_BELOW = 20;
const TALLEST = 8192;
/** The canvases grow in steps: a new size costs a full redraw. */
const HEIGHT_STEP = 256;
const TIMED_STAGES = new Set(["pulling", "terminating"]);

export class Renderer {
  /** @param {HTMLElement} host @param {Tokens} tokens */
  constructor(host, tokens) {
    this.lines = addCanvas(host, "lines");
    this.tiles = addCanvas(host, "tiles");
    this.tokens = tokens;
    this.shelves = new Shelves();
    /** @type {Map<string, HTMLCanvasElement>} */
    this.sprites = new Map();
    this.ratio = 1;
    this.width = 0;
    this.height = 0;
    this.isStale = true;
    /** the lines on the canvas, as text; "" when they must be drawn anew */
    this.drawnLines = "";
  }

  /** @param {Tokens} tokens */
  retint(tokens) {
    this.tokens = tokens;
    this.sprites.clear();
    this.drawnLines = "";
    this.isStale = true;
  }

  /** @param {number} width @param {number} height */
  resize(width, height) {
    const ratio = devicePixelRatio || 1;
    const tall = Math.min(Math.ceil(height / HEIGHT_STEP) * HEIGHT_STEP, TALLEST);
    if (width === this.width && tall === this.height && ratio === this.ratio) return;
    Object.assign(this, { width, height: tall, ratio, isStale: true, drawnLines: "" });
    this.sprites.clear();
    for (const canvas of [this.lines, this.tiles]) resize(canvas, { width, height: tall, ratio });
  }

  /** @param {import("./lines.js").Lines} lines */
  drawLines(lines) {
    const key = JSON.stringify(lines);
    if (key === this.drawnLines) return;
    this.drawnLines = key;
    const c = context(this.lines.surface);
    c.setTransform(this.ratio, 0, 0, this.ratio, 0, 0);
    c.clearRect(0, 0, this.width, this.height);
    drawLines(c, this.tokens, lines);
  }

  /** @param {Scene} scene */
  draw(scene) {
    const c = context(this.tiles.surface);
    c.setTransform(this.ratio, 0, 0, this.ratio, 0, 0);
    for (const change of scene.changes) this.shelves.note(change);
    if (this.isStale || scene.changes.length > DIRTY_LIMIT) {
      c.clearRect(0, 0, this.width, this.height);
      this.paint(c, scene.shapes.values());
    } else for (const box of dirtyBoxes(scene.changes)) this.repaint(c, box);
    this.isStale = false;
  }

  /** @param {CanvasRenderingContext2D} c @param {Box} box */
  repaint(c, box) {
    c.save();
    c.beginPath();
    c.rect(box.x0, box.y0, box.x1 - box.x0, box.y1 - box.y0);
    c.clip();
    c.clearRect(box.x0, box.y0, box.x1 - box.x0, box.y1 - box.y0);
    this.paint(c, this.shelves.within(box));
    c.restore();
  }

  /**
   * Those on a corner come last, above the others.
   * @param {CanvasRenderingContext2D} c
   * @param {Iterable<Shape>} shapes
   */
  paint(c, shapes) {
    const above = [];
    for (const shape of shapes) {
      if (shape.corner) above.push(shape);
      else this.one(c, shape);
    }
    for (const shape of above) this.one(c, shape);
  }

  /** @param {CanvasRenderingContext2D} c @param {Shape} shape */
  one(c, shape) {
    const isPlain = shape.s < SPRITE_BELOW && shape.scale === 1 && !shape.selected && !shape.halo;
    if (!isPlain || (shape.s >= 10 && TIMED_STAGES.has(shape.stage)) || shape.corner)
      return GLYPHS[shape.kind](c, shape, this.tokens);
    const side = shape.s + 2;
    c.globalAlpha = shape.alpha;
    c.drawImage(
      this.sprite(shape, side),
      snap(shape.x - 1, this.ratio),
      snap(shape.y - 1, this.ratio),
      side,
      side,
    );
    c.globalAlpha = 1;
  }

  /** @param {Shape} shape @param {number} side */
  sprite(shape, side) {
    const key = `${shape.kind} ${shape.stage} ${shape.colour} ${shape.s}`;
    const known = this.sprites.get(key);
    if (known) return known;
    const sheet = document.createElement("canvas");
    sheet.width = sheet.height = Math.ceil(side * this.ratio);
    const c = context(sheet);
    c.setTransform(sheet.width / side, 0, 0, sheet.width / side, 0, 0);
    GLYPHS[shape.kind](c, { ...shape, x: 1, y: 1, alpha: 1, label: "" }, this.tokens);
    this.sprites.set(key, sheet);
    return sheet;
  }
}

/**
 * What is to be cleared and drawn anew.
 * @param {import("../types.js").Change[]} changes
 */
export function dirtyBoxes(changes) {
  const boxes = [];
  for (const { before, after } of changes) {
    if (before) boxes.push(boxOf(before));
    if (after) boxes.push(boxOf(after));
  }
  return merged(boxes);
}

/** Join boxes that overlap, so that nothing is drawn twice. @param {Box[]} boxes */
function merged(boxes) {
  /** @type {Box[]} */
  const result = [];
  for (const box of boxes) {
    const other = result.find((known) => overlaps(known, box));
    if (!other) result.push({ ...box });
    else {
      Object.assign(other, {
        x0: Math.min(other.x0, box.x0),
        y0: Math.min(other.y0, box.y0),
        x1: Math.max(other.x1, box.x1),
        y1: Math.max(other.y1, box.y1),
      });
    }
  }
  return result;
}

/** @param {number} value @param {number} ratio */
function snap(value, ratio) {
  return Math.round(value * ratio) / ratio;
}
