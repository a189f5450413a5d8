/**
 * A 2D context that writes SVG: what the glyphs draw on a canvas becomes paths, squares and texts
 * that stay sharp at any size. It understands what the picture's own drawing code uses of a canvas,
 * no more.
 * Example: const c = new SvgContext(200, 100, measure); drawPod(c, shape, tokens); c.document().
 */

/**
 * @typedef {object} Pen
 * @property {number} globalAlpha
 * @property {string} fillStyle
 * @property {string} strokeStyle
 * @property {number} lineWidth
 * @property {string} lineCap
 * @property {string} lineJoin
 * @property {number[]} dash
 * @property {number} lineDashOffset
 * @property {string} font
 * @property {string} textAlign
 * @property {string} transform
 * @property {string} clipPath
 */

/** @type {Pen} */
const FRESH = {
  globalAlpha: 1,
  fillStyle: "#000",
  strokeStyle: "#000",
  lineWidth: 1,
  lineCap: "butt",
  lineJoin: "miter",
  dash: [],
  lineDashOffset: 0,
  font: "10px sans-serif",
  textAlign: "left",
  transform: "",
  clipPath: "",
};
const ANCHORS = { left: "start", start: "start", center: "middle", right: "end", end: "end" };
const FONT = /^(?:(\w+) )?([\d.]+)px (.+)$/;

export class SvgContext {
  /**
   * @param {number} width
   * @param {number} height
   * @param {(text: string, font: string) => number} measure how wide a text is
   */
  constructor(width, height, measure) {
    this.width = width;
    this.height = height;
    this.measure = measure;
    /** @type {string[]} */
    this.parts = [];
    /** @type {string[]} */
    this.clips = [];
    /** @type {Pen[]} */
    this.stack = [];
    this.path = "";
    this.at = { x: 0, y: 0 };
    this.start = { x: 0, y: 0 };
    Object.assign(/** @type {any} */ (this), FRESH);
  }

  /** @returns {Pen} */
  get pen() {
    return /** @type {any} */ (this);
  }

  save() {
    const keys = /** @type {(keyof Pen)[]} */ (Object.keys(FRESH));
    const kept = keys.map((key) => [key, this.pen[key]]);
    this.stack.push(/** @type {any} */ (Object.fromEntries(kept)));
  }

  restore() {
    Object.assign(this, this.stack.pop());
  }

  /** @param {number} x @param {number} y */
  translate(x, y) {
    this.pen.transform += `translate(${n(x)} ${n(y)})`;
  }

  /** @param {number} x @param {number} y */
  scale(x, y) {
    this.pen.transform += `scale(${n(x)} ${n(y)})`;
  }

  /** @param {number[]} dash */
  setLineDash(dash) {
    this.pen.dash = dash;
  }

  beginPath() {
    this.path = "";
  }

  /** @param {number} x @param {number} y */
  moveTo(x, y) {
    this.path += `M${n(x)} ${n(y)}`;
    this.at = this.start = { x, y };
  }

  /** @param {number} x @param {number} y */
  lineTo(x, y) {
    if (!this.path) return this.moveTo(x, y);
    this.path += `L${n(x)} ${n(y)}`;
    this.at = { x, y };
  }

  closePath() {
    if (this.path) this.path += "Z";
    this.at = this.start;
  }

  /** @param {number} cx @param {number} cy @param {number} x @param {number} y */
  quadraticCurveTo(cx, cy, x, y) {
    this.path += `Q${n(cx)} ${n(cy)} ${n(x)} ${n(y)}`;
    this.at = { x, y };
  }

  /** @param {number} x @param {number} y @param {number} width @param {number} height */
  rect(x, y, width, height) {
    this.path += `M${n(x)} ${n(y)}h${n(width)}v${n(height)}h${n(-width)}Z`;
  }

  /**
   * @param {number} x @param {number} y @param {number} width @param {number} height
   * @param {number} radius
   */
  roundRect(x, y, width, height, radius) {
    const r = Math.max(0, Math.min(radius, width / 2, height / 2));
    const corner = (/** @type {number} */ dx, /** @type {number} */ dy) =>
      `a${n(r)} ${n(r)} 0 0 1 ${n(dx)} ${n(dy)}`;
    const [w, h] = [width - 2 * r, height - 2 * r];
    this.path +=
      `M${n(x + r)} ${n(y)}h${n(w)}${corner(r, r)}v${n(h)}${corner(-r, r)}` +
      `h${n(-w)}${corner(-r, -r)}v${n(-h)}${corner(r, -r)}Z`;
  }

  /**
   * @param {number} cx @param {number} cy @param {number} r @param {number} from
   * @param {number} to
   */
  arc(cx, cy, r, from, to) {
    const point = (/** @type {number} */ angle) => ({
      x: cx + r * Math.cos(angle),
      y: cy + r * Math.sin(angle),
    });
    const isWhole = to - from >= 2 * Math.PI;
    const first = point(from);
    this.lineTo(first.x, first.y);
    const stops = isWhole ? [from + Math.PI, from + 2 * Math.PI] : [to];
    for (const stop of stops) {
      const { x, y } = point(stop);
      const isLarge = !isWhole && to - from > Math.PI ? 1 : 0;
      this.path += `A${n(r)} ${n(r)} 0 ${isLarge} 1 ${n(x)} ${n(y)}`;
      this.at = { x, y };
    }
  }

