/** What a frame shows before its lesson was started: its name and one button. */

import { h, setText } from "../lib/dom.js";

const START = "Start the lesson";

/**
 * @param {HTMLElement} root @param {import("../types.js").Config} config
 * @param {() => Promise<void>} start
 */
export function createInvitation(root, config, start) {
  const button = h("button", { type: "button", class: "button primary" }, START);
  button.addEventListener("click", async () => {
    setText(button, "Making your cluster");
    await start();
    setText(button, START);
  });
  const element = h(
    "main",
    { class: "stage embed-invitation" },
    h("p", { class: "dim" }, "A lesson of Kubeloop"),
    h("h1", {}, config.name),
    h("p", {}, "You get a small cluster of your own, here in this page. No account needed."),
    button,
  );
  root.append(element);
  return { close: () => element.remove() };
}
