/** A cluster of one's own that goes on from the past moment that is shown; this one stays. */

import { createPastApi } from "../api.js";

/** @type {import("../types.js").Action} */
export const fork = {
  id: "fork",
  label: "New future from here",
  icon: "fork",
  help: "A new cluster that goes on from this moment, with its time paused",
  appliesTo: "page",
  isEnabled: (_clock, state) => state.past?.shown !== null && state.past !== null,
  kubectl: () => "",
  run: async ({ state }) => {
    const cluster = state.base.split("/").at(-1) ?? "";
    const { page } = await createPastApi(cluster).fork(state.past?.wanted.revision ?? 0);
    location.assign(page);
  },
};
