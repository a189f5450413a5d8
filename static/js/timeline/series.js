/**
 * The past as lines: per Deployment a point whenever something of it moved, the moments at which
 * anything was written, marks, failed requests. The server folds the journal (`withHistory`); what
 * the feed tells since is added as a tail (`withTail`) and gives way to the server's own account
 * when that comes. A page that stays open keeps as much as one that is opened now is told: a day of
 * rollouts costs no more than an hour. All functions are pure.
 */

/** @typedef {import("../types.js").Series} Series */
/** @typedef {import("../types.js").SeriesPoint} SeriesPoint */
/** @typedef {import("../types.js").History} History */
/** @typedef {import("../types.js").State} State */
/** @typedef {import("../types.js").Moment} Moment */

/** The rule by which the node controller gives a silent node up (SPEC N3). */
const NODE_LOST = "N3";
/** Trouble of the same sort within that time is one mark. */
const QUIET_SECONDS = 5;
/** What the server tells a new page (RECENT_COMMITS); one that asked for more keeps that much. */
const KEPT_MOMENTS = 3000;
/** Dropped so many at a time. */
const SLACK_MOMENTS = 500;
const SEEN_KINDS = new Set(["Pod", "Node", "Deployment", "ReplicaSet", "Service"]);

/** @returns {Series} */
export function emptySeries() {
  return {
    oldest: 0,
    revision: 0,
    reach: 0,
    times: [],
    revisions: [],
    lines: new Map(),
    sets: new Map(),
    failed: [],
    marks: [],
  };
}

/**
 * Take in what the server folded.
 * @param {Series} series @param {History} history @returns {Series}
 */
export function withHistory(series, history) {
  const base = history.since === 0 || history.since > series.revision ? emptySeries() : series;
  /** @param {{revision: number}} item */
  const isKept = ({ revision }) => revision <= history.since;
  /** @param {{revision: number}} item */
  const isTail = ({ revision }) => revision > history.revision;
  const lines = new Map(
    [...base.lines].map(([uid, line]) => [uid, { ...line, points: line.points.filter(isKept) }]),
  );
  const sets = new Map(base.sets);
  for (const found of history.deployments) {
    for (const { uid, name, image } of found.sets) sets.set(uid, { name, image });
    const known = lines.get(found.uid)?.points ?? [];
    const points = [...known, ...found.points.map((point) => readPoint(point, found.sets))];
    const { uid, name, namespace } = found;
    lines.set(found.uid, { uid, name, namespace, points: withoutTwins(points) });
  }
  for (const [uid, line] of series.lines) {
    const tail = line.points.filter(isTail);
    const points = [...(lines.get(uid)?.points ?? []), ...tail];
    if (points.length) lines.set(uid, { ...line, points });
  }
  const moments = joinMoments(base, series, history);
  return withinReach({
    ...moments,
    oldest: history.oldest,
    revision: history.revision,
    reach: base.reach || history.moments.revisions.length,
    lines,
    sets,
    failed: [
      ...base.failed.filter(isKept),
      ...history.failed.map(([service, revision, from, until, count]) => ({
        service,
        revision,
        from,
        until,
        count,
      })),
      ...series.failed.filter(isTail),
    ],
    marks: [...base.marks.filter(isKept), ...history.marks, ...series.marks.filter(isTail)],
  });
}

/**
 * Without what lies too far back. Each line keeps where it stood before that; failed requests stay,
 * for a Service's counters are told as sums (`tailFailures`).
 * @param {Series} series @returns {Series}
 */
function withinReach(series) {
  const kept = Math.max(KEPT_MOMENTS, series.reach);
  const dropped = series.revisions.length - kept;
  if (dropped < SLACK_MOMENTS) return series;
  const first = series.revisions[dropped] ?? 0;
  /** @param {{revision: number}} item */
  const isKept = ({ revision }) => revision >= first;
  const lines = new Map(
    [...series.lines].map(([uid, line]) => {
      const begin = line.points.findIndex(isKept);
      return [uid, { ...line, points: line.points.slice(begin < 0 ? -1 : Math.max(0, begin - 1)) }];
    }),
  );
  const named = new Set();
  for (const { points } of lines.values())
    for (const { available } of points) for (const [uid] of available) named.add(uid);
  return {
    ...series,
    times: series.times.slice(dropped),
    revisions: series.revisions.slice(dropped),
    lines,
    sets: new Map([...series.sets].filter(([uid]) => named.has(uid))),
    marks: series.marks.filter(isKept),
  };
}

/** @param {Series} base @param {Series} series @param {History} history */
function joinMoments(base, series, history) {
  const times = [];
  const revisions = [];
  base.revisions.forEach((revision, index) => {
    if (revision > history.since) return;
    times.push(base.times[index] ?? 0);
    revisions.push(revision);
  });
  times.push(...history.moments.times);
  revisions.push(...history.moments.revisions);
  series.revisions.forEach((revision, index) => {
    if (revision <= history.revision) return;
    times.push(series.times[index] ?? 0);
    revisions.push(revision);
  });
  return { times, revisions };
}

