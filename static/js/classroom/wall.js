/** The wall's wiring: websocket -> state -> head, question, cards. Nothing is decided here. */

import { readTokens } from "../graph/tokens.js";
import { h, icon, keyedList, setAttribute, setText } from "../lib/dom.js";
import { restoreTheme } from "../panels/bar.js";
import { createCard } from "./card.js";
import { createForAll } from "./for_all.js";
import { createLearner } from "./learner.js";
import { createAct, openLine } from "./line.js";
import { createToast } from "./notes.js";
import { createAsking, createQuestion } from "./predict.js";
import { countSeats, emptyWall, reduceWall, seatsInOrder } from "./state.js";
import { createHead } from "./wall_head.js";

/** @typedef {import("./types.js").WallState} WallState */
/** @typedef {import("./types.js").SeatCard} SeatCard */

const root = /** @type {HTMLElement} */ (document.getElementById("wall"));
/** @type {import("./types.js").WallConfig} */
const config = JSON.parse(document.getElementById("config")?.textContent ?? "{}");
restoreTheme();

let state = emptyWall();
let tokens = readTokens(root);
let frame = 0;
let timer = 0;
/** @type {Map<number, ReturnType<typeof createCard>>} */
const cards = new Map();

const dispatch = (/** @type {import("./types.js").WallEvent} */ event) => {
  state = reduceWall(state, event);
  schedule();
};
const act = createAct(config.code);
const toast = createToast();
const asking = createAsking({ act, prepared: config.questions });
const canAct = config.role === "teacher";
const forAll = createForAll({ act, config, say: toast.say, ask: asking.open });
const head = createHead({ config, dispatch, acts: canAct ? forAll.element : null });
const question = createQuestion({ act, cluster: config.cluster, canAct });
const learner = createLearner({ act, role: config.role, dispatch, say: toast.say });
const grid = h("ul", { class: "wall-grid", "aria-label": "Learners" });
const empty = h(
  "p",
  { class: "wall-empty" },
  icon("hand", 28),
  h("b", {}, `Join at ${config.join}`),
  h("span", {}, "with the code above. Learners appear here as they come in."),
);
root.append(head.element, question.element, grid, empty, toast.element);

const list = keyedList(
  grid,
  (/** @type {SeatCard} */ { id }) => String(id),
  (seat) => {
    const card = createCard(seat, (id) => dispatch({ type: "open", seat: id }));
    cards.set(seat.id, card);
    return {
      element: card.element,
      update: (/** @type {SeatCard} */ next) => card.update(next, state.minis.get(next.id)),
    };
  },
);

openLine(
  config.socket,
  (message) => dispatch({ type: "heard", message, at: performance.now() }),
  (live, reason) => dispatch({ type: "link", live, reason }),
);
new ResizeObserver(() => schedule()).observe(root);
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
  tokens = readTokens(root);
  schedule();
});

function schedule() {
  clearTimeout(timer);
  frame ||= requestAnimationFrame(draw);
}

function draw() {
  frame = 0;
  const { room } = state;
  if (room) {
    const counts = countSeats(state);
    head.update(state, counts);
    forAll.update(room);
    question.update(room.question, counts.here);
    setAttribute(root, "data-asking", room.question !== null);
    setAttribute(empty, "hidden", counts.all > 0);
    setText(document.head.querySelector("title") ?? root, `${room.title} · Kubeloop`);
  }
  const shown = seatsInOrder(state);
  list(shown);
  learner.update(state);
  const at = performance.now();
  let wake = Infinity;
  for (const { id } of shown)
    wake = Math.min(wake, cards.get(id)?.draw(state.minis.get(id), tokens, at) ?? Infinity);
  if (wake < Infinity && !document.hidden) timer = setTimeout(schedule, Math.max(250, wake));
}
