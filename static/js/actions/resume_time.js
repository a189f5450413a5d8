/** Let the cluster's clock go on. */

import { CLOCK_PATH, patchClockCommand } from "./clock.js";
import { isOwner } from "./rules.js";

/** @type {import("../types.js").Action} */
export const resumeTime = {
  id: "resume-time",
  label: "Resume time",
  icon: "play",
  shortcut: " ",
  help: "Let the cluster's clock go on",
  appliesTo: "cluster",
  isShown: (clock) => clock.paused,
  isEnabled: isOwner,
  kubectl: () => patchClockCommand({ paused: false }),
  run: ({ api }) => api.patch(CLOCK_PATH, { spec: { paused: false } }),
};
