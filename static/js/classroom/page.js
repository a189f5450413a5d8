/**
 * A cluster's page in a class: a strip with what one may do there, and what the teacher sends: the
 * question, a hint, a request to help, the teacher's own cluster, a blank screen.
 */

import { h, icon, setAttribute, setText } from "../lib/dom.js";
import { createAct, openLine } from "./line.js";
import { actButton, createNote } from "./notes.js";
import { createShown } from "./shown.js";

/** @typedef {import("./types.js").PageFrame} PageFrame */
/** @typedef {import("./types.js").Membership} Membership */

/** @param {Membership} member @param {string} cluster */
export function start(member, cluster) {
  const act = createAct(member.code);
  const isLearner = member.role === "learner";
  const strip = isLearner ? learnerStrip(act) : staffStrip(act, member);
  const panels = isLearner ? createPanels(act) : null;
  const shown = isLearner ? createShown() : null;
  const blank = h(
    "div",
    { class: "class-blank", role: "alert", hidden: true },
    h("p", {}, "Eyes to the front, please."),
  );
  document.body.prepend(strip.element);
  document.body.classList.add("in-class");
  if (panels) document.body.append(panels.element);
  if (isLearner) document.body.append(blank);
  let help = /** @type {string | undefined} */ (undefined);
  const line = openLine(
    member.socket,
    (message) => {
      if (message.type === "pointer") return shown?.point(message);
      const frame = /** @type {PageFrame} */ (message);
      if (isLearner && frame.me) goAlong(frame.class, frame.me.cluster, cluster);
      strip.update(frame);
      panels?.update(frame);
      shown?.update(frame);
      setAttribute(blank, "hidden", !frame.class.blank);
      const isGiven = frame.me?.help === "given" ? "given" : "";
      if (!isLearner && help !== undefined && help !== isGiven) location.reload();
      help = isGiven;
    },
    (live, reason) => strip.link(live, reason),
  );
  if (member.isOwnCluster) listenToPointer(line.say);
}

/**
 * Go where the class goes: into the lesson when the teacher starts one, home when it ends, and to
 * the lesson's new cluster when the teacher jumps. Each once: afterwards everybody goes on alone.
 * @param {PageFrame["class"]} room
 * @param {string | null} wanted the seat's cluster
 * @param {string} here the cluster of this page
 */
function goAlong(room, wanted, here) {
  const key = `kubeloop.class.${room.code}`;
  const place = JSON.stringify([room.lesson, room.lesson ? "" : wanted]);
  const known = sessionStorage.getItem(key);
  sessionStorage.setItem(key, place);
  const isInLesson =
    room.lesson !== "" && new URLSearchParams(location.search).get("lesson") === room.lesson;
  if (isInLesson && wanted && wanted !== here) {
    location.assign(`/c/${wanted}/?lesson=${room.lesson}`);
  } else if (place !== known && !isInLesson && (known !== null || room.lesson)) {
    location.assign(room.lesson ? `/lessons/${room.lesson}/` : `/c/${wanted}/`);
  }
}

/** @param {import("./types.js").Act} act */
function learnerStrip(act) {
  let isUp = false;
  const note = createNote();
  const title = h("b");
  const words = h("span", { class: "strip-words", role: "status" });
  const hand = actButton("Raise hand", () => act("hand", { up: !isUp }), {
    icon: "hand",
    look: "small",
    note,
  });
  const code = h("span", { class: "seat-code", role: "status" });
  const device = actButton(
    "Other device",
    async () => {
      const answer = await act("seat-code");
      setText(code, `Seat code ${answer.code}, for ${answer.minutes} min`);
    },
    { look: "small flat", note },
  );
  const end = actButton("End help", () => act("end-help"), { look: "small", note });
  const element = strip(
    title,
    words,
    note.element,
    code,
    end.element,
    device.element,
    hand.element,
  );
  return {
    element,
    /** @param {PageFrame} frame */
    update({ class: room, me }) {
      if (!me) return;
      isUp = me.hand;
      setText(title, `${me.nickname} · ${room.title}`);
      setText(words, learnerWords(room, me));
      element.classList.toggle("frozen", room.frozen);
      setText(hand.words, isUp ? "Lower hand" : "Raise hand");
      setAttribute(hand.element, "aria-pressed", String(isUp));
      setAttribute(end.element, "hidden", me.help !== "given");
      for (const part of [hand, device]) setAttribute(part.element, "hidden", room.ended);
    },
    /** @param {boolean} live @param {string} reason */
    link: (live, reason) => live || setText(words, reason || "Class: trying again."),
  };
}

/** @param {PageFrame["class"]} room @param {NonNullable<PageFrame["me"]>} me */
function learnerWords(room, me) {
  if (room.ended)
    return "Your class has ended. This cluster is yours to keep: open this page again any time.";
  if (room.frozen) return "The teacher has paused the class. Look around; changes wait.";
  if (me.help === "given") return `${me.helper} sees and changes this cluster with you.`;
  return me.hand ? "Your hand is up." : "";
}

