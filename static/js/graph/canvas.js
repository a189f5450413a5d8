/**
 * The canvases under the stage: each is one layer of the picture, and none is for screen readers.
 */

/** @param {HTMLElement} host @param {string} name */
export function addCanvas(host, name) {
  const canvas = document.createElement("canvas");
  canvas.className = `picture ${name}`;
  canvas.setAttribute("aria-hidden", "true");
  host.append(canvas);
  return canvas;
}

/** @param {HTMLCanvasElement} canvas */
export function context(canvas) {
  const c = canvas.getContext("2d");
  if (!c) throw new Error("This browser has no canvas.");
  return c;
}
