/** Whether this page belongs to a class: it asks once, and only then fetches what a class needs. */

import { style, styled } from "../lib/style.js";

/** @typedef {import("./types.js").Membership} Membership */

/** @param {{config: {cluster: string}}} desk */
export async function takePart({ config }) {
  if (new URLSearchParams(location.search).has("follow")) {
    document.body.classList.add("following");
    await style("classroom");
    return;
  }
  const response = await fetch(`/class/of/${config.cluster}`, { credentials: "same-origin" });
  const found = response.ok ? await response.json() : {};
  if (!found.code) return;
  const { start } = await styled(import("./page.js"), "classroom");
  start(/** @type {Membership} */ (found), config.cluster);
}
