/**
 * Hands on the camera: buttons, keys (`i` nearer, `o` farther, `0` all), the wheel with Ctrl held,
 * which is also what a pinch on a trackpad is, and dragging the empty ground.
 */

import { h, icon, setAttribute } from "../lib/dom.js";
import { slotAt } from "../graph/layout.js";
import { shiftFor, turned, within } from "./zoom.js";

/** @typedef {import("../types.js").Desk} Desk */
/** @typedef {import("../stage/frames.js").Measures} Measures */
/** @typedef {{key: string, slot: number, y: number}} Held a seat and where it is in the picture */

const GROUND =
  ".content, .deployments, .deployment, .owner, .lanes, .lane, .slots, .nodes, .node-row";

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
];

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
    host.addEventListener("wheel", (event) => this.turn(event), { passive: false });
    content.addEventListener("pointerdown", (event) => this.drag(event));
  }

  /** @param {WheelEvent} event */
  turn(event) {
    if (!event.ctrlKey) return;
    event.preventDefault();
    const { steps, rest } = turned(this.rest, event.deltaY);
    this.rest = rest;
    if (!steps) return;
    const { left, top } = this.content.getBoundingClientRect();
    this.hold(event.clientX - left, event.clientY - top);
    zoomBy(this.desk, steps);
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
      this.host.scrollTop += shiftFor(frame, Math.min(most, this.held.slot), this.held.y);
    }
    this.held = null;
  }

  /** @param {PointerEvent} event */
  drag(event) {
    const target = /** @type {HTMLElement} */ (event.target);
    if (event.button !== 0 || event.pointerType !== "mouse" || !target.matches(GROUND)) return;
    const from = event.clientY + this.host.scrollTop;
    const move = (/** @type {PointerEvent} */ { clientY }) => {
      this.host.scrollTop = from - clientY;
    };
    const end = () => removeEventListener("pointermove", move);
    addEventListener("pointermove", move);
    addEventListener("pointerup", end, { once: true });
  }
}
