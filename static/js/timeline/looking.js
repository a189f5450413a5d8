/**
 * Fetches what looking back needs: the history once, again when much was written since and when
 * something was while the line was away, the picture of the wanted moment, and its neighbours while
 * nothing else is to do. One request at a time:
 * while a hand drags, pictures come as fast as the server gives them and the newest wish is next.
 * The address follows (`?at=<revision>`), so every moment is a link.
 */

import { createPastApi } from "../api.js";
import { momentBeside } from "./series.js";

/** @typedef {import("../types.js").State} State */
/** @typedef {import("../types.js").Snapshot} Snapshot */

const KEPT_PICTURES = 80;
const ADDRESS_MS = 150;
const RELOAD_AFTER = 400;

/**
 * @param {string} cluster
 * @param {{get(): State, dispatch(message: import("../types.js").Message): void}} store
 */
export function createLooking(cluster, store) {
  const api = createPastApi(cluster);
  /** @type {Map<number, Snapshot>} */
  const pictures = new Map();
  let isBusy = false;
  let hasHistory = false;
  let isLoading = false;
  let lostAt = 0; // the revision that was shown when the line broke; 0 while it holds
  let address = 0;
  let asked = Number(new URLSearchParams(location.search).get("at")) || 0;

  const loadHistory = async () => {
    if (isLoading) return;
    isLoading = true;
    try {
      const history = await api.history(hasHistory ? store.get().series.revision : 0);
      store.dispatch({ type: "history", history });
      hasHistory = true;
    } catch {
      // the live tail goes on without it; the next look back asks again
    } finally {
      isLoading = false;
    }
  };

  /** @param {number} revision */
  const fetchPicture = async (revision) => {
    const picture = pictures.get(revision) ?? (await api.at(revision));
    pictures.delete(revision);
    pictures.set(revision, picture);
    const oldest = pictures.keys().next().value;
    if (pictures.size > KEPT_PICTURES && oldest !== undefined) pictures.delete(oldest);
    return picture;
  };

  const follow = async () => {
    if (isBusy) return;
    isBusy = true;
    try {
      for (let wanted = missing(store.get()); wanted; wanted = missing(store.get()))
        await show(wanted);
      await prefetch();
    } finally {
      isBusy = false;
    }
    if (missing(store.get())) follow();
  };

  /** @param {number} revision */
  const show = async (revision) => {
    try {
      const message = await fetchPicture(revision);
      store.dispatch({ type: "looked", message, heardAt: performance.now() });
    } catch (error) {
      const { message: problem = String(error) } = /** @type {{message?: string}} */ (error);
      store.dispatch({ type: "looked in vain", revision, problem });
    }
  };

  const prefetch = async () => {
    const { series, past } = store.get();
    for (const steps of past ? [-1, 1] : []) {
      const beside = momentBeside(series, past?.wanted ?? null, steps);
      if (!beside || pictures.has(beside.revision) || missing(store.get())) continue;
      await fetchPicture(beside.revision).catch(() => undefined);
    }
  };

  addEventListener("popstate", () => {
    const at = Number(new URLSearchParams(location.search).get("at")) || 0;
    if (at === (store.get().past?.wanted.revision ?? 0)) return;
    store.dispatch({ type: "look", at: at ? { revision: at, time: 0 } : null });
  });

  return {
    /** Fetch the past as far as it reaches, not only what was lately. */
    async reachBack() {
      const history = await api.history(0, true).catch(() => null);
      if (history) store.dispatch({ type: "history", history });
    },
    /** @param {State} state */
    update(state) {
      if (!state.revision) return;
      const tail = state.revision - state.series.revision;
      const isBack = lostAt > 0 && state.link.phase === "live";
      const isMissing = isBack && state.revision !== lostAt; // one delta tells no steps between
      if (!hasHistory || tail > RELOAD_AFTER || isMissing) loadHistory();
      if (isBack) lostAt = 0;
      else if (state.link.phase === "stale") lostAt ||= state.revision;
      if (asked && hasHistory) {
        const at = { revision: asked, time: 0 };
        asked = 0;
        store.dispatch({ type: "look", at });
      }
      if (missing(state)) follow();
      clearTimeout(address);
      if (!asked) address = setTimeout(() => setAddress(store.get()), ADDRESS_MS);
    },
  };
}

/** The revision whose picture is wanted and has not come; 0: none. @param {State} state */
function missing({ past }) {
  if (!past || past.problem) return 0;
  const { revision, time } = past.wanted;
  if (past.shown?.revision !== revision) return revision;
  return time > past.shown.clock.now ? revision : 0;
}

/** @param {State} state */
function setAddress({ past }) {
  const url = new URL(location.href);
  const before = url.searchParams.get("at");
  const wanted = past ? String(past.wanted.revision) : null;
  if (before === wanted) return;
  if (wanted) url.searchParams.set("at", wanted);
  else url.searchParams.delete("at");
  if (before && wanted) history.replaceState(null, "", url);
  else history.pushState(null, "", url);
}
