/**
 * A lesson's text, from the server's tree to elements. Only tags of this list are made, and text
 * only ever enters as text. A `run` node becomes buttons that run their command.
 * Example: prose([["p", {}, "Run ", ["code", {}, "kubectl"]]], run) gives one paragraph.
 */

import { h, icon } from "../lib/dom.js";

/** @typedef {import("./types.js").Prose} Prose */
/** @typedef {(command: string) => void} Run */

const TAGS = new Set(
  "p ul ol li strong em code pre blockquote table thead tbody tr th td hr br h3 h4 a".split(" "),
);

/** @param {Prose[]} nodes @param {Run} run @returns {(Node | string)[]} */
export function prose(nodes, run) {
  return nodes.flatMap((node) => built(node, run));
}

/** @param {Prose} node @param {Run} run @returns {(Node | string)[]} */
function built(node, run) {
  if (typeof node === "string") return [node];
  const [tag, attributes, ...children] = node;
  if (tag === "run") return children.map((line) => commandButton(String(line), run));
  const inside = prose(children, run);
  if (!TAGS.has(tag)) return inside;
  const element = h(/** @type {"p"} */ (tag), attributes.href ? { href: attributes.href } : {});
  element.append(...inside);
  return [element];
}

/** A command that can be pressed. @param {string} command @param {Run} run */
export function commandButton(command, run) {
  return h(
    "button",
    {
      type: "button",
      class: "command-button",
      title: "Run it in the terminal",
      "aria-label": `Run ${command}`,
      on: { click: () => run(command) },
    },
    icon("play", 14),
    h("code", {}, command),
  );
}
