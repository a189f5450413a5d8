/**
 * Looking back: what the page shows is a state of its own, with the visitor's view, selection and
 * notes of the present laid over it. The live state goes on behind it.
 */

/** @typedef {import("../types.js").State} State */

/** @type {WeakMap<State, State>} */
const known = new WeakMap();

/**
 * What is to be drawn and acted on: the present, or the past moment that has come.
 * @param {State} state @returns {State}
 */
export function shownState(state) {
  if (!state.past) return state;
  let merged = known.get(state);
  if (!merged) {
    const link = { phase: /** @type {const} */ ("past"), message: "", retryAt: 0 };
    const shown = state.past.shown ?? { ...state, link };
    const { selection, active, view, tab, twins, hint, refusals, drawer, series, past } = state;
    const { colours, find, zoom } = state;
    const own = {
      selection,
      active,
      view,
      tab,
      twins,
      hint,
      refusals,
      drawer,
      series,
      past,
      find,
      zoom,
    };
    merged = { ...shown, ...own, colours: new Map([...shown.colours, ...colours]) };
    known.set(state, merged);
  }
  return merged;
}

/** Does the page show exactly the moment that is wanted? @param {State} state */
export function hasArrived({ past }) {
  return past !== null && past.shown?.revision === past.wanted.revision;
}
