/** Hold a Deployment: it keeps its Pods as they are, changes wait until it is resumed. */

import { objectPath } from "../api.js";
import { namespaceFlag } from "../lib/text.js";
import { mayAct } from "./rules.js";

/** @type {import("../types.js").Action} */
export const pauseRollout = {
  id: "pause-rollout",
  label: "Pause rollout",
  icon: "pause",
  help: "Hold changes of this Deployment",
  appliesTo: "Deployment",
  isShown: (target) => !target?.paused,
  isEnabled: mayAct,
  kubectl: (target) => `kubectl rollout pause deployment/${target.name}${namespaceFlag(target)}`,
  run: ({ api, target }) =>
    api.patch(
      objectPath(target),
      { spec: { paused: true } },
      "application/strategic-merge-patch+json",
    ),
};
