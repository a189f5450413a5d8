/**
 * The lesson beside the picture. The server says where the learner is and whether a goal is met;
 * the panel shows it, asks again when the cluster moved, and tells what the learner does.
 */

import { h, icon, setAttribute, setText } from "../lib/dom.js";
import { createLessonApi } from "./api.js";
import { createFoot } from "./foot.js";
import { createGoals } from "./goals.js";
import { predictionCard } from "./predict.js";
import { commandButton, prose } from "./prose.js";
import { shine } from "./spotlight.js";

/** @typedef {import("../types.js").Desk} Desk */
/** @typedef {import("../types.js").State} State */
/** @typedef {import("./types.js").LessonState} LessonState */

const MOVED_MS = 350;
const WAITING_MS = 700;

/**
 * @param {HTMLElement} host
 * @param {Desk} desk
 * @param {(command: string) => void} run in the page's terminal
 */
export function createLesson(host, desk, run) {
  const { lesson: slug } = desk.config;
  document.querySelector(".app")?.append(createTabs(host));
  const parts = createParts(host, desk, run, (verb, wish) => tell(api.act(verb, wish)));
  const api = createLessonApi(slug);
  /** @type {LessonState | null} */
  let known = null;
  let shown = /** @type {number | null} */ (null);
  let revision = -1;
  let timer = 0;
  let isAsking = false;

  /** @param {Promise<LessonState>} asking @param {boolean} [isQuiet] */
  async function tell(asking, isQuiet) {
    isAsking = true;
    try {
      const before = known;
      known = await asking;
      desk.files = known.files;
      if (known.cluster !== desk.config.cluster) return leaveFor(known, desk.config);
      if (!isQuiet) shown = null;
      parts.complain("");
      parts.show(known, before, desk.state());
    } catch (refusal) {
      parts.complain(/** @type {Error} */ (refusal).message);
    } finally {
      isAsking = false;
    }
    if (known && isWaiting(known)) ask(WAITING_MS);
  }

  /** @param {number} after ms */
  function ask(after) {
    if (timer) return;
    timer = window.setTimeout(() => {
      timer = 0;
      if (isAsking) ask(after);
      else void tell(api.state(shown), true);
    }, after);
  }

  parts.onLookAt = (step) => {
    shown = step;
    void tell(api.state(step), true);
  };
  ask(0);
  return {
    /** @param {State} state */
    update(state) {
      if (known) parts.draw(known, state);
      if (state.past || state.revision === revision) return;
      revision = state.revision;
      ask(MOVED_MS);
    },
  };
}

/** On a phone the lesson is below the picture: two buttons lead to either. */
/** @param {HTMLElement} host */
function createTabs(host) {
  const door = (/** @type {string} */ words, /** @type {string} */ look, go = () => {}) =>
    h("button", { type: "button", class: "button", on: { click: go } }, icon(look), words);
  return h(
    "nav",
    { class: "lesson-tabs", "aria-label": "Picture or lesson" },
    door("Picture", "deployment", () => window.scrollTo({ top: 0 })),
    door("Lesson", "book", () => host.scrollIntoView()),
  );
}

/** The step has a cluster of its own; a frame finds it by its guest. */
/** @param {LessonState} state @param {import("../types.js").Config} config */
function leaveFor({ cluster, slug }, { guest }) {
  if (guest) location.reload();
  else location.assign(`/c/${cluster}/?lesson=${slug}`);
}

/** Whether something will be known by time alone. @param {LessonState} state */
function isWaiting({ step }) {
  return Boolean(step.prediction && step.prediction.chosen !== null && !step.done);
}

/**
 * @param {HTMLElement} host
 * @param {Desk} desk
 * @param {(command: string) => void} run
 * @param {(verb: string, wish?: object) => void} act
 */
