/**
 * A share in another site's page: the shared picture at once, a copy of one's own when somebody
 * asks for it. No cookie is used: the page says the share's secret with every request, a guest says
 * who they are, and the frame keeps that (embed/guest.js). Only the wiring; what is on the stage is
 * the playground's own.
 */

import { h } from "../lib/dom.js";
import { setPasses } from "../lib/passes.js";
import { restoreTheme } from "../panels/bar.js";
import { createShareApi } from "../sharing/api.js";
import { createBar } from "./bar.js";
import { createGuest, keepStorage } from "./guest.js";
import { createInvitation } from "./invitation.js";
import { play } from "./play.js";

/** @typedef {import("../types.js").Config} Config */

const byId = (/** @type {string} */ id) => /** @type {HTMLElement} */ (document.getElementById(id));
/** @type {Config} */
const config = JSON.parse(byId("config").textContent ?? "{}");
const root = byId("embed");

keepStorage();
restoreTheme();
const guest = createGuest(config.share);
const api = createShareApi(config.share);
const problem = h("p", { class: "embed-problem", role: "alert", hidden: true });
const bar = createBar(byId("bar"), config, { start: () => start() });
root.append(problem);
/** @type {{close(): void} | null} */
let scene = null;
let isStarting = false;
begin();

/** Who was here before finds their copy again; who was not sees what is shared. */
async function begin() {
  const known = guest.get();
  if (known) {
    try {
      return enter(await api.start({ guest: known, resume: true }));
    } catch {
      guest.forget();
    }
  }
  if (config.cluster) show(config);
  else scene = createInvitation(root, config, start);
}

async function start() {
  if (isStarting) return;
  isStarting = true;
  problem.hidden = true;
  bar.busy(true);
  try {
    enter(await api.start({ guest: guest.get() }));
  } catch (error) {
    problem.hidden = false;
    problem.textContent = /** @type {Error} */ (error).message;
  } finally {
    isStarting = false;
    bar.busy(false);
  }
}

/** @param {{guest: string, cluster: string, lesson: string}} begun */
function enter({ guest: secret, cluster, lesson }) {
  guest.keep(secret);
  const feed = `/ws/c/${cluster}/?${new URLSearchParams({ guest: secret })}`;
  const own = { cluster, lesson, feed, guest: secret, share: "", api: `/k8s/${cluster}` };
  show({ ...config, ...own, role: "owner" });
}

/** @param {Config} shown */
function show(shown) {
  scene?.close();
  setPasses(shown);
  scene = play(root, shown, bar);
}
