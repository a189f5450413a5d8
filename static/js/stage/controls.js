/**
 * What can be done to a Deployment: wanted number, image, rollout. There is one set of controls on
 * the page, at the Deployment that is selected (or the only one); the others say in the same place
 * how they stand and can be chosen.
 */

import { h, icon, setAttribute, setStyle, setText } from "../lib/dom.js";
import { imageChoices } from "../state/selectors.js";
import { actionButton, alerts, showTwin } from "../panels/button.js";
import { colourOf } from "../panels/image_colour.js";
import { actionById } from "../actions/index.js";

/** @typedef {import("../types.js").Desk} Desk */
/** @typedef {import("../types.js").State} State */
/** @typedef {import("../types.js").DeploymentModel} DeploymentModel */
/** @typedef {import("../types.js").DeploymentCard} DeploymentCard */

const CONTROLS = ["scale", "update", "pause-rollout", "resume-rollout", "roll-back", "restart"];

/** @param {Desk} desk @param {DeploymentCard} first */
export function createControls(desk, first) {
  let card = first;
  const target = () => card;
  const replicas = createReplicas(desk, target);
  const image = createImage(desk, target);
  const buttons = ["pause-rollout", "resume-rollout", "roll-back", "restart"].map((id) =>
    actionButton(desk, id, { target }),
  );
  const row = h(
    "div",
    { class: "controls", role: "group", "aria-label": "Controls" },
    replicas.element,
    image.element,
    ...buttons.map(({ element }) => element),
  );
  const chooser = createChooser(desk, target);
  const refusals = alerts(desk, CONTROLS);
  const element = h("div", { class: "controls-place" });
  return {
    element,
    /** @param {DeploymentModel} model @param {State} state @param {boolean} isUrgent */
    update(model, state, isUrgent) {
      card = model.card;
      const isHere = model.isActive && !state.deploying;
      const wanted = isHere ? [row, refusals.element] : [chooser.element];
      if (element.firstChild !== wanted[0]) element.replaceChildren(...wanted);
      if (!isHere) return chooser.update(card, state);
      for (const part of [replicas, image, ...buttons, refusals]) part.update(state);
      buttons[2]?.element.classList.toggle("primary", isUrgent);
    },
  };
}

/**
 * A number that can be typed or stepped. While it is being typed, or its answer is on the way, it
 * is the visitor's.
 */
/** @param {Desk} desk @param {() => DeploymentCard} target */
function createReplicas(desk, target) {
  let sent = 0;
  let isTyping = false;
  const input = h("input", {
    type: "number",
    class: "replicas",
    "aria-label": "Replicas",
    min: "0",
    step: "1",
    inputmode: "numeric",
    autocomplete: "off",
  });
  const send = async (/** @type {number} */ value) => {
    sent += 1;
    input.value = String(value);
    const isDone = await desk.perform("scale", target(), value);
    sent -= 1;
    if (!isDone && !isTyping) input.value = String(target().wanted);
  };
  const commit = () => {
    isTyping = false;
    const value = input.value.trim();
    if (value === "") input.value = String(target().wanted);
    else if (Number(value) !== target().wanted || sent) send(Number(value));
  };
  const stepBy = (/** @type {number} */ difference) =>
    send(Math.max(0, (Number(input.value) || 0) + difference));
  input.addEventListener("input", () => {
    isTyping = true;
  });
  input.addEventListener("change", () => isTyping && commit());
  input.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && isTyping) commit();
    if (event.key === "Escape") {
      isTyping = false;
      input.value = String(target().wanted);
    }
  });
  const scale = actionById("scale");
  const [down, up] = [
    stepButton("scale-down", () => stepBy(-1)),
    stepButton("scale-up", () => stepBy(1)),
  ];
  showTwin(desk, input, () => scale.kubectl(target(), Number(input.value), desk.state()), true);
  for (const [button, difference] of /** @type {[HTMLElement, number][]} */ ([
    [down, -1],
    [up, 1],
  ])) {
    showTwin(desk, button, () =>
      scale.kubectl(target(), Math.max(0, target().wanted + difference), desk.state()),
    );
  }
  return {
    element: h(
      "div",
      { class: "stepper" },
      h("span", { "aria-hidden": "true" }, "Replicas"),
      down,
      input,
      up,
    ),
    /** @param {State} state */
    update(state) {
      if (!isTyping && !sent && input.value !== String(target().wanted))
        input.value = String(target().wanted);
      const isOff = !scale.isEnabled(target(), state);
      for (const control of [input, up]) setAttribute(control, "disabled", isOff);
      setAttribute(down, "disabled", isOff || (Number(input.value) <= 0 && target().wanted <= 0));
    },
  };
}

/** @param {string} id @param {() => void} click */
function stepButton(id, click) {
  const { label, icon: name, help } = actionById(id);
  return h(
    "button",
    {
      type: "button",
      class: "button flat bare",
      "aria-label": label,
      title: help,
      "data-action": id,
      on: { click },
    },
    icon(name),
  );
}

/** @param {Desk} desk @param {() => DeploymentCard} target */
function createImage(desk, target) {
  let running = "";
  let choices = "";
  const select = h("select", { "aria-label": "Image" });
  const swatch = h("i", { class: "swatch" });
  const update = actionButton(desk, "update", { target, value: () => select.value });
  const paint = () => setStyle(swatch, "--c", colourOf(desk.state(), select.value));
  select.addEventListener("change", paint);
  const twin = () => actionById("update").kubectl(target(), select.value, desk.state());
  showTwin(desk, select, twin, true);
  return {
    element: h(
      "div",
      { class: "picker" },
      h("label", { class: "select" }, swatch, select, icon("down", 12)),
      update.element,
    ),
    /** @param {State} state */
    update(state) {
      const images = imageChoices(state, target().image);
      if (choices !== images.join()) {
        const kept = choices ? select.value : "";
        select.replaceChildren(...images.map((image) => h("option", { value: image }, image)));
        if (kept && images.includes(kept)) select.value = kept;
        choices = images.join();
      }
      if (running !== target().image) select.value = running = target().image;
      setAttribute(select, "disabled", !actionById("update").isEnabled(target(), state));
      update.update(state);
      paint();
    },
  };
}

/** @param {Desk} desk @param {() => DeploymentCard} target */
function createChooser(desk, target) {
  const summary = h("span", {});
  const button = h("button", {
    type: "button",
    class: "button flat small",
    on: { click: () => desk.dispatch({ type: "select", card: target() }) },
  });
  return {
    element: h("div", { class: "controls chooser" }, summary, button),
    /** @param {DeploymentCard} card @param {State} state */
    update(card, state) {
      setText(summary, `${card.wanted} × ${card.image}`);
      setText(button, `Choose ${card.name}`);
      setAttribute(button, "hidden", state.deploying);
    },
  };
}