/**
 * @param {History["deployments"][number]["points"][number]} point
 * @param {{uid: string}[]} sets
 * @returns {SeriesPoint}
 */
function readPoint([revision, time, wanted, floor, ceiling, counted, available], sets) {
  const named = available.map(
    ([place, number]) => /** @type {[string, number]} */ ([sets[place]?.uid ?? "", number]),
  );
  return { revision, time, wanted, floor, ceiling, counted, available: named };
}

/** Of points at one moment the last one stands. @param {SeriesPoint[]} points */
function withoutTwins(points) {
  return points.filter((point, index) => points[index + 1]?.time !== point.time);
}

/**
 * Add what a delta told. `state` is the state after it.
 * @param {State} state @param {import("../types.js").Delta} delta @param {number} now
 * @returns {Series}
 */
export function withTail(state, delta, now) {
  const { series } = state;
  const touched = touchedDeployments(state, delta);
  const lines = touched.size ? new Map(series.lines) : series.lines;
  const sets = touched.size ? new Map(series.sets) : series.sets;
  for (const set of touched.size ? state.tables.ReplicaSet.values() : [])
    if (!sets.has(set.uid)) sets.set(set.uid, { name: set.name, image: set.image });
  for (const uid of touched) addPoint(lines, state, uid, delta.revision, now);
  return withinReach({
    ...series,
    ...tailMoments(series, delta.revision, now),
    lines,
    sets,
    failed: tailFailures(state, delta),
    marks: tailMarks(series, delta),
  });
}

/** @param {State} state @param {import("../types.js").Delta} delta */
function touchedDeployments(state, delta) {
  const touched = new Set();
  for (const card of delta.put) {
    if (card.kind === "Deployment") touched.add(card.uid);
    if (card.kind === "ReplicaSet" && state.tables.Deployment.has(card.owner))
      touched.add(card.owner);
  }
  return touched;
}

/**
 * @param {Series["lines"]} lines @param {State} state @param {string} uid
 * @param {number} revision @param {number} time
 */
function addPoint(lines, state, uid, revision, time) {
  const card = state.tables.Deployment.get(uid);
  if (!card) return;
  const known = lines.get(uid)?.points ?? [];
  const point = pointNow(state, card, revision, time);
  const last = known.at(-1);
  if (last && isSame(last, point)) return;
  const kept = last && last.time >= time ? known.slice(0, -1) : known;
  lines.set(uid, { uid, name: card.name, namespace: card.namespace, points: [...kept, point] });
}

/**
 * Where a Deployment stands by its cards.
 * @param {State} state @param {import("../types.js").DeploymentCard} card
 * @param {number} revision @param {number} time @returns {SeriesPoint}
 */
export function pointNow(state, card, revision, time) {
  /** @type {[string, number][]} */
  const available = [];
  let counted = 0;
  for (const set of state.tables.ReplicaSet.values()) {
    if (set.owner !== card.uid) continue;
    counted += set.replicas;
    if (set.available) available.push([set.uid, set.available]);
  }
  const { wanted, floor, ceiling } = card;
  return { revision, time, wanted, floor, ceiling, counted, available };
}

/** @param {SeriesPoint} a @param {SeriesPoint} b */
function isSame(a, b) {
  return (
    a.wanted === b.wanted &&
    a.floor === b.floor &&
    a.ceiling === b.ceiling &&
    a.counted === b.counted &&
    a.available.join() === b.available.join()
  );
}

/** @param {Series} series @param {number} revision @param {number} now */
function tailMoments(series, revision, now) {
  const { times, revisions } = series;
  const last = times.at(-1);
  if (last !== undefined && now <= last) {
    return { times, revisions: [...revisions.slice(0, -1), revision] };
  }
  return { times: [...times, now], revisions: [...revisions, revision] };
}

/** @param {State} state @param {import("../types.js").Delta} delta */
function tailFailures(state, delta) {
  let { failed } = state.series;
  const whole = delta.put.filter((card) => card.kind === "Service");
  for (const card of [...whole, ...delta.services]) {
    const before = state.series.failed
      .filter(({ service }) => service === card.uid)
      .reduce((sum, { until, count }) => (until > card.traffic.since ? sum + count : sum), 0);
    const count = card.traffic.failed - before;
    if (count <= 0) continue;
    const from = Math.max(card.traffic.since, card.traffic.asOf - count / card.traffic.rate);
    const { revision } = delta;
    failed = [...failed, { service: card.uid, revision, from, until: card.traffic.asOf, count }];
  }
  return failed;
}