function createParts(host, desk, run, act) {
  const place = h("span", { class: "dim" });
  const title = h("h2");
  const dots = h("div", { class: "dots", role: "img" });
  const heading = h("h3", { tabindex: "-1" });
  const text = h("div", { class: "prose" });
  const question = h("div", {});
  const goals = createGoals();
  const extra = h("div", { class: "lesson-extra" });
  const alert = h("p", { class: "alert", role: "alert", hidden: true });
  const said = h("p", { class: "unseen", "aria-live": "polite" });
  const foot = createFoot(act, (step) => parts.onLookAt(step));
  const body = h("div", { class: "lesson-body" }, heading, text, question, goals.element, extra);
  body.append(alert, foot.element, said);
  host.append(h("div", { class: "lesson-top" }, place, title, dots), body);
  const parts = {
    /** @type {(step: number | null) => void} */
    onLookAt: () => {},
    /** @param {string} words */
    complain(words) {
      setText(alert, words);
      setAttribute(alert, "hidden", !words);
    },
    /** @param {LessonState} state @param {LessonState | null} before @param {State} cluster */
    show(state, before, cluster) {
      const isOther = !before || before.shown !== state.shown || before.slug !== state.slug;
      setText(place, `Lesson ${state.number} of ${state.of}`);
      setText(title, state.title);
      drawDots(dots, state);
      setText(heading, state.step.title);
      redo(text, state.step.text, (nodes) => prose(nodes, run));
      redo(question, state.step.prediction, (prediction) =>
        prediction
          ? [predictionCard(prediction, { lock: (choice) => act("answer", { choice }), run })]
          : [],
      );
      redo(extra, extraOf(state), () => extraParts(state, run));
      foot.update(state);
      if (before && isOther) heading.focus();
      if (state.step.done && before && !isOther && !before.step.done)
        setText(said, state.step.prediction?.verdict?.words ?? "Done. Next is ready.");
      parts.draw(state, cluster);
    },
    /** @param {LessonState} state @param {State} cluster */
    draw(state, cluster) {
      goals.update(state.step, cluster);
      shine(state.step.done ? [] : state.step.spotlight, cluster);
    },
  };
  return parts;
}

/** @param {Element} element @param {LessonState} state */
function drawDots(element, { steps, shown, index }) {
  const key = `${steps.map(({ done }) => Number(done)).join("")} ${shown} ${index}`;
  if (element.getAttribute("data-key") === key) return;
  setAttribute(element, "data-key", key);
  setAttribute(element, "aria-label", `Step ${shown + 1} of ${steps.length}`);
  const looks = steps.map(({ done }, at) => (at === shown ? "is-here" : done ? "is-done" : ""));
  element.replaceChildren(...looks.map((look) => h("i", { class: look })));
}

/** Make the children anew only when what they show is other. */
/**
 * @template T
 * @param {HTMLElement} element @param {T} value @param {(value: T) => (Node | string)[]} make
 */
function redo(element, value, make) {
  const key = JSON.stringify(value);
  if (element.dataset.key === key) return;
  element.dataset.key = key;
  element.replaceChildren(...make(value));
}

/** @param {LessonState} state */
function extraOf({ step, debrief, following, points }) {
  return [step.id, step.hints, step.solution, debrief, following, points];
}

/** Hints, the solution, and at the end what stays. */
/** @param {LessonState} state @param {(command: string) => void} run */
function extraParts({ step, debrief, following, points }, run) {
  /** @type {HTMLElement[]} */
  const parts = step.hints.map((nodes, index) =>
    h("div", { class: "lesson-hint" }, h("b", {}, `Hint ${index + 1}`), ...prose(nodes, run)),
  );
  if (step.solution.length)
    parts.push(
      h(
        "div",
        { class: "lesson-hint" },
        h("b", {}, "A solution"),
        ...step.solution.map((line) => commandButton(line, run)),
      ),
    );
  if (points) {
    const { have, most, left } = points;
    const rest = left ? `, ${left} ${left === 1 ? "task" : "tasks"} to go` : "";
    parts.push(h("p", { class: "points" }, h("b", {}, `${have} of ${most} points`), rest));
  }
  if (debrief)
    parts.push(
      h(
        "section",
        { class: "debrief" },
        h("h3", {}, icon("check"), "What stays"),
        ...prose(debrief.text, run),
        h("h4", {}, "In production"),
        ...prose(debrief.production, run),
        h("h4", {}, "Commands you now know"),
        h("ul", {}, ...debrief.commands.map((line) => h("li", {}, h("code", {}, line)))),
        following
          ? h(
              "a",
              { class: "button primary", href: `/lessons/${following.slug}/` },
              `Next lesson: ${following.title}`,
            )
          : h("a", { class: "button", href: "/lessons/" }, "All lessons"),
      ),
    );
  return parts;
}
