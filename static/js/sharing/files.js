/**
 * The picture as a file: an SVG of paths and texts, or a PNG at twice the size. Both are drawn by
 * the same code in the colours that the page has at that moment.
 */

import { readTokens } from "../graph/tokens.js";
import { context } from "../graph/canvas.js";
import { virtualNow } from "../lib/time.js";
import { layOut } from "./poster.js";
import { SvgContext } from "./svg_context.js";

/** @typedef {import("../types.js").Desk} Desk */

const SHARP = 2;
const MOST_PIXELS = 16_384;

/** @param {Desk} desk */
function sheetOf(desk) {
  const state = desk.state();
  const ruler = context(document.createElement("canvas"));
  /** @param {string} text @param {string} font */
  const measure = (text, font) => {
    ruler.font = font;
    return ruler.measureText(text).width;
  };
  const tokens = { ...readTokens(document.body), em: 1, mark: 1 };
  const now = virtualNow(state.clock, performance.now());
  return { sheet: layOut(state, tokens, now, { name: desk.config.name, measure }), measure };
}

/** @param {Desk} desk */
export function svgFile(desk) {
  const { sheet, measure } = sheetOf(desk);
  const c = new SvgContext(sheet.width, sheet.height, measure);
  sheet.paint(/** @type {any} */ (c));
  return new Blob([c.document(`${desk.config.name}, drawn by Kubeloop`)], {
    type: "image/svg+xml",
  });
}

/** @param {Desk} desk @returns {Promise<Blob>} */
export async function pngFile(desk) {
  const { sheet } = sheetOf(desk);
  const canvas = document.createElement("canvas");
  const scale = Math.min(SHARP, MOST_PIXELS / sheet.height);
  canvas.width = Math.round(sheet.width * scale);
  canvas.height = Math.round(sheet.height * scale);
  const c = context(canvas);
  c.scale(scale, scale);
  sheet.paint(c);
  const blob = await new Promise((resolve) => canvas.toBlob(resolve, "image/png"));
  if (!blob) throw new Error("This browser cannot make a PNG.");
  return /** @type {Blob} */ (blob);
}

/** `kubeloop-my-cluster-512.svg`. @param {Desk} desk @param {string} ending */
export function fileName({ config, state }, ending) {
  const word = config.name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-|-$/g, "");
  return `kubeloop-${word || config.cluster}-${state().revision}.${ending}`;
}

/** @param {Blob} blob @param {string} name */
export function save(blob, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
