/**
 * The form for a new Deployment: name, image, how many. What is wrong with it the cluster says,
 * beside the form.
 */

import { h, icon } from "../lib/dom.js";
import { findCard, imageChoices } from "../state/selectors.js";
import { actionButton, alerts } from "./button.js";
import { colourOf } from "./image_colour.js";

/** @typedef {import("../types.js").State} State */

const CHIPS = 10;
const NAMES = ["web", "shop", "api", "blog", "cart", "mail"];

/** @param {import("../types.js").Desk} desk */
export function createDeployForm(desk) {
  const name = h("input", {
    id: "deploy-name",
    autocomplete: "off",
    spellcheck: "false",
    autocapitalize: "off",
  });
  const image = h("input", {
    id: "deploy-image",
    autocomplete: "off",
    spellcheck: "false",
    autocapitalize: "off",
  });
  const replicas = h("input", {
    id: "deploy-replicas",
    type: "number",
    step: "1",
    inputmode: "numeric",
    autocomplete: "off",
  });
  const catalogue = h("div", { class: "chips", role: "group", "aria-label": "Catalogue" });
  const choose = (/** @type {string} */ choice) => {
    image.value = choice;
    image.focus();
  };
  const wish = () => ({
    name: name.value.trim(),
    image: image.value.trim(),
    replicas: Number(replicas.value),
  });
  const create = actionButton(desk, "create", { look: "primary", value: wish });
  const refusals = alerts(desk, ["create"]);
  const close = () => desk.dispatch({ type: "deploying", open: false });
  const element = h(
    "form",
    { class: "deploy", novalidate: true, "aria-label": "New Deployment" },
    h("h2", {}, icon("deployment", 18), "New Deployment"),
    field("Name", name),
    field("Image", image),
    field("Replicas", replicas),
    h(
      "div",
      { class: "deploy-buttons" },
      create.element,
      h("button", { type: "button", class: "button flat", on: { click: close } }, "Cancel"),
    ),
    catalogue,
    refusals.element,
  );
  element.addEventListener("submit", (event) => event.preventDefault());
  element.addEventListener("keydown", (event) => {
    if (event.key === "Escape") close();
    if (event.key === "Enter" && event.target instanceof HTMLInputElement) create.element.click();
  });
  let wasOpen = false;
  const place = h("div", { class: "deploy-place" });
  return {
    element: place,
    /** @param {State} state */
    update(state) {
      const isOpen = state.deploying;
      if (isOpen !== element.isConnected) place.replaceChildren(...(isOpen ? [element] : []));
      if (isOpen && !wasOpen) {
        name.value = NAMES.find((free) => !findCard(state, "Deployment", free)) ?? "";
        image.value = "web:v1";
        replicas.value = "3";
        catalogue.replaceChildren(...catalogueChips(state, choose));
        requestAnimationFrame(() => name.select());
      }
      wasOpen = isOpen;
      create.update(state);
      refusals.update(state);
    },
  };
}

/**
 * The images that this cluster can pull, a click away.
 * @param {State} state
 * @param {(image: string) => void} choose
 */
function catalogueChips(state, choose) {
  return imageChoices(state, "web:v1")
    .slice(0, CHIPS)
    .map((image) => {
      const swatch = h("i", { class: "swatch" });
      swatch.style.setProperty("--c", colourOf(state, image));
      const click = () => choose(image);
      return h("button", { type: "button", class: "chip", on: { click } }, swatch, image);
    });
}

/** @param {string} label @param {HTMLInputElement} input */
function field(label, input) {
  return h("div", { class: "field" }, h("label", { for: input.id }, label), input);
}