/** @param {import("./types.js").Act} act @param {Membership} member */
function staffStrip(act, member) {
  let seat = /** @type {number | undefined} */ (undefined);
  const note = createNote();
  const title = h("b");
  const words = h("span", { class: "strip-words", role: "status" });
  const wall = h("a", { class: "button small flat", href: `/class/${member.code}/` }, "The wall");
  const ask = actButton("Ask to help", () => act("help", { seat }), {
    icon: "hand",
    look: "small",
    note,
  });
  const end = actButton("End help", () => act("end-help", { seat }), { look: "small", note });
  const hide = actButton("Stop showing", () => act("hide"), { look: "small", note });
  const element = strip(title, words, note.element, ask.element, end.element, hide.element, wall);
  return {
    element,
    /** @param {PageFrame} frame */
    update({ class: room, me }) {
      seat = me?.id;
      setText(title, me ? `${me.nickname}'s cluster` : room.title);
      setText(words, staffWords(room, me));
      setAttribute(ask.element, "hidden", !me || me.help !== "");
      setAttribute(end.element, "hidden", !me || me.help === "");
      setAttribute(hide.element, "hidden", Boolean(me) || !room.shown || member.role !== "teacher");
    },
    /** @param {boolean} live @param {string} reason */
    link: (live, reason) => live || setText(words, reason || "Class: trying again."),
  };
}

/** @param {PageFrame["class"]} room @param {PageFrame["me"]} me */
function staffWords(room, me) {
  if (!me)
    return room.shown ? "The class sees this cluster, and where you point." : "Your cluster.";
  if (me.help === "given") return "You both see it and both act.";
  return me.help === "asked" ? "Asked. The learner must agree." : "You may look.";
}

/** @param {...Node} parts */
function strip(...parts) {
  return h("aside", { class: "class-strip", "aria-label": "Class" }, ...parts);
}

/** @param {import("./types.js").Act} act */
function createPanels(act) {
  const note = createNote();
  const askedBy = h("p");
  const help = panel(
    "Help",
    askedBy,
    h(
      "div",
      { class: "row" },
      actButton("Accept", () => act("accept"), { look: "primary", note }).element,
      actButton("Not now", () => act("end-help"), { note }).element,
    ),
  );
  const hintText = h("p");
  const hint = panel(
    "Hint from your teacher",
    hintText,
    h("div", { class: "row" }, actButton("Got it", () => act("drop-hint"), { note }).element),
  );
  const text = h("p");
  const choices = h("div", { class: "choices", role: "group", "aria-label": "Answers" });
  const state = h("p", { class: "dim" });
  const question = panel("Predict", text, choices, state);
  const element = h("div", { class: "class-panels" }, help, hint, question, note.element);
  return {
    element,
    /** @param {PageFrame} frame */
    update({ me, question: asked }) {
      setAttribute(help, "hidden", me?.help !== "asked");
      setText(askedBy, `${me?.helper} asks to help. If you accept, both of you see and act here.`);
      setAttribute(hint, "hidden", !me?.hint);
      setText(hintText, me?.hint ?? "");
      setAttribute(question, "hidden", !asked);
      if (!asked) return;
      setText(text, asked.text);
      setText(state, stateOf(asked));
      drawChoices(choices, asked, (choice) => act("answer", { question: asked.id, choice }), note);
    },
  };
}

/** @param {import("./types.js").PageQuestion} asked */
function stateOf({ mine, closed, right, because }) {
  if (right !== null)
    return `${mine === right ? "You said so." : "The right answer is marked."} ${because}`;
  if (closed) return "The answers are closed. Look at the big screen.";
  return mine === null ? "Choose one." : "Taken. You may still change it.";
}

/**
 * @param {Element} box
 * @param {import("./types.js").PageQuestion} asked
 * @param {(choice: number) => Promise<unknown>} answer
 * @param {ReturnType<typeof createNote>} note
 */
function drawChoices(box, asked, answer, note) {
  const key = JSON.stringify([asked.id, asked.mine, asked.closed, asked.right, asked.counts]);
  if (box.getAttribute("data-key") === key) return;
  const focused = [...box.children].indexOf(/** @type {Element} */ (document.activeElement));
  setAttribute(box, "data-key", key);
  box.replaceChildren(
    ...asked.choices.map((words, index) => {
      const count = asked.counts ? ` (${asked.counts[index]})` : "";
      const { element } = actButton(words + count, () => answer(index), {
        icon: asked.right === index ? "check" : "",
        look: asked.right === index ? "right" : "",
        note,
      });
      setAttribute(element, "aria-pressed", String(asked.mine === index));
      setAttribute(element, "disabled", asked.closed);
      return element;
    }),
  );
  if (focused >= 0) /** @type {HTMLElement} */ (box.children[focused])?.focus();
}

/** @param {string} title @param {...Node} children */
function panel(title, ...children) {
  const heading = h("h2", {}, icon(title === "Predict" ? "bulb" : "hand"), title);
  return h(
    "section",
    { class: "class-panel", "aria-label": title, hidden: true },
    heading,
    ...children,
  );
}

const POINT_MS = 80;

/** Tell where the teacher points. @param {(frame: object) => void} say */
function listenToPointer(say) {
  const stage = /** @type {HTMLElement} */ (document.getElementById("stage"));
  let saidAt = 0;
  stage.addEventListener("pointermove", ({ clientX, clientY }) => {
    if (performance.now() - saidAt < POINT_MS) return;
    saidAt = performance.now();
    const box = stage.getBoundingClientRect();
    const selected = /** @type {HTMLElement | null} */ (
      stage.querySelector('[data-kind][aria-selected="true"]')
    );
    say({
      type: "point",
      kind: selected?.dataset.kind ?? "",
      name: selected?.dataset.name ?? "",
      x: (clientX - box.left + stage.scrollLeft) / stage.scrollWidth,
      y: (clientY - box.top + stage.scrollTop) / stage.scrollHeight,
    });
  });
}
