/**
 * A node's taints among its facts, one line each: the key, which breaks after its slash only, and
 * beside it the effect on Pods that do not tolerate it. Example: "node.kubernetes.io/unreachable"
 * with "NoExecute", which evicts them.
 */

import { h } from "../lib/dom.js";

/** @typedef {import("../types.js").NodeCard["taints"]} Taints */

/** @type {Record<string, {tone: string, help: string}>} */
const EFFECTS = {
  NoExecute: { tone: "bad", help: "Pods that do not tolerate it are evicted" },
  NoSchedule: { tone: "wait", help: "No new Pods that do not tolerate it" },
  PreferNoSchedule: { tone: "", help: "New Pods that do not tolerate it go elsewhere if they can" },
};

/** @param {string} name of the fact @param {Taints} taints */
export function createTaints(name, taints) {
  return h("div", { class: "taints" }, h("dt", {}, name), ...taints.map(createTaint));
}

/** @param {Taints[number]} taint */
function createTaint({ key, effect }) {
  const { tone, help } = EFFECTS[effect] ?? { tone: "", help: "" };
  return h(
    "dd",
    {},
    h("span", {}, ...breakable(key)),
    " ",
    h("span", { class: `pill ${tone}`, title: help }, effect),
  );
}

/** @param {string} key "prefix/name" or "name" */
function breakable(key) {
  const slash = key.indexOf("/") + 1;
  const name = h("span", {}, key.slice(slash));
  return slash ? [key.slice(0, slash), h("wbr"), name] : [name];
}
