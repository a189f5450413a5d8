/**
 * One Pod in a slot. Hue is the version and never health; solid is ready; a ring is a clock running
 * down; dashed is not certain; the diamond is trouble, and the only red shape. From 20 px all of it
 * is drawn, below that less, down to five silhouettes at 3 px.
 */

import { cornerRadius, diamond, ring, square } from "./outlines.js";

/** @typedef {import("./outlines.js").Context} Context */
/** @typedef {import("../../types.js").Shape} Shape */
/** @typedef {import("../../types.js").Tokens} Tokens */

/** One drawing: where, how large, in which inks. */
class Pen {
  /** @param {Context} c @param {Shape} shape @param {Tokens} tokens */
  constructor(c, shape, tokens) {
    this.c = c;
    this.x = shape.x;
    this.y = shape.y;
    this.s = shape.s;
    this.u = shape.s / 40;
    this.cx = shape.x + shape.s / 2;
    this.cy = shape.y + shape.s / 2;
    this.isBig = shape.s >= 20;
    this.isMid = shape.s >= 10;
    this.tokens = tokens;
    this.colour = tokens.versions[shape.colour] ?? tokens.unknown;
    this.w = (this.isBig ? Math.max(1.5, shape.s * 0.045) : this.isMid ? 1.5 : 1.25) * tokens.mark;
  }

  /** @param {number} alpha @param {string} [colour] */
  tint(alpha, colour = this.colour) {
    this.c.save();
    this.c.globalAlpha *= alpha;
    this.c.fillStyle = colour;
    this.c.fill();
    this.c.restore();
  }

  /** @param {string} [colour] @param {number} [width] @param {number[]} [dash] */
  edge(colour = this.colour, width = this.w, dash = []) {
    this.c.setLineDash(dash);
    this.c.lineWidth = width;
    this.c.strokeStyle = colour;
    this.c.stroke();
    this.c.setLineDash([]);
  }

  /**
   * @param {string} colour
   * @param {number} width in units
   * @param {number[][]} lines points in units from the centre
   */
  lines(colour, width, ...lines) {
    const { c, cx, cy, u } = this;
    c.beginPath();
    for (const points of lines) {
      for (let k = 0; k < points.length; k += 2) {
        const x = cx + (points[k] ?? 0) * u;
        const y = cy + (points[k + 1] ?? 0) * u;
        if (k) c.lineTo(x, y);
        else c.moveTo(x, y);
      }
    }
    c.lineWidth = Math.max(1.25, width * u) * this.tokens.mark;
    c.strokeStyle = colour;
    c.stroke();
  }

  /**
   * @param {string} colour
   * @param {number} width in units
   * @param {number} radius in units
   * @param {number} [from]
   * @param {number} [to]
   * @param {number} [up]
   */
  arc(colour, width, radius, from = 0, to = 7, up = 0) {
    this.c.beginPath();
    this.c.arc(this.cx, this.cy - up * this.u, radius * this.u, from, to);
    this.c.lineWidth = Math.max(1.25, width * this.u) * this.tokens.mark;
    this.c.strokeStyle = colour;
    this.c.stroke();
  }

  /** @param {string} colour @param {number} radius px @param {number} [dx] @param {number} [dy] */
  dot(colour, radius, dx = 0, dy = 0) {
    this.c.beginPath();
    this.c.arc(this.cx + dx, this.cy + dy, radius, 0, 7);
    this.c.fillStyle = colour;
    this.c.fill();
  }

  outline() {
    square(this.c, this.x + this.w / 2, this.y + this.w / 2, this.s - this.w);
  }

  /** Too small for dashes: four corners. @param {string} colour */
  corners(colour) {
    const k = Math.max(1.5, this.s * 0.3);
    this.c.fillStyle = colour;
    for (const dx of [0, this.s - k])
      for (const dy of [0, this.s - k]) this.c.fillRect(this.x + dx, this.y + dy, k, k);
  }

