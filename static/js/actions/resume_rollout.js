/** Let a held Deployment go on. */

import { objectPath } from "../api.js";
import { namespaceFlag } from "../lib/text.js";
import { mayAct } from "./rules.js";

/** @type {import("../types.js").Action} */
export const resumeRollout = {
  id: "resume-rollout",
  label: "Resume rollout",
  icon: "play",
  help: "Let the held changes go on",
  appliesTo: "Deployment",
  isShown: (target) => Boolean(target?.paused),
  isEnabled: mayAct,
  kubectl: (target) => `kubectl rollout resume deployment/${target.name}${namespaceFlag(target)}`,
  run: ({ api, target }) =>
    api.patch(
      objectPath(target),
      { spec: { paused: null } },
      "application/strategic-merge-patch+json",
    ),
};
