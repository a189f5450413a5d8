/** Where the cluster's clock is in the API, and how kubectl would write to it. */

import { collectionPath } from "../api.js";

export const CLOCK_PATH = `${collectionPath("Clock")}/clock`;

/** @param {Record<string, unknown>} spec */
export function patchClockCommand(spec) {
  return `kubectl patch clock clock --type merge -p '${JSON.stringify({ spec })}'`;
}

/** @param {string} subresource */
export function postClockCommand(subresource) {
  return `kubectl create --raw ${CLOCK_PATH}/${subresource} -f /dev/null`;
}