  /** @param {string} colour */
  dashed(colour) {
    if (!this.isMid) return this.corners(colour);
    this.outline();
    const dash = this.isBig ? 3.2 * this.u + 1 : 2;
    this.edge(colour, this.w, [dash, dash]);
  }

  /** @param {number} left @param {string} colour */
  clock(left, colour) {
    const width = Math.max(1.5, 2.2 * this.u) * this.tokens.mark;
    ring(this.c, {
      x: this.x,
      y: this.y,
      side: this.s,
      left,
      colour,
      track: this.tokens.line,
      width,
    });
  }

  /** Where the body gives up its hue, a chip keeps the version. */
  versionChip() {
    if (!this.isBig) return;
    square(this.c, this.x, this.y + this.s - 9 * this.u, 9 * this.u, 2.5 * this.u);
    this.tint(1);
    this.edge(this.tokens.stage, 1.5 * this.u);
  }
}

/** @type {Record<import("../../types.js").Stage, (pen: Pen, shape: Shape) => void>} */
const STAGES = {
  ready(pen) {
    square(pen.c, pen.x, pen.y, pen.s);
    pen.tint(1);
    if (pen.isBig) pen.lines(pen.tokens.verInk, 3.2, [-7, 0.6, -2, 5.6, 7.4, -5]);
  },
  pending(pen) {
    pen.dashed(pen.colour);
    if (pen.isBig) for (const d of [-7, 0, 7]) pen.dot(pen.colour, 1.9 * pen.u, d * pen.u);
  },
  pulling(pen, { progress }) {
    const level = pen.s * (0.15 + 0.7 * progress);
    pen.c.save();
    square(pen.c, pen.x, pen.y, pen.s);
    pen.c.clip();
    pen.c.beginPath();
    pen.c.rect(pen.x, pen.y + pen.s - level, pen.s, level);
    pen.tint(pen.isMid ? 0.26 : 0.4);
    pen.c.restore();
    pen.outline();
    pen.edge();
    if (pen.isBig) pen.lines(pen.colour, 2.6, [0, -8, 0, 4], [-5, -1, 0, 4, 5, -1], [-7, 9, 7, 9]);
  },
  starting(pen, { turn }) {
    pen.outline();
    pen.tint(0.2);
    pen.edge();
    const start = turn * 2 * Math.PI - 0.8;
    if (pen.isBig) pen.arc(pen.colour, 2.6, 7.4, start, start + 4.6);
  },
  notready(pen) {
    pen.outline();
    pen.tint(0.26);
    pen.edge(pen.colour, pen.w * 1.25);
    if (pen.isBig) pen.arc(pen.colour, 3, 6.4);
    else if (pen.isMid) pen.dot(pen.colour, pen.s * 0.16);
  },
  terminating(pen, { ring: left }) {
    const k = pen.s * (pen.isMid ? 0.58 : 0.5);
    const o = (pen.s - k) / 2;
    square(pen.c, pen.x + o, pen.y + o, k);
    pen.tint(pen.isMid ? 0.3 : 0.55);
    if (pen.isMid) pen.edge(pen.colour, pen.w * 0.8);
    if (pen.isBig) pen.lines(pen.colour, 2.6, [-5, 0, 5, 0]);
    if (pen.isMid) pen.clock(left, pen.tokens.ink2);
  },
  crash(pen, shape) {
    trouble(pen, shape.ring, true);
    if (!pen.isBig) return;
    pen.arc(pen.tokens.bad, 2.2, 5, 0.1, 1.74 * Math.PI);
    pen.lines(pen.tokens.bad, 2.2, [5.2, -5.2, 5.2, -1.9, 1.9, -1.9]);
  },
  imagepull(pen, shape) {
    trouble(pen, shape.ring, true);
    if (pen.isBig)
      pen.lines(
        pen.tokens.bad,
        2.2,
        [0, -6, 0, 1.4],
        [-3.6, -2, 0, 1.6, 3.6, -2],
        [-5, 6, -2, 6],
        [2, 6, 5, 6],
      );
  },
  failed(pen) {
    trouble(pen, 0, false);
    const k = 0.13 * 40;
    if (pen.isMid) pen.lines(pen.tokens.badInk, 2.6, [-k, -k, k, k], [k, -k, -k, k]);
  },
  completed(pen) {
    square(pen.c, pen.x, pen.y, pen.s);
    pen.tint(1, pen.tokens.unknown);
    if (pen.isBig) pen.lines(pen.tokens.surface, 3.2, [-7, 0.6, -2, 5.6, 7.4, -5]);
  },
  unknown(pen) {
    pen.dashed(pen.tokens.unknown);
    if (pen.isBig) {
      pen.arc(pen.tokens.unknown, 2.6, 4.6, Math.PI, 2.35 * Math.PI, 3.4);
      pen.lines(pen.tokens.unknown, 2.6, [2.1, 0.7, 0, 4]);
      pen.dot(pen.tokens.unknown, 1.7 * pen.u, 0, 9 * pen.u);
    }
    pen.versionChip();
  },
};

