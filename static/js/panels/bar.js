/**
 * The bar: whose cluster this is and whether it is live, the hands of the clock, and the doors to
 * everything else.
 */

import { SPEEDS } from "../actions/set_speed.js";
import { h, icon, setAttribute, setText } from "../lib/dom.js";
import { lazily } from "../lib/lazy.js";
import { styled } from "../lib/style.js";
import { LINK_WORDS } from "../lib/text.js";
import { actionById } from "../actions/index.js";
import { actionButton, alerts, showTwin } from "./button.js";

/** @typedef {import("../types.js").State} State */
/** @typedef {import("../types.js").Desk} Desk */

const TIME = ["pause-time", "resume-time", "step"];
const DOORS = ["deploy", "terminal", "yaml"];

/** @param {HTMLElement} bar @param {Desk} desk */
export function createBar(bar, desk) {
  const cluster = h("span", { class: "cluster-name" }, desk.config.name);
  const live = h("span", { class: "live" });
  const buttons = TIME.map((id) => actionButton(desk, id, { control: "time" }));
  const speed = createSpeed(desk);
  const undo = actionButton(desk, "undo", { control: "time" });
  const doors = DOORS.map((id) =>
    actionButton(desk, id, { look: id === "deploy" ? "" : "flat", isExample: id === "deploy" }),
  );
  const more = h(
    "button",
    {
      type: "button",
      class: "button flat bare more",
      "aria-label": "More controls",
      "aria-expanded": "false",
    },
    icon("more"),
  );
  more.addEventListener("click", () =>
    more.setAttribute("aria-expanded", String(bar.classList.toggle("open"))),
  );
  const refusals = alerts(desk, ["time", "speed"]);
  const told = h("p", { class: "told", "aria-live": "polite" });
  bar.append(
    h("span", { class: "cluster" }, cluster, live),
    h(
      "div",
      { class: "time", role: "group", "aria-label": "Time" },
      ...buttons.map(({ element }) => element),
      speed.element,
      undo.element,
      refusals.element,
      told,
    ),
    h(
      "div",
      { class: "doors" },
      ...doors.map(({ element }) => element),
      lessonsDoor(),
      classDoor(),
      shareButton(desk),
      themeButton(),
    ),
    more,
  );
  return {
    /** @param {State} state */
    update(state) {
      drawLive(live, state, desk.config.shared?.isMoment ? "as it was" : "watching");
      tellUndone(told, state.told);
      bar.classList.toggle("paused", state.clock.paused && state.link.phase !== "past");
      for (const part of [...buttons, undo, speed, refusals, ...doors]) part.update(state);
      const isEmpty = state.revision > 0 && state.tables.Deployment.size === 0 && !state.deploying;
      setAttribute(/** @type {HTMLElement} */ (doors[0]?.element), "hidden", isEmpty);
      for (const [index, name] of [
        [1, "terminal"],
        [2, "yaml"],
      ]) {
        setAttribute(
          /** @type {HTMLElement} */ (doors[Number(index)]?.element),
          "aria-pressed",
          String(state.drawer === name),
        );
      }
    },
  };
}

/** A new element each time, so that it fades anew. */
/** @param {HTMLElement} host @param {string} words */
function tellUndone(host, words) {
  if ((host.dataset.said ?? "") === words) return;
  host.dataset.said = words;
  const sentence = words && `${words.charAt(0).toUpperCase()}${words.slice(1)}.`;
  host.replaceChildren(...(sentence ? [h("span", {}, sentence)] : []));
}

/** @param {HTMLElement} element @param {State} state @param {string} looking to a viewer */
function drawLive(element, { link, role, clock }, looking) {
  const isStill = link.phase === "live" && clock.paused;
  const words = isStill ? "live, time is paused" : LINK_WORDS[link.phase];
  setText(element, role === "viewer" && link.phase === "live" ? looking : words);
  element.className = `live ${isStill ? "paused" : link.phase}`;
}

/** @param {Desk} desk */
function createSpeed(desk) {
  const action = actionById("speed");
  const select = h("select", { "aria-label": "Speed", title: action.help });
  select.addEventListener("change", () =>
    desk.perform("speed", desk.state().clock, Number(select.value), "speed"),
  );
  const twin = () => action.kubectl(desk.state().clock, Number(select.value), desk.state());
  showTwin(desk, select, twin, true);
  let speeds = "";
  return {
    element: h("label", { class: "select speed" }, icon("clock"), select, icon("down", 12)),
    /** @param {State} state */
    update(state) {
      const all = [...new Set([...SPEEDS, state.clock.speed])].sort((a, b) => a - b);
      if (speeds !== all.join())
        select.replaceChildren(
          ...all.map((speed) => h("option", { value: String(speed) }, `${speed}x`)),
        );
      if (speeds !== all.join() || document.activeElement !== select)
        select.value = String(state.clock.speed);
      speeds = all.join();
      setAttribute(select, "disabled", !action.isEnabled(state.clock, state));
    },
  };
}

const THEMES = ["system", "light", "dark", "projector"];

/** To the lessons. */
function lessonsDoor() {
  const name = { "aria-label": "Lessons", title: "Lessons" };
  return h(
    "a",
    { class: "button flat class-door", href: "/lessons/", ...name },
    icon("book"),
    h("span", {}, "Lessons"),
  );
}

/** To a class: the learner's way in; from there a teacher's. */
function classDoor() {
  return h("a", { class: "button flat class-door", href: "/join" }, icon("hand"), "Class");
}

/** To what leaves the page; fetched when it is first opened. @param {Desk} desk */
function shareButton(desk) {
  const panel = lazily(async () =>
    (await styled(import("../sharing/panel.js"), "sharing")).createSharing(desk),
  );
  const name = { "aria-label": "Share", title: "Share", "aria-haspopup": "dialog" };
  return h(
    "button",
    {
      ...{ type: "button", class: "button flat", ...name },
      on: { click: () => panel.use((found) => found.open()) },
    },
    icon("share"),
    h("span", {}, "Share"),
  );
}

/**
 * Light, dark or as the system says, and the large type for a projector; remembered in this
 * browser.
 */
function themeButton() {
  const label = () => `Theme: ${themeOf()}`;
  const button = h(
    "button",
    { type: "button", class: "button flat bare", "aria-label": label(), title: label() },
    icon("sun"),
  );
  button.addEventListener("click", () => {
    setTheme(THEMES[(THEMES.indexOf(themeOf()) + 1) % THEMES.length] ?? "system");
    setAttribute(button, "aria-label", label());
    setAttribute(button, "title", label());
  });
  return button;
}

function themeOf() {
  const { theme, projector } = document.documentElement.dataset;
  return projector === undefined ? (theme ?? "system") : "projector";
}

/** @param {string} name */
function setTheme(name) {
  const { dataset } = document.documentElement;
  delete dataset.theme;
  delete dataset.projector;
  if (name === "projector") dataset.projector = "";
  else if (name !== "system") dataset.theme = name;
  localStorage.setItem("kubeloop-theme", name);
}

/** What this browser chose before, or what the address asks for (`?theme=dark`, `?projector`). */
export function restoreTheme() {
  const query = new URLSearchParams(location.search);
  const asked = query.has("projector") ? "projector" : query.get("theme");
  const name = asked ?? localStorage.getItem("kubeloop-theme") ?? "system";
  if (!THEMES.includes(name) || name === "system") return;
  if (name === "projector") document.documentElement.dataset.projector = "";
  else document.documentElement.dataset.theme = name;
}
