/**
 * The control loop of one controller: observe, compare, act, on a circle and in words. While time
 * runs it tells what the controller sees now and what it would do; while time stands, and of the
 * past, the pass just done. The server says all of it; the page chooses whose loop is shown.
 */

import { h, setAttribute, setText, svg } from "../lib/dom.js";
import { count } from "../lib/text.js";
import { ago, clockTime, timeLeft } from "../lib/time.js";
import { createAsker } from "./asking.js";
import { actionButton } from "./button.js";
import { factText } from "./causes.js";
import { sumBlock } from "./sum.js";

/** @typedef {import("../types.js").Desk} Desk */
/** @typedef {import("../types.js").State} State */
/** @typedef {import("../types.js").LoopAnswer} LoopAnswer */

const LAST = { name: "last", title: "Who acted last" };
const PHASES = /** @type {const} */ (["Observe", "Compare", "Act"]);
const ICONS = ["eye", "scale", "act"];
const PLACES = [
  [110, 34],
  [192, 150],
  [28, 150],
];
const ARCS = [
  ["M146 44A74 74 0 0 1 190 118", "m183 111 7 7 5-9"],
  ["M158 172A74 74 0 0 1 62 172", "m71 180-9-8 10-5"],
  ["M30 118A74 74 0 0 1 74 44", "m65 41 9 3-5 9"],
];

/** @param {Desk} desk */
export function createLoop(desk) {
  const choice = createChoice(() => draw.again());
  const picture = createPicture();
  const parts = PHASES.map(createPhase);
  const foot = h("dl", { class: "facts loop-facts" });
  const steps = createSteps(desk);
  const waiting = h("p", { class: "note" }, "Reading what the controller saw and did ...");
  const list = h("ol", { class: "phases" }, ...parts.map(element));
  const body = h("div", {}, picture.element, steps.element, list, foot);
  /** @type {ReturnType<typeof createAsker<LoopAnswer>>} */
  const answers = createAsker();
  let uid = "";
  const draw = {
    /** @param {State} state @param {number} now */
    now(state, now) {
      const found = answers.of(`${uid} ${choice.wish(state)}`);
      setAttribute(body, "hidden", !found);
      setAttribute(waiting, "hidden", Boolean(found));
      steps.update(state, found);
      if (!found) return;
      choice.update(found, state);
      const phase = phaseOf(found);
      picture.update(found, phase);
      const told = [observed(found, now), compared(found), acted(found, now)];
      parts.forEach((part, index) => part.update(told[index] ?? [], index, phase));
      drawFacts(foot, factsOf(found, now));
    },
    again() {
      answer.update({ uid }, desk.state(), answer.time);
    },
  };
  const answer = {
    element: h("div", { class: "loop-panel" }, choice.element, waiting, body),
    time: 0,
    /** @param {{uid: string}} card @param {State} state @param {number} now */
    update(card, state, now) {
      const of = (uid = card.uid);
      answer.time = now;
      const wish = choice.wish(state);
      const at = state.link.phase === "past" ? state.revision : null;
      const key = `${state.revision} ${at} ${state.clock.paused}`;
      const load = () => desk.api.loop(of, wish, at);
      answers.ask(`${of} ${wish}`, key, load, () => draw.now(desk.state(), answer.time));
      draw.now(state, now);
    },
    /**
     * Countdowns and ages run on.
     * @param {unknown} _card @param {State} state @param {number} now
     */
    tick(_card, state, now) {
      answer.time = now;
      draw.now(state, now);
      return true;
    },
  };
  return answer;
}

/** @param {{element: HTMLElement}} part */
function element(part) {
  return part.element;
}

/**
 * Which part of the circle it is in: acting, or held by its sum, or only looking.
 * @param {LoopAnswer} found
 */
export function phaseOf({ isDone, acts, isSettled }) {
  if (isDone || acts.length) return 2;
  return isSettled ? 0 : 1;
}

/** Whose loop is shown. @param {() => void} onChange */
function createChoice(onChange) {
  const select = h("select", { "aria-label": "Controller", on: { change } });
  const label = h(
    "label",
    { class: "loop-choice", hidden: true },
    h("span", {}, "Controller"),
    select,
  );
  let chosen = "";
  let shown = "";
  function change() {
    chosen = select.value;
    onChange();
  }
  const isOver = (/** @type {State} */ { clock, link }) => clock.paused || link.phase === "past";
  return {
    element: label,
    /** @param {State} state */
    wish: (state) => chosen || (isOver(state) ? LAST.name : ""),
    /** @param {LoopAnswer} found @param {State} state */
    update(found, state) {
      const known = found.choices.some(({ name }) => name === found.controller);
      const own = known ? [] : [{ name: found.controller, title: found.title }];
      const options = [LAST, ...own, ...found.choices];
      const key = JSON.stringify(options);
      if (key !== shown)
        select.replaceChildren(
          ...options.map(({ name, title }) => h("option", { value: name }, title)),
        );
      shown = key;
      setAttribute(label, "hidden", false);
      const wish = this.wish(state);
      select.value = wish === LAST.name ? wish : found.controller;
    },
  };
}

