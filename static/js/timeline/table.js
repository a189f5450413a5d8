/** The timeline's values as a table in a dialog: for screen readers, and to read exact numbers. */

import { h, icon, setText } from "../lib/dom.js";
import { clockTime } from "../lib/time.js";
import { availableIn } from "./series.js";

/** @typedef {import("../types.js").State} State */

const MOST_ROWS = 200;
const COLUMNS = ["time", "available", "counted", "wanted", "floor", "ceiling", "by version"];

export function createTable() {
  const rows = h("tbody");
  const caption = h("caption");
  const close = h(
    "button",
    { type: "button", class: "button flat bare", "aria-label": "Close" },
    icon("x"),
  );
  const dialog = h(
    "dialog",
    { class: "help timeline-table", "aria-label": "Values of the timeline" },
    h("div", { class: "panel-top" }, h("h2", {}, "Values of the timeline"), close),
    h(
      "table",
      {},
      caption,
      h("thead", {}, h("tr", {}, ...COLUMNS.map((name) => h("th", { scope: "col" }, name)))),
      rows,
    ),
  );
  close.addEventListener("click", () => dialog.close());
  /** @type {State | null} */
  let state = null;
  let uid = "";
  const fill = () => {
    const { series } = state ?? {};
    const line = series?.lines.get(uid);
    const points = [...(line?.points ?? [])].reverse().slice(0, MOST_ROWS);
    setText(caption, line ? `${line.name}, newest first` : "No Deployment yet.");
    rows.replaceChildren(
      ...points.map((point) =>
        h(
          "tr",
          {},
          h("td", {}, clockTime(point.time)),
          ...[availableIn(point), point.counted, point.wanted, point.floor, point.ceiling].map(
            (number) => h("td", {}, number),
          ),
          h(
            "td",
            {},
            point.available
              .map(([set, number]) => `${number} × ${series?.sets.get(set)?.image ?? "?"}`)
              .join(", "),
          ),
        ),
      ),
    );
  };
  return {
    element: dialog,
    open: () => {
      fill();
      dialog.showModal();
    },
    /** @param {State} now @param {{uid: string} | undefined} deployment */
    update(now, deployment) {
      state = now;
      uid = deployment?.uid ?? "";
    },
  };
}
