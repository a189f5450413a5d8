/**
 * (state, message) -> state, without side effects: all that the page knows changes here and nowhere
 * else. A delta replaces the cards it names and leaves the others as they are, by identity: whoever
 * draws can tell what changed by comparing references.
 */

import { nothingSought } from "../find/matching.js";
import { virtualNow } from "../lib/time.js";
import { emptySeries, withHistory, withTail } from "../timeline/series.js";
import { changeService } from "./endpoints.js";
import { whatHappened } from "./happening.js";
import { emptySeating, reseat, seatingOrder } from "./seating.js";
import { SharedMap } from "./shared_map.js";

/** @typedef {import("../types.js").State} State */
/** @typedef {import("../types.js").Message} Message */
/** @typedef {import("../types.js").Card} Card */
/** @typedef {import("../types.js").Tables} Tables */
/** @typedef {import("../types.js").Kind} Kind */

const EVENTS_KEPT = 200;
const WRITES_KEPT = 600;
const TWINS_KEPT = 100;
const VERSIONS = 8;

/**
 * @param {{view?: "owner" | "node", role?: "owner" | "viewer", api?: string}} [options]
 * @returns {State}
 */
export function initialState({ view = "owner", role = "owner", api = "" } = {}) {
  return {
    link: { phase: "connecting", message: "", retryAt: 0 },
    revision: 0,
    clock: { now: 0, speed: 1, paused: false, heardAt: 0 },
    tables: emptyTables(),
    seating: emptySeating(),
    colours: new Map(),
    events: [],
    writes: [],
    selection: null,
    active: "",
    view,
    tab: "Overview",
    twins: [],
    hint: "",
    refusals: new Map(),
    drawer: null,
    deploying: false,
    applied: "",
    told: "",
    stepped: "",
    role,
    base: api,
    series: emptySeries(),
    past: null,
    find: nothingSought(),
    zoom: 0,
  };
}

/** @param {State} state @param {Message} message @returns {State} */
export function reduce(state, message) {
  switch (message.type) {
    case "snapshot":
      return withSnapshot(state, message);
    case "delta":
      return withDelta(state, message);
    case "clock":
      return withClock(state, { ...message.clock, heardAt: message.heardAt });
    case "link":
      return withLink(state, message);
    case "notice":
      return { ...state, link: { ...state.link, message: message.text } };
    case "select":
      return withSelection(state, message.card);
    case "activate":
      return { ...state, active: message.uid };
    case "view":
      return { ...state, view: message.view };
    case "zoom":
      return state.zoom === message.zoom ? state : { ...state, zoom: message.zoom };
    case "find":
      return { ...state, find: { ...state.find, ...message.find } };
    case "tab":
      return { ...state, tab: message.tab };
    case "hint":
      return state.hint === message.command ? state : { ...state, hint: message.command };
    case "did":
      return withTwin(state, message);
    case "refused":
      return { ...state, refusals: new Map(state.refusals).set(message.control, message.note) };
    case "dismiss":
      return withoutRefusal(state, message.control);
    case "drawer":
      return { ...state, drawer: message.drawer };
    case "history":
      return { ...state, series: withHistory(state.series, message.history) };
    case "look":
      return { ...state, past: message.at && withMoment(state, message.at) };
    case "looked":
      return withLook(state, message);
    case "looked in vain":
      return state.past?.wanted.revision === message.revision
        ? { ...state, past: { ...state.past, problem: message.problem } }
        : state;
    case "told":
      return { ...state, told: message.text };
    case "applied":
      return { ...state, applied: message.text };
    case "deploying":
      return { ...withoutRefusal(state, "create"), deploying: message.open };
  }
}

/** @param {State} state @param {Extract<Message, {type: "snapshot"}>} envelope @returns {State} */
function withSnapshot(state, { message, heardAt }) {
  const tables = filed(emptyTables(), message.objects);
  const gone = [...state.seating.places.keys()].filter((uid) => !tables.Pod.has(uid));
  const pods = seatingOrder([...tables.Pod.values()]);
  return {
    ...state,
    tables,
    revision: message.revision,
    clock: { ...message.clock, heardAt },
    link: state.link.phase === "live" ? state.link : { phase: "live", message: "", retryAt: 0 },
    seating: reseat(state.seating, gone, pods, (uid) => tables.Pod.get(uid)),
    colours: learnColours(state.colours, tables, message.objects),
    events: message.events.slice(-EVENTS_KEPT),
    writes: message.writes,
  };
}

