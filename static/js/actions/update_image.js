/** Put another image into the Pod template: that starts a rollout. */

import { objectPath } from "../api.js";
import { namespaceFlag } from "../lib/text.js";
import { mayAct } from "./rules.js";

/** @type {import("../types.js").Action} */
export const updateImage = {
  id: "update",
  label: "Update",
  icon: "act",
  shortcut: "u",
  help: "Roll out the chosen image",
  appliesTo: "Deployment",
  isEnabled: mayAct,
  kubectl: (target, value) =>
    `kubectl set image deployment/${target.name} ${target.container}=${value ?? target.image}` +
    namespaceFlag(target),
  run: ({ api, target, value }) => {
    const containers = [{ name: target.container, image: value ?? target.image }];
    return api.patch(
      objectPath(target),
      { spec: { template: { spec: { containers } } } },
      "application/strategic-merge-patch+json",
    );
  },
};
