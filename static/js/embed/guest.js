/**
 * Who is a guest of a share: a signed secret that this frame keeps, so that a reload finds the same
 * copy. A browser that refuses storage to frames of other sites gets one that lasts as long as the
 * frame; the parts of the page that remember small things then work as ever.
 */

/** @param {string} share */
export function createGuest(share) {
  const place = `kubeloop-guest-${share}`;
  return {
    get: () => localStorage.getItem(place) ?? "",
    /** @param {string} secret */
    keep: (secret) => localStorage.setItem(place, secret),
    forget: () => localStorage.removeItem(place),
  };
}

/** Where the browser throws at the mere question, what is kept is kept in memory. */
export function keepStorage() {
  for (const name of /** @type {const} */ (["localStorage", "sessionStorage"])) {
    try {
      window[name].getItem("kubeloop-theme");
    } catch {
      Object.defineProperty(window, name, { value: memory() });
    }
  }
}

/** What the page uses of a storage. */
export function memory() {
  /** @type {Map<string, string>} */
  const known = new Map();
  return {
    getItem: (/** @type {string} */ key) => known.get(key) ?? null,
    setItem: (/** @type {string} */ key, /** @type {string} */ text) => known.set(key, text),
    removeItem: (/** @type {string} */ key) => known.delete(key),
  };
}
