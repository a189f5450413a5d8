/**
 * One ReplicaSet: what it runs and how many are ready, and the strip of slots that the canvas
 * fills.
 */

import { h, setAttribute, setStyle, setText } from "../lib/dom.js";
import { count } from "../lib/text.js";

/** @typedef {import("../types.js").LaneModel} LaneModel */

/** @param {LaneModel} first @param {string} group lanes of one group share one tile size */
export function createLane(first, group) {
  const swatch = h("i", { class: "swatch" });
  const title = h("b");
  const tag = h("span", { class: "pill" });
  const name = h("div", { class: "lane-meta mono" });
  const meta = h("div", { class: "lane-meta" });
  const slots = h("div", { class: "slots", data: { slots: first.key, group, strip: "lane" } });
  const head = h(
    "div",
    { class: "lane-head", data: first.replicaSet ? { anchor: first.key } : {} },
    h("div", { class: "lane-title" }, h("span", { class: "lane-name" }, swatch, title), tag),
    name,
    meta,
  );
  const element = h("div", { class: "lane" }, head, h("div", { class: "lane-slots" }, slots));
  return {
    element,
    /** @param {LaneModel} model */
    update(model) {
      setStyle(swatch, "--c", model.colour ? `var(--v${model.colour})` : "var(--unknown)");
      setText(title, model.title);
      setText(tag, model.tag);
      setAttribute(tag, "hidden", model.tag === "");
      tag.classList.toggle("accent", model.tag === "new");
      setText(
        name,
        model.replicaSet && model.title !== model.replicaSet.name ? model.replicaSet.name : "",
      );
      setText(meta, metaText(model));
      element.classList.toggle("orphan", Boolean(model.isOrphan));
      setAttribute(slots, "data-seats", model.seats);
      setAttribute(slots, "data-shown", model.shown);
    },
  };
}

/** @param {LaneModel} model */
function metaText({ replicaSet, isOrphan }) {
  if (!replicaSet) return "";
  const { rolloutRevision, ready, replicas, size, terminating } = replicaSet;
  const revision = rolloutRevision ? `rev ${rolloutRevision} · ` : "";
  const leaving = terminating ? ` · ${terminating} leaving` : "";
  const lost = isOrphan ? " · its owner is gone" : "";
  return `${revision}${ready} of ${Math.max(size, replicas)} ready${leaving}${lost}`;
}

/** @param {number} pods */
export function podCount(pods) {
  return count(pods, "Pod");
}
