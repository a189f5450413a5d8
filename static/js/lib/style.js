/**
 * A style sheet that comes with a part of the page which is fetched late.
 * Example: `await Promise.all([import("./why.js"), style("why")])` draws nothing unstyled.
 */

import { h } from "./dom.js";

/** @type {Map<string, Promise<void>>} */
const asked = new Map();

/**
 * @param {string} name of a file in static/css
 * @returns {Promise<void>} when it is there, or failed
 */
export function style(name) {
  const known = asked.get(name);
  if (known) return known;
  const href = new URL(`../../css/${name}.css`, import.meta.url).href;
  const link = h("link", { rel: "stylesheet", href });
  /** @type {Promise<void>} */
  const loaded = new Promise((resolve) => {
    for (const type of ["load", "error"]) link.addEventListener(type, () => resolve());
  });
  document.head.append(link);
  asked.set(name, loaded);
  return loaded;
}

/**
 * A module together with its style sheet. @template Module
 * @param {Promise<Module>} module @param {string} [name] @returns {Promise<Module>}
 */
export async function styled(module, name = "why") {
  const [found] = await Promise.all([module, style(name)]);
  return found;
}
