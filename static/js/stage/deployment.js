/**
 * One Deployment on the stage: its name and counts, the sentence that says what is going on, its
 * controls, the ruler with its limits, a lane per ReplicaSet, the Services that call it, and the
 * older revisions.
 */

import { h, icon, keyedList, setAttribute, setText } from "../lib/dom.js";
import { digits, lead, namespaceWords } from "../lib/text.js";
import { podsOf } from "../state/selectors.js";
import { whyButton } from "../panels/why_button.js";
import { createControls } from "./controls.js";
import { createLane } from "./lane.js";
import { createRevisions } from "./revisions.js";
import { createRuler } from "./ruler.js";
import { createService } from "./service.js";
import { isShort, statusOf } from "./status.js";

/** @typedef {import("../types.js").DeploymentModel} DeploymentModel */
/** @typedef {import("../types.js").State} State */

/** When to return is the one thing to do. */
const URGENT = new Set(["stuck", "in trouble"]);

/** @param {import("../types.js").Desk} desk @param {DeploymentModel} first */
export function createDeployment(desk, first) {
  const uid = first.card.uid;
  const header = createHeader(uid);
  const sentence = createSentence(desk, first.card.name, () => model.card);
  const controls = createControls(desk, first.card);
  const ruler = createRuler();
  const lanes = h("div", { class: "lanes" });
  const services = h("div", { class: "services" });
  const revisions = createRevisions(desk);
  const element = h(
    "section",
    { class: "deployment", data: { group: uid } },
    header.element,
    sentence.element,
    controls.element,
    ruler.element,
    h("div", { class: "owner" }, lanes, services),
    revisions.element,
  );
  const updateLanes = keyedList(
    lanes,
    (/** @type {import("../types.js").LaneModel} */ lane) => lane.key,
    (lane) => createLane(lane, uid),
  );
  const updateServices = keyedList(
    services,
    (/** @type {import("../types.js").ServiceCard} */ card) => card.uid,
    (card) => createService(card, desk),
  );
  /** @type {DeploymentModel} */
  let model = first;
  let mood = { isShort: false, isQuiet: true, silent: 0 };
  return {
    element,
    /** @param {DeploymentModel} next @param {State} state @param {number} now */
    update(next, state, now) {
      model = next;
      mood = moodOf(model, state);
      ruler.fold(mood.isQuiet);
      if (mood.isQuiet) sentence.letGo();
      const status = statusOf(model, mood.isShort);
      header.update(model, status, mood.isShort);
      const words = model.card.sentence + stillWords(state, model.isActive);
      sentence.update(words, status.tone !== "ok");
      // To roll back mends a version, not a node.
      controls.update(model, state, URGENT.has(status.text) && mood.silent === 0);
      updateLanes(model.lanes);
      updateServices(model.services, state, now);
      element.classList.toggle("no-service", model.services.length === 0);
      revisions.update(model.revisions, state, now);
    },
    /** Requests are counted between messages too. @param {State} state @param {number} now */
    tick(state, now) {
      updateServices(model.services, state, now);
    },
    /** @param {Map<string, import("../types.js").Frame>} frames */
    measured(frames) {
      const frame = frames.get(model.lanes[0]?.key ?? "");
      ruler.update(model, frame, mood);
      if (!mood.isQuiet) sentence.hold();
    },
  };
}

/** @param {DeploymentModel} model @param {State} state */
function moodOf(model, state) {
  const silent = model.lanes
    .flatMap((lane) => podsOf(state, lane.key))
    .filter((pod) => pod.stage === "unknown").length;
  const { card, lanes } = model;
  const isFull = card.complete && card.available === card.wanted && card.replicas === card.wanted;
  return { isShort: isShort(model, silent > 0), isQuiet: isFull && lanes.length < 2, silent };
}

/**
 * While time is paused the sentence says so, and what the last step did.
 * @param {State} state
 * @param {boolean} isActive
 */
export function stillWords({ clock, stepped, link }, isActive) {
  if (!clock.paused || link.phase === "past") return "";
  return ` Time stands still.${stepped && isActive ? ` Last step: ${stepped}` : ""}`;
}

/** @param {string} uid */
function createHeader(uid) {
  const name = h("h1");
  const kind = h("span", { class: "kind" });
  const pill = h("span", { class: "pill" });
  const counts = /** @type {const} */ (["wanted", "ready", "updated", "available"]).map((key) => ({
    key,
    value: h("dd"),
    box: h("div"),
  }));
  for (const { key, value, box } of counts) box.append(h("dt", {}, key), value);
  const element = h(
    "div",
    { class: "deployment-top" },
    h(
      "div",
      { class: "deployment-title", data: { anchor: uid } },
      h("span", { class: "badge" }, icon("deployment", 20)),
      h("div", { class: "deployment-name" }, name, kind),
    ),
    pill,
    h("dl", { class: "counts" }, ...counts.map(({ box }) => box)),
  );
  return {
    element,
    /**
     * @param {DeploymentModel} model
     * @param {import("./status.js").Status} status
     * @param {boolean} isShortOfPods
     */
    update({ card }, status, isShortOfPods) {
      setText(name, card.name);
      setText(kind, `Deployment${namespaceWords(card)}`);
      if (pill.dataset.text !== status.text) {
        pill.className = `pill ${status.tone}`;
        pill.dataset.text = status.text;
        pill.replaceChildren(icon(status.icon, 13), status.text);
      }
      for (const { key, value, box } of counts) {
        setText(value, digits(card[key]));
        box.classList.toggle("bad", isShortOfPods && (key === "ready" || key === "available"));
      }
    },
  };
}

/**
 * The first thing to read; what a screen reader is told of it and when is `saying.js`'s. When not
 * all is well, it leads to why.
 * @param {import("../types.js").Desk} desk @param {string} name
 * @param {() => import("../types.js").DeploymentCard} card
 */
function createSentence(desk, name, card) {
  const words = h("span");
  const why = whyButton(desk, name, card);
  const element = h("p", { class: "sentence" }, words, " ", why);
  let shown = "";
  let held = { width: 0, height: 0 };
  return {
    element,
    /** While numbers change the seat stays as high as it was: nothing below jumps. */
    hold() {
      const { clientWidth: width, clientHeight: height } = element;
      if (width === held.width && height <= held.height) return;
      held = { width, height: width === held.width ? height : 0 };
      element.style.minHeight = held.height ? `${held.height}px` : "";
    },
    letGo() {
      if (!held.width) return;
      held = { width: 0, height: 0 };
      element.style.minHeight = "";
    },
    /** @param {string} sentence @param {boolean} isAsking */
    update(sentence, isAsking) {
      setAttribute(why, "hidden", !isAsking);
      if (sentence === shown) return;
      shown = sentence;
      const [start, rest] = lead(sentence);
      words.replaceChildren(h("b", {}, start), rest);
      setAttribute(element, "data-sentence", sentence);
    },
  };
}
