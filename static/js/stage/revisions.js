/** The empty ReplicaSets of a Deployment: older versions that can be returned to, newest first. */

import { h, icon, keyedList, setAttribute, setStyle, setText } from "../lib/dom.js";
import { ago } from "../lib/time.js";
import { actionButton } from "../panels/button.js";

/** @typedef {import("../types.js").ReplicaSetCard} ReplicaSetCard */

/** @param {import("../types.js").Desk} desk */
export function createRevisions(desk) {
  const list = h("div", { class: "revision-list" });
  const element = h(
    "div",
    { class: "revisions" },
    h("span", { class: "revisions-label" }, icon("rollback", 14), "Older revisions"),
    list,
  );
  const update = keyedList(
    list,
    (/** @type {ReplicaSetCard} */ set) => set.uid,
    (set) => createRevision(desk, set),
  );
  return {
    element,
    /**
     * @param {ReplicaSetCard[]} sets
     * @param {import("../types.js").State} state
     * @param {number} now
     */
    update(sets, state, now) {
      setAttribute(element, "hidden", sets.length === 0);
      update(sets, state, now);
    },
  };
}

/** @param {import("../types.js").Desk} desk @param {ReplicaSetCard} first */
function createRevision(desk, first) {
  let current = first;
  const swatch = h("i", { class: "swatch" });
  const revision = h("b");
  const image = h("span");
  const note = h("span", { class: "dim" });
  const deployment = () => desk.state().tables.Deployment.get(current.owner);
  const button = actionButton(desk, "roll-back", {
    look: "flat small",
    isBare: true,
    label: `Return to revision ${first.rolloutRevision}`,
    target: deployment,
    value: () => current.rolloutRevision,
  });
  const element = h(
    "div",
    { class: "revision" },
    h(
      "span",
      { class: "revision-text", data: { anchor: first.uid } },
      swatch,
      revision,
      image,
      note,
    ),
    button.element,
  );
  return {
    element,
    /**
     * @param {ReplicaSetCard} set
     * @param {import("../types.js").State} state
     * @param {number} now
     */
    update(set, state, now) {
      current = set;
      setStyle(swatch, "--c", `var(--v${state.colours.get(set.image) ?? 1})`);
      setText(revision, `rev ${set.rolloutRevision}`);
      setAttribute(button.element, "aria-label", `Return to revision ${set.rolloutRevision}`);
      setText(image, set.image);
      setText(
        note,
        set.revisionHistory ? `was rev ${set.revisionHistory}` : ago(now - set.created),
      );
      button.update(state);
    },
  };
}