/** @param {State} state @param {Extract<Message, {type: "delta"}>} envelope @returns {State} */
function withDelta(state, { message, heardAt }) {
  const tables = filed(state.tables, message.put, message.gone);
  if (message.services.length) {
    tables.Service = new Map(tables.Service);
    for (const change of message.services) changeService(tables.Service, change);
  }
  const gone = message.gone.filter(({ kind }) => kind === "Pod").map(({ uid }) => uid);
  const pods = /** @type {import("../types.js").PodCard[]} */ (
    message.put.filter(({ kind }) => kind === "Pod")
  );
  const isSeatingTouched = gone.length > 0 || pods.length > 0;
  const clock = message.clock ? { ...message.clock, heardAt } : running(state.clock);
  /** @type {State} */
  const after = {
    ...withClock(state, clock),
    stepped: clock.paused ? whatHappened(message, state.stepped) : "",
    tables,
    revision: message.revision,
    link: state.link.phase === "live" ? state.link : { phase: "live", message: "", retryAt: 0 },
    seating: isSeatingTouched
      ? reseat(state.seating, gone, pods, (uid) => tables.Pod.get(uid))
      : state.seating,
    colours: learnColours(state.colours, tables, message.put),
    events: mergeEvents(state.events, message.events),
    writes: message.writes.length
      ? [...state.writes, ...message.writes].slice(-WRITES_KEPT)
      : state.writes,
  };
  return { ...after, series: withTail(after, message, virtualNow(clock, heardAt)) };
}

/** @param {State} state @param {import("../types.js").Moment} wanted */
function withMoment({ past }, wanted) {
  return { wanted, shown: past?.shown ?? null, problem: "" };
}

/**
 * The picture of a past moment has come: a state of its own, in which Pods keep their seats.
 * @param {State} state @param {Extract<Message, {type: "looked"}>} envelope @returns {State}
 */
function withLook(state, { message, heardAt }) {
  const { past } = state;
  if (!past) return state;
  const before = past.shown ?? { ...state, past: null };
  const after = withSnapshot(before, { type: "snapshot", message, heardAt });
  const isThere = past.wanted.revision === message.revision;
  const now = isThere ? Math.max(past.wanted.time, message.clock.now) : message.clock.now;
  const clock = { now, speed: state.clock.speed, paused: true, heardAt };
  const link = { phase: /** @type {const} */ ("past"), message: "", retryAt: 0 };
  const shown = { ...after, clock, link, stepped: "" };
  const wanted = isThere ? { ...past.wanted, time: now } : past.wanted;
  return { ...state, past: { wanted, shown, problem: "" } };
}

/**
 * While the line is away time stands where it broke, however often the page tries again; the first
 * that is heard goes on.
 * @param {State} state @param {Extract<Message, {type: "link"}>} message @returns {State}
 */
function withLink(state, { link, at }) {
  if (link.phase === "live") return { ...state, link, clock: running(state.clock) };
  return { ...state, link, clock: { ...state.clock, heldAt: state.clock.heldAt ?? at } };
}

/** @param {import("../types.js").HeardClock} clock @returns {import("../types.js").HeardClock} */
function running(clock) {
  if (clock.heldAt === undefined) return clock;
  const { heldAt: _, ...told } = clock;
  return told;
}

/** @param {State} state @param {import("../types.js").HeardClock} clock @returns {State} */
function withClock(state, clock) {
  return { ...state, clock, stepped: clock.paused ? state.stepped : "" };
}

/** @param {State} state @param {import("../types.js").Selection | null} card @returns {State} */
function withSelection(state, card) {
  if (!card) return { ...state, selection: null };
  const { kind, uid, name, namespace } = card;
  return {
    ...state,
    selection: { kind, uid, name, namespace },
    active: kind === "Deployment" ? uid : state.active,
  };
}

