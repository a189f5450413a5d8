/** The strategies that one can choose, and what their outcomes mean. Pure. */

import { duration } from "../lib/time.js";

/** @typedef {import("../types.js").RunOutcome} RunOutcome */
/**
 * @typedef {object} Strategy
 * @property {string} title
 * @property {string} type
 * @property {number | string} [surge]
 * @property {number | string} [unavailable]
 */

/** @type {Strategy[]} */
export const PRESETS = [
  { title: "Balanced", type: "RollingUpdate", surge: "25%", unavailable: "25%" },
  { title: "Careful", type: "RollingUpdate", surge: 1, unavailable: 0 },
  { title: "Hasty", type: "RollingUpdate", surge: "100%", unavailable: "50%" },
  { title: "Recreate", type: "Recreate" },
];

/** "surge 1, unavailable 0" @param {Strategy} strategy */
export function strategyWords({ type, surge, unavailable }) {
  if (type === "Recreate") return "all old Pods go first";
  return `surge ${surge}, unavailable ${unavailable}`;
}

/** A field's text as the API takes it: "25%" stays, "1" is a number. @param {string} text */
export function intOrPercent(text) {
  const trimmed = text.trim();
  return /^\d+$/.test(trimmed) ? Number(trimmed) : trimmed;
}

/**
 * One row for each question; `better` is the side that did better, -1 when none did.
 * @param {RunOutcome} left @param {RunOutcome} right
 * @returns {{name: string, values: [string, string], better: number, means: string}[]}
 */
export function outcomeRows(left, right) {
  const sides = [left, right];
  const times = sides.map(({ started, finished }) =>
    finished === null ? null : finished - started,
  );
  const running = sides.map(({ started, now }) => `runs since ${duration(now - started)}`);
  const asked = sides.map(({ served, failed }) => served + failed);
  return [
    row("time to finish", times, "fewer Pods at a time take longer", (value, side) =>
      value === null ? (running[side] ?? "") : seconds(value),
    ),
    row(
      "most Pods at once",
      sides.map(({ mostPods }) => mostPods),
      "room you need on the nodes, leaving Pods included",
    ),
    row(
      "fewest available",
      sides.map(({ fewestAvailable }) => -fewestAvailable),
      "what your users have left",
      (value) => String(-(value ?? 0)),
    ),
    row(
      "requests failed",
      sides.map(({ failed }) => failed),
      `of ${asked[0]} and ${asked[1]}`,
    ),
  ];
}

/** @param {number} value */
function seconds(value) {
  return value < 60 ? `${value.toFixed(1)} s` : duration(value);
}

/**
 * The smaller value is the better one.
 * @param {string} name @param {(number | null)[]} values @param {string} means
 * @param {(value: number | null, side: number) => string} [show]
 * @returns {ReturnType<typeof outcomeRows>[number]}
 */
function row(name, values, means, show = (value) => String(value)) {
  const [a = null, b = null] = values;
  const isOpen = a === null || b === null || a === b;
  return { name, values: [show(a, 0), show(b, 1)], better: isOpen ? -1 : a < b ? 0 : 1, means };
}
