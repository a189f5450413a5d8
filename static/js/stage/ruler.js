/**
 * The ruler: solid must reach the floor, nothing may pass the ceiling. First the available Pods
 * (old, then new), then those that are counted and not available yet. Floor and ceiling are lines
 * across the bar, wanted a dotted one. Up to 40 units are drawn one by one on the tiles' own pitch;
 * beyond that the bar is continuous.
 */

import { h, setAttribute, svg } from "../lib/dom.js";
import { digits } from "../lib/text.js";

/** @typedef {import("../types.js").DeploymentModel} DeploymentModel */
/** @typedef {import("../types.js").Frame} Frame */
/** @typedef {{count: number, colour: number, isFull: boolean}} Run */
/** @typedef {[number, string]} Said how many, and what they are */
/** @typedef {{at: number, name: string, tone: string, x: number, width: number}} Label */

/**
 * @typedef {object} Place
 * @property {number} x0 where the first unit starts
 * @property {Frame} frame the strip of tiles below
 * @property {number} width
 * @property {{isShort: boolean, silent: number}} mood silent: Pods that nobody hears of
 * @property {string} patternId
 */

const TOP = 26;
const BAR = 14;
const HEIGHT = 70;
const UNITS = 40;
/** How far the words under a brace may stand out on either side. */
const SPILL = 44;
let patterns = 0;

export function createRuler() {
  const element = h("div", { class: "ruler at-rest" });
  const patternId = `hatch-${(patterns += 1)}`;
  let drawn = "";
  return {
    element,
    /** At rest it folds away; before anything is measured. @param {boolean} isQuiet */
    fold(isQuiet) {
      element.classList.toggle("at-rest", isQuiet);
    },
    /**
     * @param {DeploymentModel} model
     * @param {Frame | undefined} frame
     * @param {{isShort: boolean, isQuiet: boolean, silent: number}} mood
     */
    update(model, frame, mood) {
      const width = element.clientWidth;
      if (mood.isQuiet && drawn) {
        drawn = "";
        element.replaceChildren();
      }
      if (!frame || !width || mood.isQuiet) return;
      const originX = element.offsetLeft;
      const facts = factsOf(model);
      const key = JSON.stringify([
        facts,
        frame.x,
        frame.side,
        frame.columns,
        frame.rows,
        originX,
        width,
        mood,
      ]);
      if (key === drawn) return;
      drawn = key;
      element.replaceChildren(
        new Drawing(facts, { x0: frame.x - originX, frame, width, mood, patternId }).build(),
      );
      setAttribute(element, "data-floor", facts.floor);
    },
  };
}

/** @param {DeploymentModel} model */
export function factsOf({ card, lanes, leaving }) {
  const oldestFirst = [...lanes].reverse();
  /** @type {Run[]} */
  const runs = [];
  for (const { replicaSet, colour } of oldestFirst)
    if (replicaSet) runs.push({ count: replicaSet.available, colour, isFull: true });
  for (const { replicaSet, colour } of oldestFirst) {
    if (replicaSet)
      runs.push({
        count: Math.max(0, replicaSet.replicas - replicaSet.available),
        colour,
        isFull: false,
      });
  }
  const sum = (/** @type {boolean} */ isFull) =>
    runs.filter((run) => run.isFull === isFull).reduce((all, run) => all + run.count, 0);
  return {
    runs,
    full: sum(true),
    open: sum(false),
    floor: card.floor,
    wanted: card.wanted,
    ceiling: card.ceiling,
    leaving,
  };
}

class Drawing {
  /**
   * @param {ReturnType<typeof factsOf>} facts
   * @param {Place} place
   */
  constructor(facts, { x0, frame, width, mood, patternId }) {
    this.facts = facts;
    this.x0 = x0;
    this.width = width;
    this.isShort = mood.isShort;
    this.silent = mood.silent;
    this.patternId = patternId;
    const most = Math.max(facts.ceiling, facts.full + facts.open, 1);
    this.isUnits = most <= UNITS && frame.rows === 1;
    this.gap = this.isUnits ? frame.gap : 1.5;
    this.pitch = this.isUnits ? frame.side + frame.gap : (frame.width - 32) / most;
    /** @type {SVGElement[]} */
    this.parts = [];
    /** where the words under the brace before end */
    this.wordsEnd = -Infinity;
  }

