/** What the feed says becomes messages; a delta that does not join is asked for anew. */

/** @typedef {import("../types.js").State} State */
/** @typedef {import("../types.js").Message} Message */

/**
 * @param {{get(): State, dispatch(message: Message): void}} store
 * @param {() => void} resync
 * @returns {(message: import("../types.js").FeedMessage, heardAt: number) => void}
 */
export function createReceiver(store, resync) {
  return (message, heardAt) => {
    if (message.type === "snapshot") store.dispatch({ type: "snapshot", message, heardAt });
    else if (message.type === "pong")
      store.dispatch({ type: "clock", clock: message.clock, heardAt });
    else if (message.type === "notice") store.dispatch({ type: "notice", text: message.message });
    else if (message.type === "delta") {
      if (message.from === store.get().revision)
        store.dispatch({ type: "delta", message, heardAt });
      else resync();
    }
  };
}
