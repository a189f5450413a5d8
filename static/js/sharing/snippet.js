/**
 * What a link says about itself, and the piece of HTML that shows it in another page. The frame may
 * run its own scripts and open Kubeloop in a new tab, and nothing of the page around it.
 * Example: snippet(share, "https://k.example.org") is
 * `<iframe src="https://k.example.org/embed/q7..." title="shop: a live Kubernetes cluster" ...>`.
 */

/** @typedef {import("./types.js").Share} Share */

const SANDBOX = [
  "allow-scripts",
  "allow-same-origin",
  "allow-forms",
  "allow-modals",
  "allow-popups",
  "allow-popups-to-escape-sandbox",
  "allow-downloads",
].join(" ");
const STYLE = "width:100%;max-width:800px;border:1px solid #c6ccd7;border-radius:10px";

/** @param {Share} share @param {string} origin */
export function linkOf({ secret }, origin) {
  return `${origin}/share/${secret}`;
}

/** @param {Share} share @param {string} origin */
export function snippet({ secret, title, kind }, origin) {
  const about = kind === "lesson" ? "a Kubernetes lesson" : "a live Kubernetes cluster";
  return [
    `<iframe src="${origin}/embed/${secret}" title="${escaped(title)}: ${about}"`,
    `  width="800" height="500" loading="lazy" style="${STYLE}"`,
    `  sandbox="${SANDBOX}"`,
    `  allow="clipboard-write; fullscreen"></iframe>`,
  ].join("\n");
}

/** @param {Share} share */
export function wordsOf({ kind, revision, step }) {
  if (kind === "lesson") return step > 1 ? `Lesson, from step ${step}` : "Lesson";
  const what = revision === null ? "the living cluster" : `the moment of revision ${revision}`;
  return kind === "view" ? `To look at ${what}` : `To try out ${what}`;
}

/** Sites as they are typed, one in a line. @param {string} text */
export function sitesIn(text) {
  return text.split(/[\s,]+/).filter(Boolean);
}

/** @param {string} text */
function escaped(text) {
  return text
    .replace(/&/g, "&amp;")
    .replace(/</g, "&lt;")
    .replace(/>/g, "&gt;")
    .replace(/"/g, "&quot;");
}