/** @param {Series} series @param {import("../types.js").Delta} delta */
function tailMarks(series, delta) {
  /** @type {Series["marks"]} */
  const fresh = [];
  for (const { revision, by, kind, name, why, time } of delta.writes) {
    const text = why?.text ?? "";
    if (!text || kind === "Clock") continue;
    const mark = { revision, time, about: kind, name };
    const isUser = by.startsWith("user");
    if (why?.rule === NODE_LOST && kind === "Node")
      fresh.push({ ...mark, kind: "trouble", text: `${name} is NotReady` });
    else if (isUser || (kind === "ReplicaSet" && by === "deployment-controller"))
      fresh.push({ ...mark, kind: isUser ? "user" : "write", text });
  }
  const marks = fresh.length ? [...series.marks, ...fresh] : series.marks;
  return delta.events.reduce((all, event) => withTrouble(all, event, delta.revision), marks);
}

/**
 * A warning that is told for the first time.
 * @param {Series["marks"]} marks @param {import("../types.js").EventCard} event
 * @param {number} revision
 */
function withTrouble(marks, { time, type, reason, message, count, object }, revision) {
  if (type !== "Warning" || count > 1 || !SEEN_KINDS.has(object.kind)) return marks;
  const word = troubleWord(reason, message);
  const isToldLately = marks.some(
    (mark) => mark.time > time - QUIET_SECONDS && mark.text.startsWith(`${word}: `),
  );
  if (isToldLately) return marks;
  const text = `${word}: ${object.kind} ${object.name}`;
  const { kind: about, name } = object;
  return [...marks, { revision, time, kind: /** @type {const} */ ("trouble"), text, about, name }];
}

/** What the column STATUS says from then on. @param {string} reason @param {string} message */
function troubleWord(reason, message) {
  if (reason !== "BackOff") return reason;
  return message.startsWith("Back-off pulling") ? "ImagePullBackOff" : "CrashLoopBackOff";
}

/**
 * The place of the last moment at or before a time; -1 before the first.
 * @param {number[]} times @param {number} time
 */
export function placeAt(times, time) {
  let low = 0;
  let high = times.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((times[middle] ?? 0) <= time) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/**
 * The moment that somebody means who points at a time; null when nothing can be shown there.
 * @param {Series} series @param {number} time @returns {Moment | null}
 */
export function momentAt(series, time) {
  return momentOf(series, Math.max(placeAt(series.times, time), firstPlace(series)), time);
}

/** @param {Series} series @param {number} place @param {number} [time] @returns {Moment | null} */
function momentOf(series, place, time = -Infinity) {
  const revision = series.revisions[place];
  const own = series.times[place];
  if (revision === undefined || own === undefined) return null;
  return { revision, time: Math.max(own, time) };
}

/** The first place that can be rebuilt. @param {Series} series */
function firstPlace({ revisions, oldest }) {
  const place = revisions.findIndex((revision) => revision >= oldest);
  return Math.max(0, place);
}

/**
 * Some moments further or back from where somebody looks (null: now). Beyond the newest is the
 * present: null.
 * @param {Series} series @param {Moment | null} from @param {number} steps
 * @returns {Moment | null}
 */
export function momentBeside(series, from, steps) {
  const last = series.revisions.length - 1;
  const here = from ? placeOfRevision(series, from.revision) : last;
  const place = here + steps;
  if (place >= last && steps > 0) return null;
  return momentOf(series, Math.max(firstPlace(series), place));
}

/** @param {Series} series @returns {Moment | null} */
export function oldestMoment(series) {
  return momentOf(series, firstPlace(series));
}

/** @param {Series} series @param {number} revision */
function placeOfRevision({ revisions }, revision) {
  const place = revisions.findIndex((known) => known >= revision);
  return place < 0 ? revisions.length - 1 : place;
}

/** @param {Series} series @param {number} revision @returns {Moment} */
export function momentOfRevision(series, revision) {
  const place = placeOfRevision(series, revision);
  return { revision, time: series.times[place] ?? 0 };
}

/**
 * The points of a Deployment between two moments, with the one that holds at the beginning.
 * @param {Series} series @param {string} uid @param {number} from @param {number} to
 */
export function pointsBetween(series, uid, from, to) {
  const points = series.lines.get(uid)?.points ?? [];
  const times = points.map(({ time }) => time);
  return points.slice(Math.max(0, placeAt(times, from)), placeAt(times, to) + 1);
}

/**
 * What holds at a moment.
 * @param {Series} series @param {string} uid @param {number} time
 * @returns {SeriesPoint | undefined}
 */
export function pointAt(series, uid, time) {
  return pointsBetween(series, uid, time, time).at(-1);
}

/** @param {SeriesPoint} point */
export function availableIn({ available }) {
  return available.reduce((sum, [, number]) => sum + number, 0);
}