/** From 24 px with a ring; below 20 px every trouble is the same solid diamond. */
/** @param {Pen} pen @param {number} left @param {boolean} hasRing */
function trouble(pen, left, hasRing) {
  const { c, cx, cy, s, tokens } = pen;
  const isRinged = hasRing && s >= 24;
  const isSolid = !pen.isBig || !hasRing;
  diamond(c, cx, cy, s * (isRinged ? 0.4 : 0.5));
  pen.tint(1, isSolid ? tokens.bad : tokens.badSoft);
  if (!isSolid) pen.edge(tokens.bad, pen.w * 1.15);
  if (isRinged) pen.clock(left, tokens.bad);
  pen.versionChip();
}

/** @param {Context} c @param {Shape} shape @param {Tokens} tokens */
export function drawPod(c, shape, tokens) {
  const pen = new Pen(c, shape, tokens);
  c.save();
  c.globalAlpha *= shape.alpha;
  c.lineJoin = "round";
  c.lineCap = "round";
  if (shape.corner) {
    square(c, shape.x - 3, shape.y - 3, shape.s + 6, 8);
    pen.tint(1, tokens.stage);
  }
  if (shape.scale !== 1) {
    c.translate(pen.cx, pen.cy);
    c.scale(shape.scale, shape.scale);
    c.translate(-pen.cx, -pen.cy);
  }
  (STAGES[shape.stage] ?? STAGES.unknown)(pen, shape);
  if (shape.halo > 0) drawHalo(pen, shape.halo);
  c.restore();
  if (shape.selected) drawSelection(c, shape, tokens);
  if (shape.label) drawLabel(c, shape, tokens);
}

/** @param {Pen} pen @param {number} halo */
function drawHalo(pen, halo) {
  const grown = (1 - halo) * 6 * Math.max(0.5, pen.u);
  pen.c.globalAlpha *= halo;
  square(pen.c, pen.x - grown, pen.y - grown, pen.s + 2 * grown, cornerRadius(pen.s) + grown);
  pen.edge(pen.colour, 2 * pen.tokens.mark);
}

/** @param {Context} c @param {Shape} shape @param {Tokens} tokens */
function drawSelection(c, { x, y, s }, tokens) {
  const away = s > 28 ? 4 : s >= 10 ? 3 : 1.5;
  square(c, x - away, y - away, s + 2 * away, cornerRadius(s) + away);
  c.setLineDash([]);
  c.lineWidth = 2 * tokens.mark;
  c.strokeStyle = tokens.accent;
  c.stroke();
}

/** @param {Context} c @param {Shape} shape @param {Tokens} tokens */
function drawLabel(c, { x, y, s, label, strong, alpha }, tokens) {
  c.save();
  c.globalAlpha *= alpha;
  c.font = `500 ${11 * tokens.em}px ${tokens.mono}`;
  c.textAlign = "center";
  c.fillStyle = strong ? tokens.ink2 : tokens.ink3;
  c.fillText(label, x + s / 2, y + s + 15 * tokens.em);
  c.restore();
}
