/** The empty ReplicaSets of a Deployment: older versions that can be returned to, newest first. */

import { h, icon, keyedList, setAttribute, setStyle, setText } from "../lib/dom.js";
import { lazily } from "../lib/lazy.js";
import { styled } from "../lib/style.js";
import { ago } from "../lib/time.js";
import { actionButton } from "../panels/button.js";

/** @typedef {import("../types.js").ReplicaSetCard} ReplicaSetCard */
/** @typedef {import("../types.js").Desk} Desk */

/** @param {import("../types.js").Desk} desk */
export function createRevisions(desk) {
  const list = h("div", { class: "revision-list" });
  const changes = createChanges(desk);
  const element = h(
    "div",
    { class: "revisions" },
    h("span", { class: "revisions-label" }, icon("rollback", 14), "Older revisions"),
    list,
    changes.element,
  );
  const update = keyedList(
    list,
    (/** @type {ReplicaSetCard} */ set) => set.uid,
    (set) => createRevision(desk, set, changes.toggle),
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
      update(sets, state, now, changes.shown());
      changes.update(sets, state);
    },
  };
}

/** What a return would change is fetched when it is first asked for. @param {Desk} desk */
function createChanges(desk) {
  const element = h("div", { class: "revision-changes", "aria-live": "polite", hidden: true });
  const part = lazily(async () => {
    const made = (await styled(import("../panels/revision_changes.js"))).createRevisionChanges(
      desk,
    );
    element.replaceChildren(made.element);
    return made;
  });
  let uid = "";
  return {
    element,
    shown: () => uid,
    /** @param {ReplicaSetCard} set */
    toggle(set) {
      uid = uid === set.uid ? "" : set.uid;
      desk.dispatch({ type: "activate", uid: set.owner });
    },
    /** @param {ReplicaSetCard[]} sets @param {import("../types.js").State} state */
    update(sets, state) {
      const set = sets.find((each) => each.uid === uid);
      setAttribute(element, "hidden", !set);
      if (set) part.use((view) => view.update(set, state));
    },
  };
}

/**
 * @param {Desk} desk
 * @param {ReplicaSetCard} first
 * @param {(set: ReplicaSetCard) => void} toggle
 */
function createRevision(desk, first, toggle) {
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
  const changes = h(
    "button",
    {
      type: "button",
      class: "button flat small bare",
      "aria-label": `What would revision ${first.rolloutRevision} change`,
      title: "What a return to it would change",
      on: { click: () => toggle(current) },
    },
    icon("scale", 14),
  );
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
    changes,
    button.element,
  );
  return {
    element,
    /**
     * @param {ReplicaSetCard} set
     * @param {import("../types.js").State} state
     * @param {number} now
     * @param {string} opened uid of the set whose changes are shown
     */
    update(set, state, now, opened) {
      current = set;
      setAttribute(changes, "aria-expanded", String(opened === set.uid));
      setAttribute(changes, "aria-label", `What would revision ${set.rolloutRevision} change`);
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
