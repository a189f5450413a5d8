/** How fast the cluster's clock runs, from a tenth to a hundred times real time. */

import { CLOCK_PATH, patchClockCommand } from "./clock.js";
import { isOwner } from "./rules.js";

export const SPEEDS = [0.1, 0.25, 0.5, 1, 2, 5, 10, 30, 100];

/** @type {import("../types.js").Action} */
export const setSpeed = {
  id: "speed",
  label: "Speed",
  icon: "clock",
  help: "How fast time runs",
  appliesTo: "cluster",
  isEnabled: isOwner,
  kubectl: (clock, value) => patchClockCommand({ speed: value ?? clock.speed }),
  run: ({ api, value }) => api.patch(CLOCK_PATH, { spec: { speed: value } }),
};
