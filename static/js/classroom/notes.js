/**
 * What is said after an act: a refusal beside the control that was used, or a short line of
 * success.
 */

import { h, icon, setText } from "../lib/dom.js";

const SHOWN_MS = 6000;

/** A place for one alert. */
export function createNote() {
  const element = h("div", { class: "alerts" });
  return {
    element,
    /** @param {unknown} error */
    refuse(error) {
      const message = error instanceof Error ? error.message : String(error);
      element.replaceChildren(
        h("div", { class: "alert", role: "alert" }, icon("warn"), h("p", {}, message)),
      );
    },
    clear: () => element.replaceChildren(),
  };
}

/**
 * The one polite line at the wall's foot. While a dialog is open everything outside it is dimmed
 * and silent for screen readers, so the line goes into the dialog.
 */
export function createToast() {
  const element = h("p", { class: "toast", role: "status" });
  let timer = 0;
  /** @type {Element | null} */
  let home = null;
  return {
    element,
    /** @param {string} text */
    say(text) {
      home ??= element.parentElement;
      const place = document.querySelector("dialog[open]") ?? home;
      if (place && place !== element.parentElement) place.append(element);
      requestAnimationFrame(() => setText(element, text));
      element.classList.add("shown");
      clearTimeout(timer);
      timer = setTimeout(() => element.classList.remove("shown"), SHOWN_MS);
    },
  };
}

/**
 * A button that acts; a refusal goes to `note`, and meanwhile it cannot be pressed twice.
 * @param {string} label
 * @param {() => Promise<unknown>} run
 * @param {{icon?: string, look?: string, note?: ReturnType<typeof createNote>}} [options]
 */
export function actButton(label, run, options = {}) {
  const words = h("span", {}, label);
  const element = h(
    "button",
    { type: "button", class: `button ${options.look ?? ""}` },
    options.icon && icon(options.icon),
    words,
  );
  element.addEventListener("click", async () => {
    if (element.getAttribute("aria-disabled")) return;
    element.setAttribute("aria-disabled", "true");
    options.note?.clear();
    try {
      await run();
    } catch (error) {
      if (options.note) options.note.refuse(error);
    } finally {
      element.removeAttribute("aria-disabled");
    }
  });
  return { element, words };
}

/**
 * A dialog with a title and a way out; Escape closes it too.
 * @param {string} title
 * @param {...import("../lib/dom.js").Child} children
 */
export function createDialog(title, ...children) {
  const id = `dialog-${title.toLowerCase().replace(/\W+/g, "-")}`;
  const heading = h("h2", { id }, title);
  const close = h("button", { type: "button", class: "button flat bare", "aria-label": "Close" });
  close.append(icon("x"));
  const element = h(
    "dialog",
    { class: "sheet-dialog", "aria-labelledby": id },
    h("header", {}, heading, close),
    ...children,
  );
  close.addEventListener("click", () => element.close());
  element.addEventListener("click", (event) => {
    if (event.target === element) element.close();
  });
  document.body.append(element);
  return { element, heading, open: () => !element.open && element.showModal() };
}
