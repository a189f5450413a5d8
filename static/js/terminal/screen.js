/**
 * The screen: xterm, fetched when the terminal is opened for the first time, in the page's colours
 * and face, as many rows and columns as fit. Set-up puts xterm into static/vendor/xterm/; where it
 * is missing, `loadScreen` throws.
 */

import { readTokens } from "../graph/tokens.js";
import { h } from "../lib/dom.js";

/** @typedef {import("@xterm/xterm").Terminal} Terminal */

const FILES = new URL("../../vendor/xterm/", import.meta.url);
const SMALLEST = { columns: 20, rows: 3 };

/**
 * Raises an error when xterm is not there.
 * @returns {Promise<typeof import("@xterm/xterm").Terminal>}
 */
export async function loadScreen() {
  await Promise.all([
    arrived(h("script", { src: new URL("xterm.js", FILES).href })),
    arrived(h("link", { rel: "stylesheet", href: new URL("xterm.css", FILES).href })),
  ]);
  return /** @type {any} */ (globalThis).Terminal;
}

/** @param {HTMLElement} element */
function arrived(element) {
  return new Promise((resolve, reject) => {
    element.addEventListener("load", resolve);
    element.addEventListener("error", () => {
      element.remove();
      reject(new Error("the file is not there"));
    });
    document.head.append(element);
  });
}

/** @param {HTMLElement} host @returns {import("@xterm/xterm").ITerminalOptions} */
export function look(host) {
  const tokens = readTokens(host);
  const style = getComputedStyle(host);
  return {
    fontFamily: tokens.mono,
    fontSize: Number.parseFloat(style.fontSize),
    lineHeight: 1.25,
    theme: {
      background: opaque(style.backgroundColor),
      foreground: opaque(tokens.ink),
      cursor: opaque(tokens.accent),
      cursorAccent: opaque(style.backgroundColor),
      selectionBackground: opaque(tokens.line),
      selectionInactiveBackground: opaque(tokens.line),
      red: opaque(tokens.bad),
      brightBlack: opaque(tokens.ink3),
    },
  };
}

/**
 * xterm reads `#rrggbb` and `rgb(...)`, a browser may say it in another way.
 * @param {string} colour
 */
function opaque(colour) {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = 1;
  const context = canvas.getContext("2d");
  if (!context) return colour;
  context.fillStyle = colour;
  context.fillRect(0, 0, 1, 1);
  const [red, green, blue] = context.getImageData(0, 0, 1, 1).data;
  return `rgb(${red}, ${green}, ${blue})`;
}

/**
 * As many rows and columns as its element has room for.
 * @param {Terminal} terminal
 * @param {HTMLElement} host
 * @returns {boolean} whether it changed
 */
export function fit(terminal, host) {
  const screen = host.querySelector(".xterm-screen");
  if (!screen || host.clientWidth === 0) return false;
  const box = screen.getBoundingClientRect();
  const cell = { width: box.width / terminal.cols, height: box.height / terminal.rows };
  if (!(cell.width > 0 && cell.height > 0)) return false;
  const style = getComputedStyle(host);
  const room = (/** @type {number} */ size, /** @type {string} */ a, /** @type {string} */ b) =>
    size - Number.parseFloat(a) - Number.parseFloat(b);
  const width = room(host.clientWidth, style.paddingLeft, style.paddingRight) - SCROLLBAR;
  const height = room(host.clientHeight, style.paddingTop, style.paddingBottom);
  const columns = Math.max(SMALLEST.columns, Math.floor(width / cell.width));
  const rows = Math.max(SMALLEST.rows, Math.floor(height / cell.height));
  if (columns === terminal.cols && rows === terminal.rows) return false;
  terminal.resize(columns, rows);
  return true;
}

const SCROLLBAR = 14;

/**
 * Call when the theme, the projector or the system's colours change.
 * @param {() => void} onChange
 */
export function watchLook(onChange) {
  const root = document.documentElement;
  new MutationObserver(onChange).observe(root, {
    attributeFilter: ["data-theme", "data-projector"],
  });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", onChange);
}
