/** What the page asks its server about lessons; each answer is the whole state of the lesson. */

import { Refusal } from "../api.js";
import { passHeaders } from "../lib/passes.js";

/** @typedef {import("./types.js").LessonState} LessonState */

/** @param {string} slug */
export function createLessonApi(slug) {
  const base = `/lessons/${slug}`;
  return {
    /** @param {number | null} step an earlier one @returns {Promise<LessonState>} */
    state: (step) => ask(`${base}/state${step === null ? "" : `?step=${step}`}`),
    /** @param {string} verb @param {object} [wish] @returns {Promise<LessonState>} */
    act: (verb, wish = {}) => ask(`${base}/do/${verb}`, wish),
  };
}

/** A code that carries progress to another browser. @returns {Promise<{code: string}>} */
export function makeCode() {
  return ask("/lessons/code", {});
}

/** @param {string} url @param {object} [body] */
async function ask(url, body) {
  const response = await fetch(url, {
    method: body ? "POST" : "GET",
    headers: {
      "X-Kubeloop": "page",
      ...passHeaders(),
      ...(body ? { "Content-Type": "application/json" } : {}),
    },
    body: body && JSON.stringify(body),
    credentials: "same-origin",
  }).catch(() => {
    throw new Refusal({ reason: "Unreachable", message: "The server does not answer." });
  });
  const answer = await response.json().catch(() => null);
  if (response.ok && answer) return answer;
  throw new Refusal({ code: response.status, ...answer });
}
