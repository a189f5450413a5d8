/**
 * Hands on the camera: buttons, keys (`i` nearer, `o` farther, `0` all, Shift with an arrow moves),
 * the wheel with Ctrl held, which is also what a pinch on a trackpad is, two fingers, dragging the
 * empty ground, or anything while Space is held.
 */

import { h, icon, setAttribute } from "../lib/dom.js";
import { slotAt } from "../graph/layout.js";
import { listenToFingers } from "./fingers.js";
import { shiftFor, turned, within } from "./zoom.js";

/** @typedef {import("../types.js").Desk} Desk */
/** @typedef {import("../stage/frames.js").Measures} Measures */
/** @typedef {{key: string, slot: number, y: number}} Held a seat and where it is in the picture */

const GROUND =
  ".content, .deployments, .deployment, .owner, .lanes, .lane, .slots, .nodes, .node-row, .edge";

/** @param {Desk} desk */
export function createZoomTools(desk) {
  const [out, all, near] = /** @type {const} */ ([
    ["Zoom out", "minus", -1, "o"],
    ["Zoom to fit", "fit", 0, "0"],
    ["Zoom in", "plus", 1, "i"],
  ]).map(([label, name, step, key]) =>
    h(
      "button",
      {
        ...{ type: "button", class: "button small", "aria-label": label },
        title: `${label} (${key})`,
        on: { click: () => zoomBy(desk, step) },
      },
      icon(name, 14),
    ),
  );
  const buttons = /** @type {HTMLElement[]} */ ([out, all, near]);
  return {
    element: h("div", { class: "segments zoom", role: "group", "aria-label": "Zoom" }, ...buttons),
    /** @param {import("../types.js").State} state @param {Measures | null} measures */
    update({ zoom }, measures) {
      setAttribute(buttons[0] ?? h("i"), "disabled", measures !== null && !measures.canShrink);
      setAttribute(buttons[1] ?? h("i"), "disabled", zoom === 0);
      setAttribute(buttons[2] ?? h("i"), "disabled", measures !== null && !measures.canGrow);
    },
  };
}

/** @param {Desk} desk @param {number} step 0 shows all */
function zoomBy(desk, step) {
  const { zoom } = desk.state();
  desk.dispatch({ type: "zoom", zoom: step === 0 ? 0 : within(zoom + step) });
}

/** @param {Desk} desk @param {string} key @returns {boolean} whether it was one of the camera's */
export function zoomByKey(desk, key) {
  const step = { i: 1, o: -1, 0: 0 }[key];
  if (step === undefined) return false;
  zoomBy(desk, step);
  return true;
}

/** For the sheet of keys. */
export const ZOOM_KEYS = [
  ["i", "zoom in, o out"],
  ["0", "zoom to fit"],
  ["Shift+arrow", "move the picture; or hold Space and drag"],
];
/** Which way, in parts of what is seen. @type {Record<string, [number, number]>} */
const WAYS = {
  ArrowLeft: [-0.25, 0],
  ArrowRight: [0.25, 0],
  ArrowUp: [0, -0.25],
  ArrowDown: [0, 0.25],
};
const TYPED = "input, textarea, select, button, a, dialog, [contenteditable], [role='slider']";

export class Camera {
  /**
   * @param {HTMLElement} host what scrolls @param {HTMLElement} content @param {Desk} desk
   * @param {() => Measures | null} measures
   */
  constructor(host, content, desk, measures) {
    this.host = host;
    this.content = content;
    this.desk = desk;
    this.measures = measures;
    this.rest = 0;
    /** @type {Held | null} */
    this.held = null;
    this.isSpaceHeld = false;
    this.hasMoved = false;
    /** @type {Promise<ReturnType<typeof import("./minimap.js").createMinimap>> | null} */
    this.map = null;
    host.addEventListener("wheel", (event) => this.turn(event), { passive: false });
    content.addEventListener("pointerdown", (event) => this.drag(event));
    content.addEventListener("click", (event) => this.swallow(event), { capture: true });
    addEventListener("keydown", (event) => this.press(event), { capture: true });
    addEventListener("keyup", (event) => this.release(event), { capture: true });
    listenToFingers(content, {
      move: (dx, dy) => this.move(dx, dy),
      nearer: (steps, x, y) => this.nearer(steps, x, y),
    });
  }