  /**
   * A corner at (x1, y1) between where the pen is and (x2, y2), rounded.
   * @param {number} x1 @param {number} y1 @param {number} x2 @param {number} y2 @param {number} r
   */
  arcTo(x1, y1, x2, y2, r) {
    const [ax, ay] = unit(this.at.x - x1, this.at.y - y1);
    const [bx, by] = unit(x2 - x1, y2 - y1);
    const turn = ax * by - ay * bx;
    if (!r || Math.abs(turn) < 1e-9) return this.lineTo(x1, y1);
    const away = r / Math.tan(Math.acos(Math.max(-1, Math.min(1, ax * bx + ay * by))) / 2);
    this.lineTo(x1 + ax * away, y1 + ay * away);
    this.at = { x: x1 + bx * away, y: y1 + by * away };
    this.path += `A${n(r)} ${n(r)} 0 0 ${turn < 0 ? 1 : 0} ${n(this.at.x)} ${n(this.at.y)}`;
  }

  fill() {
    if (this.path) this.emit("path", { d: this.path, fill: this.pen.fillStyle });
  }

  stroke() {
    if (!this.path) return;
    const { strokeStyle, lineWidth, lineCap, lineJoin, dash, lineDashOffset } = this.pen;
    this.emit("path", {
      d: this.path,
      fill: "none",
      stroke: strokeStyle,
      "stroke-width": n(lineWidth),
      "stroke-linecap": lineCap === "butt" ? "" : lineCap,
      "stroke-linejoin": lineJoin === "miter" ? "" : lineJoin,
      "stroke-dasharray": dash.map(n).join(" "),
      "stroke-dashoffset": lineDashOffset ? n(lineDashOffset) : "",
    });
  }

  /** @param {number} x @param {number} y @param {number} width @param {number} height */
  fillRect(x, y, width, height) {
    const place = { x: n(x), y: n(y), width: n(width), height: n(height) };
    this.emit("rect", { ...place, fill: this.pen.fillStyle });
  }

  clip() {
    const id = `clip-${this.clips.length + 1}`;
    this.clips.push(`<clipPath id="${id}"><path d="${this.path}"/></clipPath>`);
    this.pen.clipPath = `url(#${id})`;
  }

  /** @param {string} text @param {number} x @param {number} y */
  fillText(text, x, y) {
    const [, weight = "", size = "10", family = ""] = FONT.exec(this.pen.font) ?? [];
    const anchor = ANCHORS[/** @type {keyof typeof ANCHORS} */ (this.pen.textAlign)];
    const attributes = {
      x: n(x),
      y: n(y),
      fill: this.pen.fillStyle,
      "font-family": family,
      "font-size": size,
      "font-weight": weight,
      "text-anchor": anchor === "start" ? "" : anchor,
    };
    this.emit("text", attributes, escaped(text));
  }

  /** @param {string} text */
  measureText(text) {
    return { width: this.measure(text, this.pen.font) };
  }

  /** @param {string} tag @param {Record<string, string>} attributes @param {string} [inside] */
  emit(tag, attributes, inside = "") {
    const { globalAlpha, transform, clipPath } = this.pen;
    const all = {
      ...attributes,
      opacity: globalAlpha < 1 ? n(globalAlpha) : "",
      transform,
      "clip-path": clipPath,
    };
    const text = Object.entries(all)
      .filter(([, value]) => value !== "")
      .map(([name, value]) => ` ${name}="${escaped(value)}"`)
      .join("");
    this.parts.push(inside ? `<${tag}${text}>${inside}</${tag}>` : `<${tag}${text}/>`);
  }

  /** The whole file. @param {string} [title] */
  document(title = "") {
    const size = `width="${n(this.width)}" height="${n(this.height)}"`;
    const box = `viewBox="0 0 ${n(this.width)} ${n(this.height)}"`;
    const defs = this.clips.length ? `<defs>${this.clips.join("")}</defs>` : "";
    return [
      `<svg xmlns="http://www.w3.org/2000/svg" ${size} ${box}>`,
      `<title>${escaped(title)}</title>${defs}`,
      ...this.parts,
      "</svg>\n",
    ].join("\n");
  }
}

/** Two digits are a hundredth of a pixel. @param {number} value */
function n(value) {
  return String(Math.round(value * 100) / 100);
}

/** @param {number} x @param {number} y */
function unit(x, y) {
  const length = Math.hypot(x, y) || 1;
  return /** @type {[number, number]} */ ([x / length, y / length]);
}

/** @param {string} text */
function escaped(text) {
  return text
    .replace(/&/g, "&amp;")
    .replace(/</g, "&lt;")
    .replace(/>/g, "&gt;")
    .replace(/"/g, "&quot;");
}
