/**
 * A class's websocket and its acts. The line comes back by itself, with the feed's waits; an act
 * is a POST whose refusal carries the server's own sentence and the field it is about.
 */

import { Refusal } from "../api.js";
import { backoffMs } from "../socket.js";

const FINAL_CODES = new Set([4403, 4404]);
const PING_MS = 20000;

/**
 * @param {string} path
 * @param {(message: any) => void} onMessage
 * @param {(live: boolean, reason: string) => void} onLink
 */
export function openLine(path, onMessage, onLink) {
  let attempt = 0;
  let reason = "";
  let notice = "";
  /** @type {WebSocket} */
  let socket;
  const connect = () => {
    const url = new URL(path, location.href);
    url.protocol = url.protocol.replace("http", "ws");
    socket = new WebSocket(url);
    socket.addEventListener("message", ({ data }) => {
      const message = JSON.parse(data);
      if (message.type !== "error") attempt = 0; // a refusal is told by a frame too
      reason = message.type === "error" ? message.message : "";
      if (message.type === "notice") notice = message.message;
      if (!["error", "pong"].includes(message.type)) onLink(true, notice);
      if (!["error", "pong", "notice"].includes(message.type)) onMessage(message);
    });
    socket.addEventListener("close", ({ code }) => {
      notice = "";
      onLink(false, reason);
      if (!FINAL_CODES.has(code)) setTimeout(connect, backoffMs(attempt++));
    });
  };
  const say = (/** @type {object} */ frame) => {
    if (socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify(frame));
  };
  setInterval(() => say({ type: "ping" }), PING_MS);
  connect();
  return { say };
}

/** @param {string} code @returns {import("./types.js").Act} */
export function createAct(code) {
  return async (verb, body = {}) => {
    const response = await fetch(`/class/${code}/do/${verb}`, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-Kubeloop": "page" },
      body: JSON.stringify(body),
      credentials: "same-origin",
    }).catch(() => {
      throw new Refusal({ reason: "Unreachable", message: "The server does not answer." });
    });
    const answer = await response.json().catch(() => null);
    if (response.ok) return answer;
    throw new Refusal({ code: response.status, message: "The server refused.", ...answer });
  };
}
