/**
 * What this page was opened with when it was not a cookie: the secret of a share, or who is a guest
 * of one. Every request and websocket says it (playground/passes.py). Set by the wiring.
 * Example: after `setPasses({ share: "q7" })`, withPasses("/ws/c/x/") is "/ws/c/x/?share=q7".
 */

const passes = { share: "", guest: "" };

/** @param {{share?: string, guest?: string}} given */
export function setPasses({ share = "", guest = "" }) {
  Object.assign(passes, guest ? { share: "", guest } : { share, guest: "" });
}

/** @returns {Record<string, string>} */
export function passHeaders() {
  if (passes.guest) return { "X-Kubeloop-Guest": passes.guest };
  return passes.share ? { "X-Kubeloop-Share": passes.share } : {};
}

/** For addresses that no header goes with. @param {string} path */
export function withPasses(path) {
  const query = new URLSearchParams(Object.entries(passes).filter(([, text]) => text)).toString();
  if (!query) return path;
  return `${path}${path.includes("?") ? "&" : "?"}${query}`;
}
