/** Put an edited object in the place of the one that is there, as `kubectl edit` does. */

import { namespaceFlag } from "../lib/text.js";
import { isOwner } from "./rules.js";

/** @type {import("../types.js").Action} */
export const replaceObject = {
  id: "replace",
  label: "Apply edit",
  icon: "check",
  help: "Send the edited object to the cluster",
  appliesTo: "cluster",
  isEnabled: (target, state) => Boolean(target) && isOwner(target, state),
  kubectl: (target) =>
    `kubectl edit ${String(target.kind).toLowerCase()} ${target.name}${namespaceFlag(target)}`,
  run: ({ api, target, value }) => api.replace(target.path, value),
};