  /** What scrolls: the stage, or on a phone the page. */
  get scroller() {
    const isPage = getComputedStyle(this.host).overflowY === "visible";
    return (isPage && document.scrollingElement) || this.host;
  }

  /** @param {number} dx @param {number} dy */
  move(dx, dy) {
    this.scroller.scrollBy({ left: dx, top: dy, behavior: "instant" });
  }

  /** @param {number} steps @param {number} x @param {number} y a point of the window */
  nearer(steps, x, y) {
    const { left, top } = this.content.getBoundingClientRect();
    this.hold(x - left, y - top);
    zoomBy(this.desk, steps);
  }

  /** @param {KeyboardEvent} event */
  press(event) {
    if (/** @type {HTMLElement} */ (event.target).closest(TYPED)) return;
    const way = event.shiftKey ? WAYS[event.key] : undefined;
    if (way) {
      event.preventDefault();
      event.stopPropagation();
      const { clientWidth, clientHeight } = this.scroller;
      this.move(way[0] * clientWidth, way[1] * clientHeight);
    } else if (event.key === " " && !event.repeat) {
      this.isSpaceHeld = true;
      this.hasMoved = false;
    }
  }

  /** Space that moved the picture means nothing else. @param {KeyboardEvent} event */
  release(event) {
    if (event.key !== " " || !this.isSpaceHeld) return;
    this.isSpaceHeld = false;
    if (!this.hasMoved) return;
    event.preventDefault();
    event.stopPropagation();
  }

  /** Nor does the click at the end. @param {MouseEvent} event */
  swallow(event) {
    if (this.isSpaceHeld && this.hasMoved) event.stopPropagation();
  }

  /** @param {WheelEvent} event */
  turn(event) {
    if (!event.ctrlKey) return;
    event.preventDefault();
    const { steps, rest } = turned(this.rest, event.deltaY);
    this.rest = rest;
    if (steps) this.nearer(steps, event.clientX, event.clientY);
  }

  /** The seat under a point stays under it. @param {number} x @param {number} y */
  hold(x, y) {
    for (const frame of this.measures()?.frames.values() ?? []) {
      const slot = slotAt(frame, x, y);
      if (slot < 0) continue;
      this.held = { key: frame.key, slot, y: y - ((y - frame.y) % frame.rowHeight) };
      return;
    }
  }

  /** Strips have been measured anew. */
  settle() {
    const frame = this.held && this.measures()?.frames.get(this.held.key);
    if (this.held && frame) {
      const most = frame.columns * frame.rows - 1;
      this.scroller.scrollTop += shiftFor(frame, Math.min(most, this.held.slot), this.held.y);
    }
    this.held = null;
    const { zoom } = this.desk.state();
    if (zoom > 0 || this.map) void this.showMap(zoom);
  }

  /** It is fetched when somebody first looks nearer. @param {number} zoom */
  async showMap(zoom) {
    this.map ??= import("./minimap.js").then(({ createMinimap }) =>
      createMinimap(this.host, this.content),
    );
    (await this.map).update(zoom);
  }

  /** @param {PointerEvent} event */
  drag(event) {
    const target = /** @type {HTMLElement} */ (event.target);
    if (event.button !== 0 || event.pointerType !== "mouse") return;
    if (!this.isSpaceHeld && !target.matches(GROUND)) return;
    const { scroller } = this;
    // From where it began: a browser rounds each single step to whole pixels.
    const [left, top] = [event.clientX + scroller.scrollLeft, event.clientY + scroller.scrollTop];
    const move = (/** @type {PointerEvent} */ { clientX, clientY }) => {
      this.hasMoved = true;
      scroller.scrollTo({ left: left - clientX, top: top - clientY, behavior: "instant" });
    };
    const end = () => removeEventListener("pointermove", move);
    addEventListener("pointermove", move);
    addEventListener("pointerup", end, { once: true });
  }
}
