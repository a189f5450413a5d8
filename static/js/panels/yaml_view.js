/**
 * The selected object as YAML, read from the API, read-only; it is read again when the object's
 * revision moves.
 */

import { objectPath } from "../api.js";
import { h, setText } from "../lib/dom.js";
import { toYaml } from "../lib/yaml.js";

/** @typedef {import("../types.js").Card} Card */

const AGAIN_MS = 400;

/** @param {import("../types.js").Desk} desk */
export function createYamlView(desk) {
  const text = h("pre", {
    class: "yaml",
    tabindex: "0",
    "aria-label": "YAML of the selected object",
  });
  const note = h("p", { class: "note" });
  let shown = "";
  let timer = 0;
  const read = async (/** @type {Card} */ card, /** @type {string} */ key) => {
    try {
      const object = await desk.api.get(objectPath(card));
      if (shown !== key) return;
      delete object.metadata?.managedFields;
      text.replaceChildren(...colourful(toYaml(object)));
      setText(note, "");
    } catch (error) {
      if (shown === key) setText(note, `The API says: ${/** @type {Error} */ (error).message}`);
    }
  };
  return {
    element: h("div", { class: "yaml-view" }, note, text),
    /** @param {Card} card */
    update(card) {
      const key = `${card.uid} ${card.revision}`;
      if (key === shown) return;
      const isOther = !shown.startsWith(card.uid);
      shown = key;
      if (isOther) text.replaceChildren();
      clearTimeout(timer);
      timer = setTimeout(() => read(card, key), isOther ? 0 : AGAIN_MS);
    },
  };
}

/** Keys in one ink, values in another. @param {string} yaml */
function colourful(yaml) {
  return yaml
    .trimEnd()
    .split("\n")
    .map((line) => {
      const [, before = "", key = "", rest = line] =
        line.match(/^(\s*(?:- )*)("[^"]*"|[^\s:"][^:]*)(:(?:\s.*)?)$/) ?? [];
      return h(
        "span",
        { class: "yaml-line" },
        key ? before : "",
        key ? h("span", { class: "key" }, key) : "",
        key ? rest : line,
        "\n",
      );
    });
}
