/** What the share panel and a frame ask the page's own server about links. */

import { request } from "../api.js";

/**
 * What the share panel asks: the cluster's links.
 * @param {string} cluster
 */
export function createSharingApi(cluster) {
  const base = `/c/${cluster}/shares`;
  const json = "application/json";
  return {
    /** @returns {Promise<{shares: import("./types.js").Share[]}>} */
    list: () => request(base, "GET"),
    /** @param {object} wish @returns {Promise<import("./types.js").Share>} */
    make: (wish) => request(base, "POST", JSON.stringify(wish), json),
    /** @param {number} id @param {string[]} origins which sites may frame it */
    allow: (id, origins) => request(`${base}/${id}`, "PATCH", JSON.stringify({ origins }), json),
    /** @param {number} id */
    revoke: (id) => request(`${base}/${id}`, "DELETE"),
  };
}

/**
 * What a frame asks: a copy to try out, or that of a guest who was here before.
 * @param {string} secret the share's
 */
export function createShareApi(secret) {
  return {
    /**
     * @param {{guest: string, resume?: boolean}} wish
     * @returns {Promise<{guest: string, cluster: string, lesson: string}>}
     */
    start: (wish) =>
      request(`/embed/${secret}/start`, "POST", JSON.stringify(wish), "application/json"),
  };
}
