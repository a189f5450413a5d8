/**
 * The wall's state and what is read from it, pure. The server has decided who is stuck and in which
 * order the seats stand; the page only keeps and filters.
 */

/** @typedef {import("./types.js").WallState} WallState */
/** @typedef {import("./types.js").WallEvent} WallEvent */
/** @typedef {import("./types.js").WallMessage} WallMessage */
/** @typedef {import("./types.js").SeatCard} SeatCard */

/** @returns {WallState} */
export function emptyWall() {
  return {
    room: null,
    seats: new Map(),
    minis: new Map(),
    filter: "",
    opened: null,
    live: false,
    reason: "",
  };
}

/** @param {WallState} state @param {WallEvent} event @returns {WallState} */
export function reduceWall(state, event) {
  switch (event.type) {
    case "heard":
      return withMessage(state, event.message, event.at);
    case "filter":
      return { ...state, filter: state.filter === event.filter ? "" : event.filter };
    case "open":
      return { ...state, opened: event.seat };
    case "link":
      return { ...state, live: event.live, reason: event.reason };
  }
}

/** @param {WallState} state @param {WallMessage} message @param {number} at @returns {WallState} */
function withMessage(state, message, at) {
  if (message.type === "class") return { ...state, room: message };
  if (message.type === "seats") {
    const seats = new Map(state.seats);
    const minis = new Map(state.minis);
    for (const id of message.gone) {
      seats.delete(id);
      minis.delete(id);
    }
    for (const card of message.put) seats.set(card.id, card);
    const isOpen = state.opened !== null && seats.has(state.opened);
    return { ...state, seats, minis, opened: isOpen ? state.opened : null };
  }
  const minis = new Map(state.minis);
  for (const { seat, card } of message.put) {
    if (card) minis.set(seat, { card, heardAt: at });
    else minis.delete(seat);
  }
  return { ...state, minis };
}

/** The seats as they stand, those of the filter only. @param {WallState} state */
export function seatsInOrder({ room, seats, filter }) {
  const order = room?.order ?? [];
  const known = new Set(order);
  const ids = [...order, ...[...seats.keys()].filter((id) => !known.has(id))];
  return ids
    .map((id) => seats.get(id))
    .filter((card) => card !== undefined)
    .filter((card) => isShown(card, filter));
}

/** @param {SeatCard} card @param {WallState["filter"]} filter */
function isShown(card, filter) {
  if (filter === "hand") return card.hand;
  if (filter === "working") return card.here;
  return filter === "" || card.state === filter;
}

/** @param {WallState} state */
export function countSeats({ seats }) {
  const all = [...seats.values()];
  const of = (/** @type {string} */ state) => all.filter((card) => card.state === state).length;
  return {
    all: all.length,
    here: all.filter(({ here, state }) => here && state !== "away").length,
    stuck: of("stuck"),
    hands: all.filter(({ hand }) => hand).length,
    finished: of("finished"),
    answered: all.filter(({ answered }) => answered).length,
  };
}
