/**
 * The canvases under the stage: each is one layer of the picture, and none is for screen readers.
 * Each is drawn on a surface of its own: without a GPU the browser copies every plain canvas with
 * each frame of the page, changed or not, and a surface only when something was drawn on it.
 */

/** @typedef {HTMLCanvasElement | OffscreenCanvas} Surface */
/** @typedef {{element: HTMLCanvasElement, surface: Surface}} Canvas */

/** @type {WeakMap<Element, Surface>} */
const surfaces = new WeakMap();

/** @param {HTMLElement} host @param {string} name @returns {Canvas} */
export function addCanvas(host, name) {
  const element = document.createElement("canvas");
  element.className = `picture ${name}`;
  element.setAttribute("aria-hidden", "true");
  host.append(element);
  const isOlder = !("transferControlToOffscreen" in element);
  const surface = isOlder ? element : element.transferControlToOffscreen();
  surfaces.set(element, surface);
  return { element, surface };
}

/** What an element shows, for who draws it elsewhere. @param {Element} element */
export function surfaceOf(element) {
  return surfaces.get(element);
}

/**
 * As large on the page as `width` and `height` say, in the screen's own pixels.
 * @param {Canvas} canvas @param {{width: number, height: number, ratio: number}} size
 */
export function resize({ element, surface }, { width, height, ratio }) {
  surface.width = Math.round(width * ratio);
  surface.height = Math.round(height * ratio);
  element.style.width = `${width}px`;
  element.style.height = `${height}px`;
}

/** @param {Surface} surface */
export function context(surface) {
  const c = surface.getContext("2d");
  if (!c) throw new Error("This browser has no canvas.");
  return /** @type {CanvasRenderingContext2D} */ (c);
}
