/** Stop the cluster's clock: nothing pulls, starts, waits or expires until time is resumed. */

import { CLOCK_PATH, patchClockCommand } from "./clock.js";
import { isOwner } from "./rules.js";

/** @type {import("../types.js").Action} */
export const pauseTime = {
  id: "pause-time",
  label: "Pause time",
  icon: "pause",
  shortcut: " ",
  help: "Stop the cluster's clock",
  appliesTo: "cluster",
  isShown: (clock) => !clock.paused,
  isEnabled: isOwner,
  kubectl: () => patchClockCommand({ paused: true }),
  run: ({ api }) => api.patch(CLOCK_PATH, { spec: { paused: true } }),
};
