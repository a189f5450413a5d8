/**
 * Compare two strategies: the wiring. The form makes two runs on the server, both are watched live,
 * their clocks are driven together, and the journals say how they ended.
 */

import { createCompareApi, createPastApi } from "../api.js";
import { h, icon, setAttribute, setText } from "../lib/dom.js";
import { restoreTheme } from "../panels/bar.js";
import { createForm } from "./form.js";
import { createRun } from "./run.js";
import { outcomeRows } from "./strategies.js";

const POLL_MS = 700;
const QUESTIONS = [
  "how long the update takes",
  "how many Pods there are at once, at most",
  "how few are available, at worst",
  "how many requests fail",
];
const SPEEDS = ["0.25", "0.5", "1", "2", "5", "10"];

const byId = (/** @type {string} */ id) => /** @type {HTMLElement} */ (document.getElementById(id));
const config = JSON.parse(byId("config").textContent ?? "{}");
const main = byId("compare");
const api = createCompareApi(config.cluster);
restoreTheme();

const page = createPage();
main.replaceChildren(page.element);
begin().catch((error) => page.refuse(error));

async function begin() {
  const past = createPastApi(config.cluster);
  const revision = Number(config.at) || (await past.history(0)).revision;
  const snapshot = await past.at(revision);
  const form = createForm(snapshot, (wish) => start({ ...wish, revision }));
  if (form.isEmpty) throw new Error("There is no Deployment at that moment. Deploy one first.");
  page.formPlace.replaceChildren(form.element);
}

/**
 * @typedef {object} Pair
 * @property {ReturnType<typeof createRun>[]} runs
 * @property {any[]} sides
 * @property {any} wish
 * @property {boolean} isPaused
 */

/** @type {Pair | null} */
let pair = null;

/** @param {any} wish */
async function start(wish) {
  try {
    page.refuse(null);
    const { sides } = await api.start(wish);
    pair?.runs.forEach((run) => run.close());
    const latest = () => Math.max(0, ...(pair?.runs.map((run) => run.now()) ?? []));
    const both = { latest, seats: 0 };
    const strategies = [wish.left, wish.right];
    const runs = strategies.map((strategy, index) =>
      createRun(strategy, sides[index], wish.name, both),
    );
    pair = { runs, sides, wish, isPaused: true };
    page.show(pair);
    await page.tell();
  } catch (error) {
    page.refuse(error);
  }
}

/** @param {boolean} isPaused @param {number} speed */
async function drive(isPaused, speed) {
  if (!pair) return;
  const clusters = pair.sides.map(({ cluster }) => cluster);
  await api.drive({ clusters, paused: isPaused, speed });
  pair.isPaused = isPaused;
  page.driven(pair);
}

function createPage() {
  const formPlace = h("div");
  const title = h(
    "p",
    { class: "dim" },
    "Two futures of one moment: the same update, seed and clock.",
  );
  const promise = h(
    "div",
    { class: "compare-promise" },
    h(
      "p",
      {},
      "Both runs happen in copies of your cluster, beside each other. Yours stays as it is.",
    ),
    h("p", {}, "Then you see, for each:"),
    h("ul", {}, ...QUESTIONS.map((question) => h("li", {}, question))),
  );
  const alert = h("p", { class: "past-problem", role: "alert", hidden: true });
  const runs = h("div", { class: "compare-runs" });
  const play = button("play", "Play both", "primary", () =>
    drive(!pair?.isPaused, Number(speed.value)),
  );
  const step = button("step", "Step both", "", stepBoth);
  const reset = button("restart", "Reset", "", () => (pair ? start(pair.wish) : undefined));
  const change = button("fork", "Change strategies", "", () =>
    setAttribute(formPlace, "hidden", !formPlace.hidden),
  );
  const speed = h(
    "select",
    { "aria-label": "Speed" },
    ...SPEEDS.map((value) => h("option", { value }, `${value}x`)),
  );
  speed.value = "1";
  speed.addEventListener("change", () =>
    drive(pair?.isPaused ?? true, Number(speed.value)).catch(refuse),
  );
  const controls = h(
    "div",
    { class: "compare-controls", role: "group", "aria-label": "Time of both runs", hidden: true },
    play,
    step,
    reset,
    change,
    h("label", { class: "select" }, icon("clock"), speed, icon("down", 12)),
  );
  const table = h("table", { class: "compare-table", hidden: true });
  let timer = 0;

  /** @param {unknown} error */
  function refuse(error) {
    const { message = String(error) } = /** @type {{message?: string}} */ (error ?? {});
    setText(alert, error ? message : "");
    setAttribute(alert, "hidden", !error);
  }

  async function tell() {
    clearTimeout(timer);
    if (!pair) return;
    const { sides, wish } = pair;
    const found = await Promise.all(sides.map((side) => api.outcome(side, wish)));
    drawTable(table, [wish.left.title, wish.right.title], outcomeRows(found[0], found[1]));
    for (const run of pair.runs) run.schedule();
    const isOver = found.every(({ finished }) => finished !== null);
    table.dataset.over = String(isOver);
    if (!isOver) timer = setTimeout(() => tell().catch(refuse), POLL_MS);
  }

  async function stepBoth() {
    await Promise.all(pair?.sides.map(({ cluster }) => api.step(cluster)) ?? []);
    await tell();
  }

  /** @param {string} name @param {string} label @param {string} look @param {() => any} act */
  function button(name, label, look, act) {
    const element = h(
      "button",
      { type: "button", class: `button ${look}` },
      icon(name),
      h("span", {}, label),
    );
    element.addEventListener("click", async () => {
      try {
        refuse(null);
        await act();
      } catch (error) {
        refuse(error);
      }
    });
    return element;
  }

  return {
    element: h(
      "div",
      { class: "compare-inner" },
      h(
        "div",
        { class: "compare-top" },
        h("div", {}, h("h1", {}, "Same update, two strategies"), title),
        controls,
      ),
      alert,
      formPlace,
      promise,
      runs,
      table,
    ),
    formPlace,
    refuse,
    tell,
    /** @param {Pair} shown */
    show(shown) {
      runs.replaceChildren(...shown.runs.map((run) => run.element));
      const { name, image } = shown.wish;
      setText(title, `${name} gets ${image}. Both runs start at the same moment, same seed.`);
      setAttribute(formPlace, "hidden", true);
      promise.remove();
      for (const element of [controls, table]) setAttribute(element, "hidden", false);
      this.driven(shown);
    },
    /** @param {Pair} shown */
    driven({ isPaused }) {
      play.firstElementChild?.replaceWith(icon(isPaused ? "play" : "pause"));
      setText(
        /** @type {Element} */ (play.lastElementChild),
        isPaused ? "Play both" : "Pause both",
      );
      setAttribute(step, "disabled", !isPaused);
    },
  };
}

/**
 * @param {HTMLElement} table @param {string[]} titles
 * @param {ReturnType<typeof outcomeRows>} rows
 */
function drawTable(table, titles, rows) {
  const head = ["compared", ...titles, "what it means"].map((name) =>
    h("th", { scope: "col" }, name),
  );
  table.replaceChildren(
    h("thead", {}, h("tr", {}, ...head)),
    h(
      "tbody",
      {},
      ...rows.map(({ name, values, better, means }) =>
        h(
          "tr",
          { data: { row: name } },
          h("th", { scope: "row" }, name),
          ...values.map((value, side) => h("td", { class: side === better ? "good" : "" }, value)),
          h("td", { class: "dim" }, means),
        ),
      ),
    ),
  );
}
