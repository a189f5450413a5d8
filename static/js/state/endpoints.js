/**
 * A Service of which only some endpoints and the counts of its requests are others than before: the
 * long card is not sent again. Endpoints stay sorted by Pod, because requests go around in that
 * order. Example: [a, c] with b put and c gone -> [a, b].
 */

/** @typedef {import("../types.js").Endpoint} Endpoint */

/**
 * @param {Map<string, import("../types.js").ServiceCard>} services
 * @param {import("../types.js").ServiceChange} change
 */
export function changeService(services, { uid, put, gone, traffic }) {
  const card = services.get(uid);
  if (!card) return;
  const isSame = put.length === 0 && gone.length === 0;
  const endpoints = isSame ? card.endpoints : joined(card.endpoints, put, gone);
  services.set(uid, { ...card, endpoints, traffic });
}

/**
 * @param {Endpoint[]} kept @param {Endpoint[]} put @param {string[]} gone
 * @returns {Endpoint[]}
 */
function joined(kept, put, gone) {
  const endpoints = [...kept];
  for (const pod of gone) {
    const place = placeOf(endpoints, pod);
    if (endpoints[place]?.pod === pod) endpoints.splice(place, 1);
  }
  for (const endpoint of put) {
    const place = placeOf(endpoints, endpoint.pod);
    const isKnown = endpoints[place]?.pod === endpoint.pod;
    endpoints.splice(place, isKnown ? 1 : 0, endpoint);
  }
  return endpoints;
}

/**
 * Where a Pod is among the sorted, or belongs.
 * @param {Endpoint[]} endpoints @param {string} pod
 */
function placeOf(endpoints, pod) {
  let [low, high] = [0, endpoints.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((endpoints[middle]?.pod ?? "") < pod) low = middle + 1;
    else high = middle;
  }
  return low;
}
