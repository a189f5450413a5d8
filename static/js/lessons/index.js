/** The way into the lesson's panel, which is fetched only where a lesson is played. */

import { lazily } from "../lib/lazy.js";
import { styled } from "../lib/style.js";

/**
 * @param {HTMLElement} host
 * @param {import("../types.js").Desk} desk
 * @param {(command: string) => void} run in the page's terminal
 */
export function createLesson(host, desk, run) {
  if (!desk.config.lesson) return { update() {} };
  host.hidden = false;
  document.querySelector(".app")?.classList.add("learning");
  const panel = lazily(async () =>
    (await styled(import("./panel.js"), "lessons")).createLesson(host, desk, run),
  );
  return {
    /** @param {import("../types.js").State} state */
    update: (state) => panel.use((part) => part.update(state)),
  };
}
