/** The last minute of the cluster as a small chart: available Pods by version, and the limits. */

import { createPastApi } from "../api.js";
import { readTokens } from "../graph/tokens.js";
import { h, setAttribute } from "../lib/dom.js";
import { isStanding } from "../lib/time.js";
import { activeDeployment } from "../state/selectors.js";
import { chartModel, drawChart } from "../timeline/chart.js";
import { pointNow } from "../timeline/series.js";

/** @typedef {import("../types.js").State} State */

const BACK_SECONDS = 50;
const AHEAD_SECONDS = 10;
const TICK_MS = 250;

/**
 * @param {HTMLElement} host @param {import("../types.js").Desk} desk
 * @param {() => void} wake
 */
export function createChart(host, desk, wake) {
  const canvas = h("canvas", { role: "img", "aria-label": "Available Pods" });
  host.append(canvas);
  let tokens = readTokens(document.body);
  const retint = () => {
    tokens = readTokens(document.body);
    wake();
  };
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", retint);
  createPastApi(desk.config.cluster)
    .history(0)
    .then(
      (history) => desk.dispatch({ type: "history", history }),
      () => undefined, // the chart then begins with what comes
    );
  return {
    /** @param {State} state @param {number} now @returns {number} ms until it has moved */
    draw(state, now) {
      const card = activeDeployment(state);
      const isStill = state.clock.paused && state.role === "viewer";
      setAttribute(host, "hidden", !card || isStill);
      if (!card || isStill || !canvas.clientWidth) return Infinity;
      const services = new Set(state.tables.Service.keys());
      const last = pointNow(state, card, state.revision, now);
      const window = { from: now - BACK_SECONDS, to: now + AHEAD_SECONDS, head: now, now };
      const { colours, series } = state;
      const model = chartModel(series, card.uid, window, { colours, services, last });
      drawChart(canvas, model, tokens, { isMini: true });
      const limits = `floor ${card.floor}, ceiling ${card.ceiling}`;
      const words = `${card.available} of ${card.wanted} available, ${limits}`;
      setAttribute(canvas, "aria-label", `Available Pods of the last minute. Now: ${words}.`);
      return isStanding(state.clock) ? Infinity : TICK_MS;
    },
  };
}
