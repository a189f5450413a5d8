/** The wiring: feed -> store -> views, buttons -> API. Nothing is decided here. */

import { createPerformer } from "./actions/perform.js";
import { createApi } from "./api.js";
import { virtualNow } from "./lib/time.js";
import { createBar, restoreTheme } from "./panels/bar.js";
import { createDrawer } from "./panels/drawer.js";
import { createHelp } from "./panels/help.js";
import { createInspector } from "./panels/inspector.js";
import { Feed } from "./socket.js";
import { Stage } from "./stage/index.js";
import { listenToKeys } from "./stage/walk.js";
import { initialState } from "./state/reducer.js";
import { createStore } from "./state/store.js";

/** @typedef {import("./types.js").State} State */

const byId = (/** @type {string} */ id) => /** @type {HTMLElement} */ (document.getElementById(id));
const root = document.documentElement.dataset;

/** @type {import("./types.js").Config} */
const config = JSON.parse(byId("config").textContent ?? "{}");
restoreTheme();

const store = createStore(initialState(config), draw);
const api = createApi(config.api);
const perform = createPerformer({ api, state: store.get, dispatch: store.dispatch });
/** @type {import("./types.js").Desk} */
const desk = { api, config, perform, state: store.get, dispatch: store.dispatch };

const bar = createBar(byId("bar"), desk);
const stage = new Stage(byId("stage"), desk, store.schedule);
const inspector = createInspector(byId("inspector"), desk);
const drawer = createDrawer(byId("drawer"), desk);
listenToKeys(desk, createHelp());

const feed = new Feed({
  url: config.feed,
  revision: () => store.get().revision,
  onMessage: receive,
  onLink: (link) => store.dispatch({ type: "link", link }),
});
feed.connect();
store.schedule();

/** @param {import("./types.js").FeedMessage} message */
function receive(message) {
  const heardAt = performance.now();
  if (message.type === "snapshot") store.dispatch({ type: "snapshot", message, heardAt });
  else if (message.type === "pong")
    store.dispatch({ type: "clock", clock: message.clock, heardAt });
  else if (message.type === "delta") {
    if (message.from === store.get().revision) store.dispatch({ type: "delta", message, heardAt });
    else feed.resync();
  }
}

/**
 * Everything that shows the state, in one frame.
 * @param {State} state
 * @param {boolean} isChanged
 */
function draw(state, isChanged) {
  const at = performance.now();
  const now = virtualNow(state.clock, at);
  if (isChanged) {
    bar.update(state);
    inspector.update(state, now);
    drawer.update(state);
  }
  const wake = Math.min(stage.draw(state, isChanged, at), inspector.tick(state, now));
  root.revision = String(state.revision);
  root.live = state.link.phase === "live" ? "live" : "stale";
  return wake;
}
