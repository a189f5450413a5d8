/**
 * The feed's websocket before the page's modules are there. The server paints the picture while
 * they are fetched, and what it says meanwhile is kept with the time it was heard.
 * Example: `openEarly(url)` when the head is read; 120 ms later the feed calls `takeEarly(url)` and
 * goes on with the same socket, the snapshot in hand.
 */

/** @typedef {{text: string, at: number}} Heard */
/** @typedef {{socket: WebSocket, heard: Heard[]}} Line */

/** @type {(Line & {url: string, listen: (event: MessageEvent) => void}) | null} */
let early = null;

/** The address of a websocket of this server. @param {string} path */
export function socketAddress(path) {
  const url = new URL(path, location.href);
  url.protocol = url.protocol.replace("http", "ws");
  return url;
}

/** @param {string} path */
export function openEarly(path) {
  const socket = new WebSocket(socketAddress(path));
  /** @type {Heard[]} */
  const heard = [];
  const listen = (/** @type {MessageEvent} */ { data }) =>
    heard.push({ text: data, at: performance.now() });
  socket.addEventListener("message", listen);
  early = { url: path, socket, heard, listen };
}

/**
 * Whoever takes it listens from now on; only once, and only while it is open or opening.
 * @param {string} path
 * @returns {Line | null}
 */
export function takeEarly(path) {
  const line = early?.url === path ? early : null;
  if (!line) return null;
  early = null;
  line.socket.removeEventListener("message", line.listen);
  return line.socket.readyState > WebSocket.OPEN ? null : line;
}
