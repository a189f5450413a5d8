/**
 * What a teacher or helper can do for one learner: look, ask to help, send a hint, mark as helped;
 * the teacher also renames, resets and takes out.
 */

import { h, setAttribute, setText } from "../lib/dom.js";
import { actButton, createDialog, createNote } from "./notes.js";

/** @typedef {import("./types.js").WallState} WallState */
/** @typedef {import("./types.js").Act} Act */

const HINTS = [
  "Look at the node of the Pod that is not ready.",
  "Open Why on the Deployment: which limit holds it back?",
  "Read the last event of the Pod that is in trouble.",
  "Roll back takes you to the last version that worked.",
];

/**
 * @param {{act: Act, role: string, dispatch: (event: import("./types.js").WallEvent) => void,
 *   say: (text: string) => void}} desk
 */
export function createLearner({ act, role, dispatch, say }) {
  let seat = /** @type {number | null} */ (null);
  let cluster = "";
  const note = createNote();
  const words = h("p", { class: "note" });
  const refusal = h("p", { class: "refusal", hidden: true });
  const open = h("a", { class: "button primary", target: "kubeloop-learner" }, "Open");
  const run =
    (/** @type {string} */ verb, /** @type {string} */ done, /** @type {() => object} */ more) =>
    async () => {
      await act(verb, { seat, ...more() });
      say(done);
    };
  const nothing = () => ({});
  const help = actButton("Ask to help", run("help", "Asked. The learner sees it.", nothing), {
    icon: "hand",
    note,
  });
  const endHelp = actButton("End help", run("end-help", "Ended.", nothing), { note });
  const helped = actButton("Mark as helped", run("helped", "Marked.", nothing), {
    icon: "check",
    note,
  });
  const hint = h("textarea", { rows: "2", maxlength: "400", "aria-label": "Hint" });
  const prepared = h(
    "div",
    { class: "chips" },
    ...HINTS.map((text) =>
      h(
        "button",
        { type: "button", class: "chip", on: { click: () => (hint.value = text) } },
        text,
      ),
    ),
  );
  const send = actButton(
    "Send hint",
    run("hint", "Sent.", () => ({ text: hint.value })),
    { note },
  );
  const name = h("input", { maxlength: "24", "aria-label": "New name" });
  const teacherOnly = h(
    "details",
    { class: "more-acts" },
    h("summary", {}, "Name, reset, take out"),
    h(
      "div",
      { class: "row" },
      name,
      actButton(
        "Rename",
        run("rename", "Renamed.", () => ({ nickname: name.value })),
        { note },
      ).element,
    ),
    h(
      "div",
      { class: "row" },
      actButton("Reset this cluster", run("reset", "Reset.", nothing), { icon: "restart", note })
        .element,
      actButton("Take out of the class", run("take-out", "Taken out.", nothing), {
        icon: "x",
        note,
      }).element,
    ),
  );
  const dialog = createDialog(
    "Learner",
    words,
    refusal,
    h("div", { class: "row" }, open, help.element, endHelp.element, helped.element),
    h("label", { class: "field" }, h("span", {}, "Hint"), hint),
    prepared,
    h("div", { class: "row" }, send.element),
    role === "teacher" && teacherOnly,
    note.element,
  );
  dialog.element.addEventListener("close", () => dispatch({ type: "open", seat: null }));
  return {
    /** @param {WallState} state */
    update(state) {
      const card = state.opened === null ? undefined : state.seats.get(state.opened);
      if (!card) {
        seat = null;
        if (dialog.element.open) dialog.element.close();
        return;
      }
      if (seat !== card.id) {
        seat = card.id;
        name.value = card.nickname;
        hint.value = "";
        note.clear();
      }
      cluster = card.cluster ?? "";
      setText(dialog.heading, card.nickname);
      setText(words, sentence(card));
      setText(refusal, card.refusal);
      setAttribute(refusal, "hidden", !card.refusal);
      setAttribute(open, "href", `/c/${cluster}/`);
      setAttribute(help.element, "hidden", card.help !== "");
      setAttribute(endHelp.element, "hidden", card.help === "");
      setText(endHelp.words, card.help === "asked" ? "Withdraw the question" : "End help");
      dialog.open();
    },
  };
}

/** @param {import("./types.js").SeatCard} card */
function sentence(card) {
  const first = `${card.words[0]?.toUpperCase() ?? ""}${card.words.slice(1)}.`;
  const lesson = card.lesson
    ? ` ${card.lesson.title}: ${card.lesson.done} of ${card.lesson.total} steps.`
    : "";
  const help =
    card.help === "asked"
      ? ` ${card.helper} asked to help.`
      : card.help === "given"
        ? ` ${card.helper} helps and may change this cluster.`
        : "";
  return first + lesson + help;
}