  /** @param {number} position */
  x(position) {
    return this.x0 + position * this.pitch;
  }

  /** Where a limit's line stands: between two units. @param {number} position */
  limitX(position) {
    return this.x(position) - this.gap / 2 - (this.isUnits ? 0 : 0.5);
  }

  build() {
    this.bar();
    this.limits();
    this.braces();
    const { floor, wanted, ceiling, full, open } = this.facts;
    const counted = `${full + open} Pods counted, ceiling ${ceiling}`;
    const words = `${full} available, floor ${floor}; ${counted}; wanted ${wanted}`;
    return svg(
      "svg",
      { width: this.width, height: HEIGHT, role: "img", "aria-label": words },
      svg(
        "defs",
        {},
        svg(
          "pattern",
          {
            id: this.patternId,
            width: 5,
            height: 5,
            patternUnits: "userSpaceOnUse",
            patternTransform: "rotate(45)",
          },
          svg("path", { class: "hatch", d: "M0 0V5" }),
        ),
      ),
      ...this.parts,
    );
  }

  bar() {
    let at = 0;
    for (const run of this.facts.runs) {
      if (this.isUnits) for (let k = 0; k < run.count; k += 1) this.block(run, at + k, 1);
      else if (run.count) this.block(run, at, run.count);
      at += run.count;
    }
    for (let k = at; this.isUnits && k < this.facts.ceiling; k += 1) {
      this.parts.push(
        svg("circle", {
          class: "unit-none",
          cx: this.x(k) + (this.pitch - this.gap) / 2,
          cy: TOP + BAR / 2,
          r: 2,
        }),
      );
    }
  }

  /** @param {Run} run @param {number} from @param {number} units */
  block({ isFull, colour }, from, units) {
    const inset = isFull ? 0 : 0.75;
    const rect = svg("rect", {
      class: isFull ? "unit-full" : "unit-open",
      x: this.x(from) + inset,
      y: TOP + inset,
      width: Math.max(1, units * this.pitch - this.gap - 2 * inset),
      height: BAR - 2 * inset,
      rx: 3,
    });
    rect.style.setProperty("--c", colour ? `var(--v${colour})` : "var(--unknown)");
    this.parts.push(rect);
  }

  limits() {
    const { floor, wanted, ceiling } = this.facts;
    this.line(floor, 18, BAR + 6, this.isShort ? "limit bad" : "limit");
    if (wanted !== floor && wanted !== ceiling) this.line(wanted, 20, BAR + 4, "limit-wanted");
    if (ceiling !== floor) this.line(ceiling, 18, BAR + 6, "limit");
    for (const { x, name, at, tone } of spread(this.labels(), this.width)) {
      this.parts.push(
        svg(
          "text",
          { class: tone, x: x.toFixed(1), y: 12, "text-anchor": "middle" },
          `${name} `,
          svg("tspan", {}, digits(at)),
        ),
      );
    }
    const start = this.limitX(ceiling) + 2;
    const room = Math.min(26, this.width - start - 4);
    if (room > 4)
      this.parts.push(
        svg("rect", {
          x: start,
          y: TOP - 2,
          width: room,
          height: BAR + 4,
          fill: `url(#${this.patternId})`,
        }),
      );
  }

  /** @returns {Label[]} */
  labels() {
    /** @type {Map<number, string[]>} */
    const byPlace = new Map();
    const { floor, wanted, ceiling } = this.facts;
    for (const [name, at] of /** @type {[string, number][]} */ ([
      ["floor", floor],
      ["wanted", wanted],
      ["ceiling", ceiling],
    ])) {
      byPlace.set(at, [...(byPlace.get(at) ?? []), name]);
    }
    return [...byPlace].map(([at, names]) => {
      const name = names.join(", ");
      const tone =
        names.includes("floor") && this.isShort ? "bad" : name === "wanted" ? "quiet" : "";
      return {
        at,
        name,
        tone,
        x: this.limitX(at),
        width: (name.length + digits(at).length + 1) * 6.6,
      };
    });
  }

