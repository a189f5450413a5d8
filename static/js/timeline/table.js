/** The timeline's values as a table in a dialog: for screen readers, and to read exact numbers. */

import { createDialog } from "../lib/dialog.js";
import { h, setText } from "../lib/dom.js";
import { clockTime } from "../lib/time.js";
import { availableIn } from "./series.js";

/** @typedef {import("../types.js").State} State */

const MOST_ROWS = 200;
const COLUMNS = ["time", "available", "counted", "wanted", "floor", "ceiling", "by version"];

export function createTable() {
  const rows = h("tbody");
  const caption = h("caption");
  const dialog = createDialog(
    "Values of the timeline",
    "help timeline-table",
    h(
      "table",
      {},
      caption,
      h("thead", {}, h("tr", {}, ...COLUMNS.map((name) => h("th", { scope: "col" }, name)))),
      rows,
    ),
  );
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
