/**
 * The map in the corner of the stage while somebody looks nearer than all fits: the tiles in small,
 * a frame around what is seen, and a click or a drag goes there. It is for the pointer only; the
 * keys that move the picture (Shift with an arrow) do the same.
 */

import { surfaceOf } from "../graph/canvas.js";
import { h, setAttribute } from "../lib/dom.js";
import { frameOn, mapOf, scrollFor } from "./map.js";

const EVERY_MS = 400;
const LAYERS = ["lines", "tiles"];

/** @param {HTMLElement} host what scrolls @param {HTMLElement} content */
export function createMinimap(host, content) {
  const canvas = h("canvas");
  const seen = h("div", { class: "minimap-seen" });
  const element = h("div", { class: "minimap", hidden: true, "aria-hidden": "true" }, canvas, seen);
  host.after(element);
  /** @type {ReturnType<typeof mapOf>} */
  let map = null;
  let timer = 0;
  const view = () => ({ width: host.clientWidth, height: host.clientHeight });
  const showSeen = () => {
    if (!map) return;
    const { x, y, width, height } = frameOn(
      map,
      { left: host.scrollLeft, top: host.scrollTop },
      view(),
    );
    seen.style.cssText = `translate:${x}px ${y}px;width:${width}px;height:${height}px`;
  };
  const draw = () => {
    timer = 0;
    if (!map) return;
    drawTiles(canvas, content, map);
    showSeen();
  };
  const go = (/** @type {PointerEvent} */ { clientX, clientY }) => {
    if (!map) return;
    const { left, top } = canvas.getBoundingClientRect();
    host.scrollTo(scrollFor(map, { x: clientX - left, y: clientY - top }, view()));
  };
  element.addEventListener("pointerdown", (event) => {
    event.preventDefault();
    element.setPointerCapture(event.pointerId);
    go(event);
  });
  element.addEventListener("pointermove", (event) => {
    if (element.hasPointerCapture(event.pointerId)) go(event);
  });
  host.addEventListener("scroll", showSeen, { passive: true });
  return {
    /** The picture may have changed. @param {number} zoom */
    update(zoom) {
      if (zoom <= 0 && !map) return;
      const wasShown = map !== null;
      const whole = { width: host.scrollWidth, height: host.scrollHeight };
      map = zoom > 0 ? mapOf(whole, view()) : null;
      setAttribute(element, "hidden", map === null);
      if (map && !timer) timer = window.setTimeout(draw, wasShown ? EVERY_MS : 0);
    },
  };
}

/**
 * The stage's own layers, drawn smaller.
 * @param {HTMLCanvasElement} canvas @param {HTMLElement} content
 * @param {{width: number, height: number, scale: number}} map
 */
function drawTiles(canvas, content, { width, height, scale }) {
  const ratio = devicePixelRatio || 1;
  canvas.width = Math.round(width * ratio);
  canvas.height = Math.round(height * ratio);
  canvas.style.cssText = `width:${width}px;height:${height}px`;
  const c = canvas.getContext("2d");
  if (!c) return;
  c.scale(ratio, ratio);
  for (const name of LAYERS) {
    const layer = /** @type {HTMLCanvasElement | null} */ (
      content.querySelector(`.picture.${name}`)
    );
    const surface = layer && surfaceOf(layer);
    if (surface) c.drawImage(surface, 0, 0, layer.clientWidth * scale, layer.clientHeight * scale);
  }
}
