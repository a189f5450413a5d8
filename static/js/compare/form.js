/** What is to be compared: the Deployment, its new image, and a strategy for each side. */

import { h, icon } from "../lib/dom.js";
import { PRESETS, intOrPercent } from "./strategies.js";

/** @typedef {import("./strategies.js").Strategy} Strategy */

/**
 * @param {import("../types.js").Snapshot} snapshot the moment from which both runs begin
 * @param {(wish: object) => void} onStart
 */
export function createForm(snapshot, onStart) {
  const deployments = snapshot.objects.filter(({ kind }) => kind === "Deployment");
  const images = snapshot.objects
    .flatMap((card) => (card.kind === "Image" && card.image.includes(":") ? [card.image] : []))
    .sort();
  const name = select(
    "Deployment",
    deployments.map((card) => card.name),
  );
  const image = select("Image", images);
  const current = () => deployments.find((card) => card.name === name.value);
  const choose = () => {
    const card = current();
    const own = card?.kind === "Deployment" ? card.image : "";
    const family = images.filter((each) => each.split(":")[0] === own.split(":")[0]);
    image.value = family.find((each) => each !== own) ?? own;
  };
  name.addEventListener("change", choose);
  choose();
  const left = strategyFields("Left", 1);
  const right = strategyFields("Right", 3);
  const form = h(
    "form",
    { class: "compare-form", "aria-label": "What to compare" },
    field("Deployment", name),
    field("Image", image),
    left.element,
    right.element,
    h("button", { type: "submit", class: "button primary" }, icon("fork"), "Start both"),
  );
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const namespace = current()?.namespace ?? "default";
    onStart({
      name: name.value,
      namespace,
      image: image.value,
      left: left.value(),
      right: right.value(),
    });
  });
  return { element: form, isEmpty: deployments.length === 0 };
}

/** @param {string} side @param {number} preset */
function strategyFields(side, preset) {
  const title = select(
    `${side} strategy`,
    PRESETS.map((each) => each.title),
  );
  const surge = h("input", { "aria-label": `${side} surge`, size: 5 });
  const unavailable = h("input", { "aria-label": `${side} unavailable`, size: 5 });
  const take = () => {
    const chosen = PRESETS.find((each) => each.title === title.value) ?? PRESETS[0];
    const isRolling = chosen?.type === "RollingUpdate";
    surge.value = String(chosen?.surge ?? "");
    unavailable.value = String(chosen?.unavailable ?? "");
    surge.disabled = unavailable.disabled = !isRolling;
  };
  title.value = PRESETS[preset]?.title ?? "";
  title.addEventListener("change", take);
  take();
  return {
    element: h(
      "fieldset",
      {},
      h("legend", {}, `${side} run`),
      field("Strategy", title),
      field("Surge", surge),
      field("Unavailable", unavailable),
    ),
    /** @returns {Strategy} */
    value() {
      const chosen = PRESETS.find((each) => each.title === title.value) ?? PRESETS[0];
      const type = chosen?.type ?? "RollingUpdate";
      if (type !== "RollingUpdate") return { title: title.value, type };
      return {
        title: title.value,
        type,
        surge: intOrPercent(surge.value),
        unavailable: intOrPercent(unavailable.value),
      };
    },
  };
}

/** @param {string} label @param {string[]} options */
function select(label, options) {
  return h(
    "select",
    { "aria-label": label },
    ...options.map((value) => h("option", { value }, value)),
  );
}

/** @param {string} label @param {HTMLElement} control */
function field(label, control) {
  return h("label", { class: "compare-field" }, h("span", {}, label), control);
}
