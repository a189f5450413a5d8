/** The wiring: feed -> store -> views, buttons -> API. Nothing is decided here. */

import { createPerformer } from "./actions/perform.js";
import { createApi } from "./api.js";
import { takePart } from "./classroom/index.js";
import { createLesson } from "./lessons/index.js";
import { setPasses } from "./lib/passes.js";
import { virtualNow } from "./lib/time.js";
import { createBar, restoreTheme } from "./panels/bar.js";
import { createDrawer } from "./panels/drawer.js";
import { createHelp } from "./panels/help.js";
import { createInspector } from "./panels/inspector.js";
import { Feed } from "./socket.js";
import { createAnnouncer } from "./stage/announcer.js";
import { Stage } from "./stage/index.js";
import { listenToKeys } from "./stage/walk.js";
import { Pace } from "./state/pace.js";
import { createReceiver } from "./state/receive.js";
import { initialState } from "./state/reducer.js";
import { shownState } from "./state/past.js";
import { createStore } from "./state/store.js";
import { createPast } from "./timeline/index.js";

/** @typedef {import("./types.js").State} State */

const byId = (/** @type {string} */ id) => /** @type {HTMLElement} */ (document.getElementById(id));
const root = document.documentElement.dataset;

/** @type {import("./types.js").Config} */
const config = JSON.parse(byId("config").textContent ?? "{}");
setPasses(config);
restoreTheme();

const store = createStore(initialState(config), draw);
const api = createApi(config.api);
const shown = () => shownState(store.get());
const perform = createPerformer({ api, state: shown, dispatch: store.dispatch });
/** @type {import("./types.js").Desk} */
const desk = {
  ...{ api, config, perform, state: shown, dispatch: store.dispatch },
  run: (command) => drawer.run(command),
};

const bar = createBar(byId("bar"), desk);
const stage = new Stage(byId("stage"), desk, store.schedule);
const announcer = createAnnouncer(document.body);
const inspector = createInspector(byId("inspector"), desk);
const drawer = createDrawer(byId("drawer"), desk);
const lesson = createLesson(byId("lesson"), desk, drawer.run);
const past = createPast({ timeline: byId("timeline"), stage: byId("stage") }, desk, store);
listenToKeys(desk, createHelp());
const pace = new Pace();

const feed = new Feed({
  url: config.feed,
  revision: () => store.get().revision,
  onMessage: createReceiver(store, () => feed.resync()),
  onLink: (link) => store.dispatch({ type: "link", link, at: performance.now() }),
});
feed.connect();
takePart(desk);
store.schedule();

/**
 * Everything that shows the state, in one frame.
 * @param {State} live
 * @param {boolean} isChanged
 */
function draw(live, isChanged) {
  const at = performance.now();
  const state = shownState(live);
  const now = virtualNow(state.clock, at);
  root.live = live.past ? "past" : live.link.phase === "live" ? "live" : "stale";
  const rest = pace.wait(state, at);
  const isTold = rest === 0;
  if (isTold) for (const part of [bar, inspector, drawer, lesson]) part.update(state, now);
  const wake = Math.min(
    isTold ? Infinity : rest,
    stage.draw(state, { isChanged, isTold }, at),
    announcer.update(state, stage.picture, at, isTold),
    inspector.tick(state, now),
    past.draw(live, virtualNow(live.clock, at), isTold),
  );
  if (isTold) root.revision = String(state.revision);
  return wake;
}
