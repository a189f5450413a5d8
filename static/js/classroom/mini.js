/**
 * A learner's cluster as a small picture: the same glyphs as on the large one, without motion.
 * Rings run on the cluster's own clock; `wake` says when the picture would look different by
 * itself.
 */

import { drawPod } from "../graph/glyphs/pod.js";
import { placeMini } from "./mini_layout.js";

/** @typedef {import("../types.js").Tokens} Tokens */
/** @typedef {import("../types.js").Shape} Shape */
/** @typedef {import("./types.js").HeardMini} HeardMini */

const SIDE = 28;
const PROJECTOR_SIDE = 36;
const RING_MS = 1000;

/**
 * @param {HTMLCanvasElement} canvas
 * @param {HeardMini | undefined} heard
 * @param {Tokens} tokens
 * @param {number} at performance.now()
 * @returns {number} ms until it must be drawn again
 */
export function drawMini(canvas, heard, tokens, at) {
  const ratio = devicePixelRatio || 1;
  const { clientWidth: width, clientHeight: height } = canvas;
  if (!width || !height) return Infinity;
  if (canvas.width !== Math.round(width * ratio)) canvas.width = Math.round(width * ratio);
  if (canvas.height !== Math.round(height * ratio)) canvas.height = Math.round(height * ratio);
  const context = canvas.getContext("2d");
  if (!context) return Infinity;
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, width, height);
  if (!heard) return Infinity;
  const { card, heardAt } = heard;
  const now = card.now + (card.paused ? 0 : ((at - heardAt) / 1000) * card.speed);
  const sizes = card.sets.map(({ pods }) => pods.length);
  const most = tokens.mark > 1 ? PROJECTOR_SIDE : SIDE;
  let hasRing = false;
  for (const place of placeMini(sizes, width, height, most)) {
    const set = card.sets[place.set];
    const pod = set?.pods[place.pod];
    if (!set || !pod) continue;
    const [stage, begin, until] = pod;
    hasRing ||= until > now && place.s >= 10;
    drawPod(context, shapeOf(place, stage, set.colour, partLeft(now, begin, until)), tokens);
  }
  return hasRing && !card.paused ? RING_MS : Infinity;
}

/** @param {number} now @param {number} begin @param {number} until */
function partLeft(now, begin, until) {
  return until > begin ? Math.min(1, Math.max(0, (until - now) / (until - begin))) : 0;
}

/**
 * @param {import("./mini_layout.js").MiniPlace} place
 * @param {import("../types.js").Stage} stage
 * @param {number} colour
 * @param {number} left
 * @returns {Shape}
 */
function shapeOf({ x, y, s, set, pod }, stage, colour, left) {
  return {
    key: `${set}/${pod}`,
    kind: "pod",
    x,
    y,
    s,
    stage,
    colour,
    scale: 1,
    alpha: 1,
    halo: 0,
    ring: left,
    progress: 1 - left,
    turn: 0,
    selected: false,
    label: "",
    strong: false,
    corner: false,
  };
}
