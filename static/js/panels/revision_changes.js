/**
 * What a return to an older revision would change, field by field: words first, then the values,
 * then the field as a manifest names it. The server compares the templates.
 */

import { h } from "../lib/dom.js";
import { createAsker } from "./asking.js";

/** @typedef {import("../types.js").FieldChange} FieldChange */
/** @typedef {import("../types.js").Revisions} Revisions */

/** @param {import("../types.js").Desk} desk */
export function createRevisionChanges(desk) {
  const element = h("div");
  /** @type {ReturnType<typeof createAsker<Revisions>>} */
  const answers = createAsker();
  let drawn = "";
  /** @param {import("../types.js").ReplicaSetCard} set */
  const draw = (set) => {
    const told = answers.of(set.owner)?.revisions.find(({ uid }) => uid === set.uid);
    const key = JSON.stringify(told ?? set.uid);
    if (key === drawn) return;
    drawn = key;
    element.replaceChildren(...(told ? changesView(told.changes, told.revision) : []));
  };
  return {
    element,
    /**
     * @param {import("../types.js").ReplicaSetCard} set
     * @param {import("../types.js").State} state
     */
    update(set, state) {
      const at = state.link.phase === "past" ? state.revision : null;
      const deployment = state.tables.Deployment.get(set.owner);
      const key = `${at} ${deployment?.generation} ${set.rolloutRevision}`;
      answers.ask(
        set.owner,
        key,
        () => desk.api.revisions(set.owner, at),
        () => draw(set),
      );
      draw(set);
    },
  };
}

/** @param {FieldChange[]} changes @param {number} revision */
function changesView(changes, revision) {
  const title = h("p", { class: "note" }, `A return to rev ${revision} would change`);
  if (!changes.length)
    return [h("p", { class: "note" }, `rev ${revision} has the template of now: nothing changes.`)];
  const rows = changes.map((change) =>
    h("li", {}, h("span", {}, changeWords(change)), h("code", { class: "dim" }, change.path)),
  );
  return [title, h("ul", {}, ...rows)];
}

/** @param {FieldChange} change */
export function changeWords({ words, before, after }) {
  if (before === null) return `${words}: ${value(after)} comes back`;
  if (after === null) return `${words}: ${value(before)} goes`;
  return `${words}: ${value(before)} becomes ${value(after)}`;
}

/** @param {unknown} found */
function value(found) {
  return typeof found === "string" ? found : JSON.stringify(found);
}