/** The circle: what is current is filled, the arc that led there is in the accent. */
function createPicture() {
  const arcs = ARCS.map(([arc, head]) =>
    svg("g", { class: "loop-arc" }, svg("path", { d: arc }), svg("path", { d: head })),
  );
  const nodes = PLACES.map(([x, y], index) =>
    svg(
      "g",
      { class: "loop-node", transform: `translate(${x} ${y})` },
      svg("circle", { r: 25 }),
      svg("use", { href: `#icon-${ICONS[index]}`, x: -9, y: -9, width: 18, height: 18 }),
      svg("text", { y: 42 }, PHASES[index] ?? ""),
    ),
  );
  const number = svg("text", { class: "strong", x: 110, y: 118 });
  const what = svg("text", { x: 110, y: 135 });
  return {
    element: h(
      "div",
      { class: "loop-picture" },
      svg(
        "svg",
        { viewBox: "0 0 220 200", width: 198, height: 180, "aria-hidden": "true" },
        ...arcs,
        ...nodes,
        number,
        what,
      ),
    ),
    /** @param {LoopAnswer} found @param {number} phase */
    update(found, phase) {
      nodes.forEach((node, index) => {
        node.classList.toggle("on", index === phase);
        node.classList.toggle("done", index < phase);
      });
      arcs.forEach((arc, index) => arc.classList.toggle("hot", (index + 1) % 3 === phase));
      setText(number, found.isDone ? "pass done" : `${count(found.recent, "write")}`);
      setText(what, found.isDone ? `write ${found.lastRevision}` : "in the last minute");
    },
  };
}

/** @param {string} name */
function createPhase(name) {
  const inside = h("div");
  const item = h("li", {}, h("b", {}, name), inside);
  let shown = "";
  return {
    element: item,
    /** @param {(Node | string)[]} parts @param {number} index @param {number} phase */
    update(parts, index, phase) {
      item.classList.toggle("on", index === phase);
      item.classList.toggle("done", index < phase);
      setAttribute(item, "aria-current", index === phase ? "step" : null);
      const fresh = h("div", {}, ...parts).innerHTML;
      if (fresh === shown) return;
      shown = fresh;
      inside.replaceChildren(...parts);
    },
  };
}

/** @param {LoopAnswer} found @param {number} now */
function observed({ observed: facts, about }, now) {
  const whom = about ? `${about.kind} ${about.name}` : "Nothing to look at.";
  const rows = facts.map((fact) =>
    h("tr", {}, h("th", { scope: "row" }, fact.name), h("td", {}, factText(fact, now))),
  );
  return [
    h("p", { class: "note" }, whom),
    ...(rows.length ? [h("table", { class: "cause-facts" }, h("tbody", {}, ...rows))] : []),
  ];
}

/** @param {LoopAnswer} found */
function compared({ wanted, difference, sums }) {
  return [
    h("p", {}, h("span", { class: "dim" }, "wants "), inside(wanted)),
    ...(difference ? [h("p", {}, h("span", { class: "dim" }, "finds "), inside(difference))] : []),
    ...sums.map(sumBlock),
  ];
}

/** As it stands within a sentence. @param {string} words */
function inside(words) {
  return words.charAt(0).toLowerCase() + words.slice(1);
}

/** @param {LoopAnswer} found @param {number} now */
function acted(found, now) {
  const { acts, isDone, again, often } = found;
  if (!acts.length) {
    const next = again !== null && again > now ? `, or in ${timeLeft(again - now)}` : "";
    return [h("p", {}, `Next: write nothing. It looks ${often}${next}.`)];
  }
  return acts.map(({ kind, name, text, rule, repeats }) =>
    h(
      "div",
      { class: "loop-act" },
      h(
        "p",
        {},
        h("span", { class: "dim" }, isDone ? "wrote " : "next "),
        actName(kind, name, repeats),
      ),
      h("p", {}, text),
      rule ? h("p", { class: "note" }, rule) : null,
    ),
  );
}

/** @param {string} kind @param {string} name @param {number} repeats */
function actName(kind, name, repeats) {
  if (repeats) return count(repeats + 1, kind);
  return name ? `${kind} ${name}` : `a ${kind}`;
}

/** @param {LoopAnswer} found @param {number} now @returns {[string, string][]} */
function factsOf({ watches, often, lastTime, lastText, lastRevision, recent }, now) {
  /** @type {[string, string][]} */
  const last =
    lastTime === null
      ? [["Last write", "none lately"]]
      : [
          ["Last write", `${lastRevision}, ${clockTime(lastTime)}, ${ago(now - lastTime)}`],
          ["It said", lastText],
        ];
  return [
    ["Watches", watches.join(", ")],
    ["Looks", often],
    ["Wrote", `${count(recent, "time")} in the last minute`],
    ...last,
  ];
}

/** @param {HTMLElement} list @param {[string, string][]} rows */
function drawFacts(list, rows) {
  const key = JSON.stringify(rows);
  if (list.dataset.key === key) return;
  list.dataset.key = key;
  list.replaceChildren(
    ...rows.map(([name, text]) => h("div", {}, h("dt", {}, name), h("dd", {}, text))),
  );
}

/** While time stands: one write back, one step on. @param {Desk} desk */
function createSteps(desk) {
  const back = actionButton(desk, "look-back", { isBare: true, label: "Step back" });
  const step = actionButton(desk, "step", { look: "primary", label: "Next step" });
  const note = h("span", { class: "dim" });
  const element_ = h("div", { class: "loop-steps" }, back.element, step.element, note);
  return {
    element: element_,
    /** @param {State} state @param {LoopAnswer | null} found */
    update(state, found) {
      const isOver = state.clock.paused || state.link.phase === "past";
      setAttribute(element_, "hidden", !isOver);
      back.update(state);
      step.update(state);
      setText(note, found?.lastRevision ? `write ${found.lastRevision}` : "");
    },
  };
}