  /** @param {number} at @param {number} y @param {number} below @param {string} tone */
  line(at, y, below, tone) {
    this.parts.push(
      svg("path", { class: tone, d: `M${this.limitX(at).toFixed(1)} ${y}V${TOP + below}` }),
    );
  }

  braces() {
    const { full, open, leaving, ceiling } = this.facts;
    this.brace(0, full, [[full, "available"]], this.isShort ? "bad" : "");
    this.brace(full, full + open, openWords(open, this.silent), "quiet");
    const start = this.x(Math.max(ceiling, full + open)) + 34;
    if (leaving && this.width - start > 130) {
      this.parts.push(
        svg(
          "text",
          { class: "quiet", x: start, y: TOP + 11 },
          `+ ${digits(leaving)} leaving, not counted`,
        ),
      );
    }
  }

  /**
   * @param {number} from
   * @param {number} to
   * @param {Said[]} said
   * @param {string} tone
   */
  brace(from, to, said, tone) {
    if (to <= from) return;
    const [a, b, y] = [this.x(from), this.x(to) - this.gap, TOP + BAR + 12];
    this.parts.push(
      svg("path", { class: "brace", d: `M${a.toFixed(1)} ${y - 4}v4H${b.toFixed(1)}v-4` }),
    );
    const middle = (a + b) / 2;
    const words = [said, said.map(shortened), []].find((each) => this.hasRoom(each, middle, b - a));
    const place = { class: tone, x: middle.toFixed(1), y: y + 15, "text-anchor": "middle" };
    this.wordsEnd = middle + widthOf(words ?? []) / 2;
    if (!words?.length)
      return void this.parts.push(svg("text", place, svg("tspan", {}, digits(to - from))));
    const pieces = words.flatMap(([number, word], index) => [
      svg("tspan", {}, digits(number)),
      index < words.length - 1 ? ` ${word}, ` : ` ${word}`,
    ]);
    this.parts.push(svg("text", place, ...pieces));
  }

  /**
   * Words may stand out a little on both sides of their brace, but not into others.
   * @param {Said[]} words @param {number} middle @param {number} brace how long it is
   */
  hasRoom(words, middle, brace) {
    const half = widthOf(words) / 2;
    const isFree = middle - half > this.wordsEnd + 10 && middle + half < this.width;
    return isFree && half - brace / 2 < SPILL;
  }
}

/** @param {Said[]} words */
function widthOf(words) {
  return (
    words.reduce((sum, [number, word]) => sum + digits(number).length + word.length + 2, 0) * 6
  );
}

/** @param {Said} said @returns {Said} */
function shortened([number, words]) {
  return [number, words.replace("not available yet", "not yet")];
}

/**
 * What the Pods are that are counted and not available.
 * @param {number} open
 * @param {number} silent how many Pods are on silent nodes
 * @returns {Said[]}
 */
export function openWords(open, silent) {
  const unknown = Math.min(open, silent);
  /** @type {Said[]} */
  const said = [
    [unknown, "not known"],
    [open - unknown, "not available yet"],
  ];
  return said.filter(([number]) => number > 0);
}

/**
 * Labels push each other apart by at least 10 px, and stay within the ruler.
 * @param {Label[]} labels @param {number} width
 */
function spread(labels, width) {
  labels.sort((a, b) => a.at - b.at);
  for (let round = 0; round < 6; round += 1) {
    const last = labels.at(-1);
    if (last) last.x = Math.min(last.x, width - last.width / 2);
    for (let k = 1; k < labels.length; k += 1) {
      const [left, right] = /** @type {[Label, Label]} */ ([labels[k - 1], labels[k]]);
      const over = left.x + left.width / 2 + 10 - (right.x - right.width / 2);
      if (over > 0) {
        left.x -= over / 2;
        right.x += over / 2;
      }
    }
  }
  return labels;
}
