/**
 * Requests to a Service between two cards: nobody sends them, they can be computed. Request `next`
 * comes at `nextAt`, the others every 1 / rate seconds, and number k goes to the endpoint at place
 * k modulo their number. So counters run on while the cluster rests, and each dot on a rail is one
 * request with its own Pod and its own end.
 * Example: rate 6 and a card of 10 s ago: 60 more were served.
 */

/** @typedef {import("../types.js").ServiceCard} ServiceCard */
/** @typedef {import("../types.js").Failure} Failure */

/** a moment that falls on a request's own counts it, whatever the arithmetic lost */
const MOMENT = 1e-6;

/**
 * One request. `pod` is "" and `failing` "NoEndpoint" when there was nobody to send it to.
 * @typedef {{number: number, at: number, pod: string, failing: string}} UserRequest
 */

/**
 * How many requests come up to a moment that the card has not counted.
 * @param {ServiceCard} service @param {number} now
 */
export function requestsDue({ traffic }, now) {
  if (traffic.nextAt === null || now < traffic.nextAt - MOMENT) return 0;
  return Math.floor((now - traffic.nextAt) * traffic.rate + MOMENT) + 1;
}

/**
 * Served and failed since the last rollout began, up to a moment of the cluster's clock.
 * @param {ServiceCard} service @param {number} now
 * @returns {{served: number, failed: number, reasons: Map<string, number>}}
 */
export function requestCounts(service, now) {
  const { traffic } = service;
  const due = requestsDue(service, now);
  const reasons = new Map(traffic.failures.map(({ reason, count }) => [reason, count]));
  const missed = due ? failuresAmong(service, due) : new Map();
  for (const [reason, count] of missed) reasons.set(reason, (reasons.get(reason) ?? 0) + count);
  const failed = [...missed.values()].reduce((sum, count) => sum + count, 0);
  return { served: traffic.served + due - failed, failed: traffic.failed + failed, reasons };
}

/**
 * The requests of these numbers, first to last, each with its moment and who takes it.
 * @param {ServiceCard} service @param {number} first @param {number} last
 * @returns {UserRequest[]}
 */
export function requestsNumbered(service, first, last) {
  const { next, nextAt, rate } = service.traffic;
  const takers = takersOf(service);
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => {
    const number = first + index;
    const at = (nextAt ?? 0) + (number - next) / rate;
    const taker = takers[number % takers.length];
    return { number, at, pod: taker?.pod ?? "", failing: taker ? taker.failing : "NoEndpoint" };
  });
}

/** The endpoints that get requests, in the order in which they get them. */
/** @param {ServiceCard} service */
export function takersOf(service) {
  return service.endpoints.filter(({ takes }) => takes);
}

/**
 * @param {ServiceCard} service @param {number} due
 * @returns {Map<string, number>}
 */
function failuresAmong(service, due) {
  const takers = takersOf(service);
  const { next } = service.traffic;
  if (!takers.length) return new Map([["NoEndpoint", due]]);
  /** @type {Map<string, number>} */
  const found = new Map();
  takers.forEach(({ failing }, place) => {
    const turns =
      Math.floor((next + due - 1 - place) / takers.length) -
      Math.floor((next - 1 - place) / takers.length);
    if (failing && turns) found.set(failing, (found.get(failing) ?? 0) + turns);
  });
  return found;
}
