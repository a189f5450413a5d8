/**
 * The wall's head: where to join and with which code, in letters that the last row can read; the
 * title; how many are here, stuck, with a hand up, finished, each a filter; what can be done for
 * all.
 */

import { h, icon, setAttribute, setText } from "../lib/dom.js";
import { createDialog } from "./notes.js";

/** @typedef {import("./types.js").WallState} WallState */
/** @typedef {ReturnType<typeof import("./state.js").countSeats>} Counts */

const COUNTS = /** @type {const} */ ([
  ["working", "here", "here"],
  ["stuck", "stuck", "stuck"],
  ["hand", "hands", "hands up"],
  ["finished", "finished", "finished"],
]);

/**
 * @param {{config: import("./types.js").WallConfig, acts: HTMLElement | null,
 *   dispatch: (event: import("./types.js").WallEvent) => void}} desk
 */
export function createHead({ config, acts, dispatch }) {
  const spaced = `${config.code.slice(0, 3)} ${config.code.slice(3)}`;
  const qr = createQr(config, spaced);
  const title = h("h1");
  const said = h("p", { class: "dim", role: "status" });
  const counts = COUNTS.map(([filter, name, label]) => {
    const number = h("b");
    const of = h("small");
    const element = h(
      "button",
      {
        type: "button",
        class: `count ${name}`,
        "aria-pressed": "false",
        on: { click: () => dispatch({ type: "filter", filter }) },
      },
      h("span", {}, number, of),
      h("span", { class: "count-name" }, label),
    );
    return { filter, name, number, of, element };
  });
  const element = h(
    "header",
    { class: "wall-top" },
    h(
      "div",
      { class: "join-box" },
      h("span", { class: "dim" }, "join at ", h("b", {}, config.join)),
      h(
        "span",
        { class: "code-line" },
        h("span", { class: "code" }, spaced),
        h(
          "button",
          {
            type: "button",
            class: "qr-button",
            "aria-label": "Show the QR code large",
            on: { click: qr.open },
          },
          h("img", { src: `/join/${config.code}/qr.svg`, alt: "" }),
        ),
      ),
    ),
    h("div", { class: "wall-title" }, title, said),
    h(
      "div",
      { class: "counts-row", role: "group", "aria-label": "Show only" },
      ...counts.map((each) => each.element),
    ),
    acts,
  );
  return {
    element,
    /** @param {WallState} state @param {Counts} found */
    update(state, found) {
      setText(title, state.room?.title ?? config.title);
      setText(said, sentence(state, config));
      said.classList.toggle("bad", !state.live || state.reason !== "");
      for (const { filter, name, number, of, element: button } of counts) {
        setText(number, String(found[name]));
        setText(of, name === "here" ? ` of ${found.all}` : "");
        setAttribute(button, "aria-pressed", String(state.filter === filter));
        button.classList.toggle("some", found[name] > 0);
      }
    },
  };
}

/** @param {WallState} state @param {import("./types.js").WallConfig} config */
function sentence({ room, live, reason }, config) {
  if (!live) return reason || "Connection lost. Trying again.";
  if (reason) return reason;
  if (!room) return "";
  if (room.ended) return "This class has ended. Learners keep their clusters.";
  const holds = [
    room.frozen && "frozen",
    room.blank && "screens blank",
    room.shown && "your cluster is shown",
  ].filter(Boolean);
  const lesson = config.lessons.find(({ slug }) => slug === room.lesson)?.title ?? "Free play";
  if (config.onlyHere && isEmpty(room))
    return "Only this machine can join: start with --host 0.0.0.0 for a room.";
  return [lesson, ...holds].join(", ");
}

/** Nobody has come yet. @param {import("./types.js").ClassFrame} room */
const isEmpty = (room) => room.order.length === 0;

/** @param {import("./types.js").WallConfig} config @param {string} spaced */
function createQr(config, spaced) {
  return createDialog(
    "Join this class",
    h(
      "div",
      { class: "qr-large" },
      h("img", {
        src: `/join/${config.code}/qr.svg`,
        alt: `QR code of ${config.join}/${config.code}`,
      }),
      h("p", {}, "Scan it, or type ", h("b", {}, config.join)),
      h("p", { class: "code" }, spaced),
      h("p", { class: "dim" }, icon("hand", 14), " A name is all that is asked."),
    ),
  );
}
