/**
 * Replace every Pod by a new one of the same version, as `kubectl rollout restart` does: by a note
 * in the template.
 */

import { objectPath } from "../api.js";
import { namespaceFlag } from "../lib/text.js";
import { isoTime, virtualNow } from "../lib/time.js";
import { mayAct } from "./rules.js";

/** @type {import("../types.js").Action} */
export const restart = {
  id: "restart",
  label: "Restart",
  icon: "restart",
  help: "Replace all Pods, one by one",
  appliesTo: "Deployment",
  isEnabled: mayAct,
  kubectl: (target) => `kubectl rollout restart deployment/${target.name}${namespaceFlag(target)}`,
  run: ({ api, target, state }) => {
    if (target.paused)
      throw new Error(
        'deployments.apps "' +
          target.name +
          "\" can't restart paused deployment (run rollout resume first)",
      );
    const annotations = {
      "kubectl.kubernetes.io/restartedAt": isoTime(virtualNow(state.clock, performance.now())),
    };
    return api.patch(
      objectPath(target),
      { spec: { template: { metadata: { annotations } } } },
      "application/strategic-merge-patch+json",
    );
  },
};
