/**
 * Go back to the revision before, or to the one that is given. The cluster refuses when there is
 * none.
 */

import { objectPath } from "../api.js";
import { namespaceFlag } from "../lib/text.js";
import { mayAct } from "./rules.js";

/** @type {import("../types.js").Action} */
export const rollBack = {
  id: "roll-back",
  label: "Roll back",
  icon: "rollback",
  shortcut: "b",
  help: "Return to the revision before",
  appliesTo: "Deployment",
  isEnabled: mayAct,
  kubectl: (target, value) =>
    `kubectl rollout undo deployment/${target.name}` +
    (value ? ` --to-revision=${value}` : "") +
    namespaceFlag(target),
  run: ({ api, target, value }) =>
    api.post(`${objectPath(target)}/rollback`, { toRevision: value ?? 0 }),
};
