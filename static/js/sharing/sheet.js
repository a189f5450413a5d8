/**
 * The sheet that a picture for outside is drawn on: texts, boxes and strips of slots are noted
 * while the layout is made and painted afterwards, in the same order.
 */

import { fitLike, NAMED_FROM, rowHeight } from "../graph/layout.js";

/** @typedef {import("../types.js").Tokens} Tokens */
/** @typedef {import("../types.js").Frame} Frame */
/** @typedef {import("../types.js").Fit} Fit */
/** @typedef {import("../stage/frames.js").Box} Box */
/** @typedef {CanvasRenderingContext2D} Context */
/**
 * @typedef {object} Look
 * @property {number} size
 * @property {number} [weight]
 * @property {string} [colour]
 * @property {"left" | "right" | "center"} [align]
 * @property {boolean} [isMono]
 */

const LINE_HEIGHT = 1.5;

export class Sheet {
  /** @param {Tokens} tokens @param {(text: string, font: string) => number} measure */
  constructor(tokens, measure) {
    this.tokens = tokens;
    this.measure = measure;
    /** @type {Map<string, Frame>} */
    this.frames = new Map();
    /** @type {Map<string, Box>} */
    this.anchors = new Map();
    /** @type {((c: Context) => void)[]} */
    this.marks = [];
  }

  /** @param {(c: Context) => void} paint */
  later(paint) {
    this.marks.push(paint);
  }

  /** @param {Context} c */
  paint(c) {
    for (const mark of this.marks) {
      c.save();
      mark(c);
      c.restore();
    }
  }

  /** @param {number} size @param {number} [weight] @param {boolean} [isMono] */
  font(size, weight = 400, isMono = false) {
    return `${weight} ${size}px ${isMono ? this.tokens.mono : this.tokens.sans}`;
  }

  /** @param {string} text @param {number} size @param {number} [weight] */
  widthOf(text, size, weight) {
    return this.measure(text, this.font(size, weight));
  }

  /** @param {string} text @param {number} x @param {number} y the baseline @param {Look} look */
  text(text, x, y, { size, weight, colour = this.tokens.ink, align = "left", isMono }) {
    if (!text) return;
    this.later((c) => {
      c.font = this.font(size, weight, isMono);
      c.fillStyle = colour;
      c.textAlign = align;
      c.fillText(text, x, y);
    });
  }

  /**
   * As much of a text as has room, with a sign where it was cut.
   * @param {string} text @param {number} width @param {number} size @param {number} [weight]
   */
  clipped(text, width, size, weight) {
    if (this.widthOf(text, size, weight) <= width) return text;
    let end = text.length;
    while (end > 1 && this.widthOf(`${text.slice(0, end)}…`, size, weight) > width) end -= 1;
    return `${text.slice(0, end)}…`;
  }

  /**
   * Lines of words. Gives the baseline of the last one.
   * @param {string} text @param {number} x @param {number} y
   * @param {{size: number, width: number, colour: string}} look
   */
  paragraph(text, x, y, { size, width, colour }) {
    let [line, at] = ["", y];
    for (const word of text.split(" ")) {
      const longer = line ? `${line} ${word}` : word;
      if (line && this.widthOf(longer, size) > width) {
        this.text(line, x, at, { size, colour });
        [line, at] = [word, at + size * LINE_HEIGHT];
      } else line = longer;
    }
    this.text(line, x, at, { size, colour });
    return at;
  }

  /** @param {number} x @param {number} y @param {number} width */
  rule(x, y, width) {
    this.later((c) => {
      c.fillStyle = this.tokens.line;
      c.fillRect(x, y, width, 1);
    });
  }

  /**
   * @param {number} x @param {number} y @param {number} width @param {number} height
   * @param {{isDashed?: boolean}} [look]
   */
  box(x, y, width, height, { isDashed = false } = {}) {
    this.later((c) => {
      c.beginPath();
      c.roundRect(x + 0.5, y + 0.5, width - 1, height - 1, 10);
      c.fillStyle = this.tokens.surface;
      c.fill();
      c.setLineDash(isDashed ? [5, 4] : []);
      c.lineWidth = isDashed ? 1.5 : 1;
      c.strokeStyle = isDashed ? this.tokens.unknown : this.tokens.line;
      c.stroke();
    });
  }

  /** The sign of a Deployment, whose line leads to its sets. */
  /** @param {number} x @param {number} y @param {number} side */
  badge(x, y, side) {
    this.box(x, y, side, side);
    this.later((c) => {
      c.translate(x + side / 2 - 10, y + side / 2 - 10);
      c.scale(1.25, 1.25);
      c.lineWidth = 1.5;
      c.lineCap = "round";
      c.lineJoin = "round";
      c.strokeStyle = this.tokens.accent;
      for (const [first, ...rest] of LAYERS) {
        c.beginPath();
        c.moveTo(...first);
        for (const point of rest) c.lineTo(...point);
        c.stroke();
      }
    });
  }

  /** @param {number} x @param {number} y @param {number} colour */
  swatch(x, y, colour) {
    this.later((c) => {
      c.beginPath();
      c.roundRect(x, y, 12, 12, 3);
      c.fillStyle = this.tokens.versions[colour] ?? this.tokens.unknown;
      c.fill();
    });
  }

  /**
   * A strip of slots, with the tile size that its whole group has.
   * @param {string} key @param {{x: number, y: number, width: number}} at
   * @param {{seats: number, shown: number}} slots @param {Fit} tile
   */
  strip(key, { x, y, width }, { seats, shown }, tile) {
    const { side, gap, columns } = fitLike(seats, width, tile);
    const rows = Math.ceil(Math.max(1, shown) / columns);
    const row = rowHeight(side, gap);
    const named = side >= NAMED_FROM;
    this.frames.set(key, {
      ...{ key, x, y, width, side, gap, columns, rows, rowHeight: row, shown, named },
    });
    return { height: rows * row - gap };
  }
}

/** @type {[[number, number], ...[number, number][]][]} the icon of a Deployment */
const LAYERS = [
  [
    [8, 1.8],
    [14, 5],
    [8, 8.2],
    [2, 5],
    [8, 1.8],
  ],
  [
    [2, 8],
    [8, 11.2],
    [14, 8],
  ],
  [
    [2, 11],
    [8, 14.2],
    [14, 11],
  ],
];
