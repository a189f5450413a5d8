/**
 * What the teacher does to everybody: the four buttons of the wall's head, and the rest in one
 * dialog.
 */

import { h, setAttribute, setText } from "../lib/dom.js";
import { actButton, createDialog, createNote } from "./notes.js";

/** @typedef {import("./types.js").ClassFrame} ClassFrame */
/** @typedef {import("./types.js").WallConfig} WallConfig */
/** @typedef {import("./types.js").Act} Act */

const SPEEDS = [0.5, 1, 2, 5, 10, 30];

/**
 * @param {{act: Act, config: WallConfig, say: (text: string) => void, ask: () => void}} desk
 */
export function createForAll({ act, config, say, ask }) {
  let room = /** @type {ClassFrame | null} */ (null);
  const note = createNote();
  const show = actButton("Show my cluster", toggleShown, {
    icon: "broadcast",
    look: "primary",
    note,
  });
  const freeze = actButton("Freeze all", () => act(room?.frozen ? "unfreeze" : "freeze"), {
    icon: "lock",
    note,
  });
  const more = createMore(act, config, say);
  const buttons = [
    show.element,
    actButton("Ask a prediction", async () => ask(), { icon: "bulb", note }).element,
    freeze.element,
    actButton("More", async () => more.open(), { icon: "more", note }).element,
  ];

  async function toggleShown() {
    if (room?.shown) return act("hide");
    await act("show");
    open(`/c/${config.cluster}/`, "kubeloop-teacher");
  }
  return {
    element: h("div", { class: "wall-acts" }, ...buttons, note.element),
    /** @param {ClassFrame} frame */
    update(frame) {
      room = frame;
      setText(show.words, frame.shown ? "Stop showing" : "Show my cluster");
      setText(freeze.words, frame.frozen ? "Unfreeze all" : "Freeze all");
      setAttribute(show.element, "aria-pressed", String(frame.shown));
      setAttribute(freeze.element, "aria-pressed", String(frame.frozen));
      more.update(frame);
    },
  };
}

/** @param {Act} act @param {WallConfig} config @param {(text: string) => void} say */
function createMore(act, config, say) {
  const note = createNote();
  let isBlank = false;
  const count = (/** @type {any} */ answer, /** @type {string} */ done) =>
    say([`${done} in ${answer.changed} clusters.`, ...answer.refused.slice(0, 1)].join(" "));
  const node = h("input", { value: "node-2", "aria-label": "Node", maxlength: "63" });
  const fault = select("Fault", ["PowerOff", "NetworkPartition"]);
  const speed = select("Speed", SPEEDS.map(String));
  speed.value = "1";
  const lesson = h(
    "select",
    { "aria-label": "Lesson" },
    h("option", { value: "" }, "Free play"),
    ...config.lessons.map(({ slug, title }) => h("option", { value: slug }, title)),
  );
  const step = h("input", { type: "number", min: "1", value: "1", "aria-label": "Step" });
  const pods = h("input", { type: "number", min: "1", "aria-label": "Pods for each learner" });
  const blank = actButton("Blank all screens", () => act(isBlank ? "unblank" : "blank"), { note });
  const link = h("input", { readonly: true, "aria-label": "Helper's link", hidden: true });
  const dialog = createDialog(
    "For everybody",
    config.lessons.length > 0 &&
      row(
        "Lesson",
        lesson,
        h("label", { class: "small-field" }, "from step ", step),
        button("Start", async () => {
          await act("lesson", { lesson: lesson.value, step: Number(step.value) });
          say(lesson.value ? "Started for everybody." : "Free play for everybody.");
        }),
      ),
    row(
      "Break a node",
      node,
      fault,
      button("Fail node", async () =>
        count(await act("fail-node", { node: node.value, fault: fault.value }), "Broken"),
      ),
      button("Repair all nodes", async () => count(await act("repair"), "Repaired")),
    ),
    row(
      "Time",
      speed,
      button("Set speed", async () =>
        count(await act("speed", { speed: Number(speed.value) }), `${speed.value}x`),
      ),
    ),
    row(
      "Limit",
      h("label", { class: "small-field" }, "Pods for each learner ", pods),
      button("Set limit", async () => {
        await act("limit", { pods: Number(pods.value) });
        say(`At most ${pods.value} Pods for each learner.`);
      }),
    ),
    row("Screens", blank.element),
    row(
      "Start anew",
      confirmed("Reset all", "Reset every cluster?", async () => {
        count(await act("reset"), "Reset");
      }),
    ),
    row(
      "Helpers",
      button("Make a helper's link", async () => {
        const { path } = await act("helper-link");
        link.value = new URL(path, location.href).href;
        link.hidden = false;
        link.select();
      }),
      link,
    ),
    row(
      "End",
      h(
        "a",
        { class: "button", href: `/class/${config.code}/results.csv`, download: true },
        "Results as CSV",
      ),
      confirmed("End the class", "End it? Learners keep their clusters.", async () => {
        await act("end");
        dialog.element.close();
      }),
      confirmed("Delete everything", "Delete seats, answers and all clusters?", async () => {
        await act("delete");
        location.href = "/class/new";
      }),
    ),
    note.element,
  );

  /** @param {string} label @param {() => Promise<unknown>} run */
  function button(label, run) {
    return actButton(label, run, { note }).element;
  }

  /** The first press asks, the second does. */
  /** @param {string} label @param {string} question @param {() => Promise<unknown>} run */
  function confirmed(label, question, run) {
    let isAsked = false;
    const made = actButton(
      label,
      async () => {
        const goesOn = isAsked;
        isAsked = !isAsked;
        setText(made.words, isAsked ? question : label);
        if (goesOn) await run();
      },
      { note },
    );
    made.element.addEventListener("blur", () => {
      isAsked = false;
      setText(made.words, label);
    });
    return made.element;
  }
  return {
    open: dialog.open,
    /** @param {ClassFrame} frame */
    update(frame) {
      isBlank = frame.blank;
      if (pods !== document.activeElement) pods.value = String(frame.pods);
      setText(blank.words, frame.blank ? "Show screens again" : "Blank all screens");
      setAttribute(blank.element, "aria-pressed", String(frame.blank));
    },
  };
}

/** @param {string} title @param {...Node} children */
function row(title, ...children) {
  return h(
    "section",
    { class: "acts-row" },
    h("h3", {}, title),
    h("div", { class: "row" }, ...children),
  );
}

/** @param {string} label @param {string[]} values */
function select(label, values) {
  return h(
    "select",
    { "aria-label": label },
    ...values.map((value) => h("option", { value }, label === "Speed" ? `${value}x` : value)),
  );
}
