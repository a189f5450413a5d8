/** Where the cluster's clock is in the API, and how kubectl would write to it. */

import { collectionPath } from "../api.js";

export const CLOCK_PATH = `${collectionPath("Clock")}/clock`;

/** @param {Record<string, unknown>} spec */
export function patchClockCommand(spec) {
  return `kubectl patch clock clock --type merge -p '${JSON.stringify({ spec })}'`;
}

/**
 * kubectl takes a raw path as it is, so it has to begin with the cluster's own.
 * @param {string} subresource
 * @param {import("../types.js").State} state
 */
export function postClockCommand(subresource, { base }) {
  return `kubectl create --raw ${base}${CLOCK_PATH}/${subresource} -f /dev/null`;
}