/** @param {State} state @param {Extract<Message, {type: "did"}>} message @returns {State} */
function withTwin(state, { command, control, time }) {
  const id = (state.twins.at(-1)?.id ?? 0) + 1;
  const twins = command ? [...state.twins, { command, time, id }].slice(-TWINS_KEPT) : state.twins;
  const told = control === "time" ? state.told : "";
  return { ...withoutRefusal(state, control), twins, hint: "", told };
}

/** @param {State} state @param {string} control @returns {State} */
function withoutRefusal(state, control) {
  if (!state.refusals.has(control)) return state;
  const refusals = new Map(state.refusals);
  refusals.delete(control);
  return { ...state, refusals };
}

/** @returns {Tables} */
function emptyTables() {
  return {
    Pod: new SharedMap(),
    ReplicaSet: new Map(),
    Deployment: new Map(),
    Node: new Map(),
    Service: new Map(),
    Image: new Map(),
    HorizontalPodAutoscaler: new Map(),
  };
}

/**
 * The tables after some cards went and others came. Kinds the page does not draw are not kept.
 * @param {Tables} tables @param {Card[]} put @param {import("../types.js").Gone[]} [gone]
 * @returns {Tables}
 */
function filed(tables, put, gone = []) {
  /** @type {Map<string, Map<string, Card | undefined>>} */
  const byKind = new Map();
  const note = (
    /** @type {string} */ kind,
    /** @type {string} */ uid,
    /** @type {Card | undefined} */ card,
  ) => {
    const changes = byKind.get(kind) ?? new Map();
    byKind.set(kind, changes.set(uid, card));
  };
  for (const { kind, uid } of gone) note(kind, uid, undefined);
  for (const card of put) note(card.kind, card.uid, card);
  const after = { ...tables };
  for (const [kind, changes] of byKind) {
    const table = tables[/** @type {Kind} */ (kind)];
    if (table) Object.assign(after, { [kind]: changedTable(table, changes) });
  }
  return after;
}

/**
 * Of Pods there are thousands, of the others a few.
 * @param {ReadonlyMap<string, Card> | SharedMap<any>} table
 * @param {Map<string, Card | undefined>} changes
 */
function changedTable(table, changes) {
  if (table instanceof SharedMap) return table.changed(changes);
  const copy = new Map(table);
  for (const [uid, card] of changes)
    if (card) copy.set(uid, card);
    else copy.delete(uid);
  return copy;
}

/** @param {State["events"]} kept @param {State["events"]} news */
function mergeEvents(kept, news) {
  if (!news.length) return kept;
  const renewed = new Set(news.map(({ uid }) => uid));
  return [...kept.filter(({ uid }) => !renewed.has(uid)), ...news].slice(-EVENTS_KEPT);
}

/**
 * A version keeps its colour: the one its Image asks for, else the next in order of first use.
 * @param {Map<string, number>} colours @param {Tables} tables @param {Card[]} cards what is new
 */
function learnColours(colours, tables, cards) {
  const fresh = cards.filter(
    (card) => "image" in card && card.kind !== "Image" && card.image && !colours.has(card.image),
  );
  if (!fresh.length) return colours;
  const asked = new Map(
    [...tables.Image.values()].map(({ image, color }) => [image, Number(color?.slice(1)) || 0]),
  );
  const learnt = new Map(colours);
  const inOrder = fresh
    .sort((a, b) => a.created - b.created || (a.name < b.name ? -1 : 1))
    .map((card) => ("image" in card ? card.image : ""));
  for (const image of inOrder) if (asked.get(image)) learnt.set(image, asked.get(image) ?? 0);
  for (const image of inOrder)
    if (!learnt.has(image)) learnt.set(image, nextColour(learnt, new Set(asked.values())));
  return learnt;
}

/**
 * The first colour that nobody has, if it may be one that nobody will ask for.
 * @param {Map<string, number>} colours
 * @param {Set<number>} asked
 */
function nextColour(colours, asked) {
  const taken = new Set(colours.values());
  const free = Array.from({ length: VERSIONS }, (_, index) => index + 1).filter(
    (number) => !taken.has(number),
  );
  return free.find((number) => !asked.has(number)) ?? free[0] ?? (colours.size % VERSIONS) + 1;
}
