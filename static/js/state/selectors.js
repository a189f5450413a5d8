/**
 * Questions about the state, answered without changing it. `picture(state)` is what is to be drawn,
 * in order: Deployments with a lane per ReplicaSet that has Pods (newest first) and the empty sets
 * as revisions, then what nobody owns, then Services and Nodes. Nothing here decides what the
 * cluster decides; it only sorts and counts.
 */

import { countTrouble } from "./trouble.js";

/** @typedef {import("../types.js").State} State */
/** @typedef {import("../types.js").Card} Card */
/** @typedef {import("../types.js").LaneModel} LaneModel */
/** @typedef {import("../types.js").DeploymentCard} DeploymentCard */
/** @typedef {import("../types.js").ReplicaSetCard} ReplicaSetCard */
/** @typedef {import("../types.js").ServiceCard} ServiceCard */
/** @typedef {import("../types.js").PodCard} PodCard */

const LEAST_NODE_SEATS = 6;
const BY_NUMBERS = new Intl.Collator("en", { numeric: true });

/** @param {State} state @returns {import("../types.js").Picture} */
export function picture(state) {
  const sets = setsByOwner(state);
  const active = activeDeployment(state)?.uid;
  const services = [...state.tables.Service.values()].sort(byName);
  const deployments = [...state.tables.Deployment.values()].sort(byAge).map((card) => {
    const owned = sets.get(card.uid) ?? [];
    return deploymentModel(state, card, owned, servicesOf(services, owned), card.uid === active);
  });
  const drawn = new Set(deployments.flatMap((model) => model.services.map(({ uid }) => uid)));
  return {
    deployments,
    loose: looseLanes(state),
    services: services.filter(({ uid }) => !drawn.has(uid)),
    astray: [...state.tables.HorizontalPodAutoscaler.values()].filter(
      (card) => !targetOfAutoscaler(state, card),
    ),
    nodes: nodeModels(state),
  };
}

/** What an autoscaler scales, if it is there. */
/** @param {State} state @param {import("../types.js").AutoscalerCard} card */
export function targetOfAutoscaler({ tables }, { targetKind, target, namespace }) {
  const table = targetKind === "ReplicaSet" ? tables.ReplicaSet : tables.Deployment;
  for (const found of table.values())
    if (found.name === target && found.namespace === namespace) return found;
  return undefined;
}

/**
 * The Deployment whose controls are shown: the selected one, else the last chosen, else the oldest.
 */
/** @param {State} state @returns {DeploymentCard | undefined} */
export function activeDeployment(state) {
  const deployments = state.tables.Deployment;
  const selected = selectedCard(state);
  const owner = selected && deploymentOf(state, selected);
  return owner ?? deployments.get(state.active) ?? [...deployments.values()].sort(byAge)[0];
}

/** @param {State} state @returns {Card | undefined} */
export function selectedCard(state) {
  return state.selection ? state.tables[state.selection.kind].get(state.selection.uid) : undefined;
}

/** @param {State} state @param {Card} card @returns {DeploymentCard | undefined} */
export function deploymentOf(state, card) {
  if (card.kind === "Deployment") return card;
  if (card.kind === "ReplicaSet") return state.tables.Deployment.get(card.owner);
  if (card.kind !== "Pod") return undefined;
  const set = state.tables.ReplicaSet.get(card.owner);
  return set && state.tables.Deployment.get(set.owner);
}

/** @param {State} state @param {string} kind @param {string} name @returns {Card | undefined} */
export function findCard(state, kind, name) {
  const table = state.tables[/** @type {Card["kind"]} */ (kind)];
  for (const card of table?.values() ?? []) if (card.name === name) return card;
  return undefined;
}

/**
 * Writes about an object, newest first. To a Deployment belong the sizes that its controller gives
 * its ReplicaSets, to a Pod what its ReplicaSet decided. Of writes that follow each other by the
 * same rule the newest stands for all.
 * @param {State} state @param {Card} card
 */
export function trailOf(state, card) {
  const isMine = isAboutIn(state, card);
  /** @type {{write: import("../types.js").Write, repeats: number}[]} */
  const trail = [];
  for (const write of state.writes) {
    if (!isMine(write)) continue;
    const last = trail.at(-1);
    if (last && isSameStory(last.write, write))
      trail[trail.length - 1] = { write, repeats: last.repeats + 1 };
    else trail.push({ write, repeats: 0 });
  }
  return trail.reverse();
}

/**
 * @param {State} state @param {Card} card
 * @returns {(write: import("../types.js").Write) => boolean}
 */
function isAboutIn(state, card) {
  const sets = new Set();
  for (const set of state.tables.ReplicaSet.values())
    if (set.owner === card.uid) sets.add(set.name);
  return ({ kind, namespace, name, by }) => {
    if (namespace !== card.namespace) return false;
    if (kind === card.kind && name === card.name) return true;
    if (kind !== "ReplicaSet") return false;
    if (card.kind === "Pod") return name === card.ownerName;
    return sets.has(name) && by !== "replicaset-controller";
  };
}

/** @param {import("../types.js").Write} a @param {import("../types.js").Write} b */
function isSameStory(a, b) {
  return (
    a.why !== null &&
    a.why.rule === b.why?.rule &&
    a.name === b.name &&
    a.kind === b.kind &&
    a.by === b.by
  );
}

/** @param {State} state @param {Card} card */
export function eventsOf(state, card) {
  const uids = new Set([card.uid]);
  if (card.kind === "Deployment") {
    for (const set of state.tables.ReplicaSet.values())
      if (set.owner === card.uid) uids.add(set.uid);
  }
  const isAbout = (/** @type {{uid: string, kind: string, name: string}} */ object) =>
    uids.has(object.uid) || (object.kind === card.kind && object.name === card.name);
  return state.events.filter((event) => isAbout(event.object)).reverse();
}

/**
 * Images for the select: the same name first, then the rest of the catalogue.
 * @param {State} state
 * @param {string} current
 */
export function imageChoices(state, current) {
  const family = current.split(":")[0];
  const images = new Set(
    [...state.tables.Image.values()]
      .map(({ image }) => image)
      .filter((image) => image.includes(":")),
  );
  if (current) images.add(current);
  const isKin = (/** @type {string} */ image) => Number(image.split(":")[0] === family);
  return [...images].sort((a, b) => isKin(b) - isKin(a) || (a < b ? -1 : 1));
}

/**
 * @param {State} state
 * @param {DeploymentCard} card
 * @param {ReplicaSetCard[]} owned
 * @param {ServiceCard[]} services
 * @param {boolean} isActive
 */
function deploymentModel(state, card, owned, services, isActive) {
  const lanes = owned.filter((set) => isInUse(state, set) || set.uid === card.newReplicaSet);
  const used = new Set(lanes);
  const pods = lanes.flatMap((set) => podsOf(state, set.uid));
  return {
    card,
    services,
    isActive,
    lanes: lanes.map((set) => laneModel(state, set, card, lanes.length)),
    revisions: owned.filter((set) => !used.has(set)),
    trouble: countTrouble(pods),
    leaving: pods.filter((pod) => pod.deleting).length,
  };
}

/**
 * @param {State} state
 * @param {ReplicaSetCard} set
 * @param {DeploymentCard} card
 * @param {number} lanes
 * @returns {LaneModel}
 */
function laneModel(state, set, card, lanes) {
  const taken = state.seating.lanes.get(set.uid)?.length ?? 0;
  const isNew = set.uid === card.newReplicaSet;
  return {
    key: set.uid,
    replicaSet: set,
    title: set.image,
    colour: state.colours.get(set.image) ?? 0,
    tag: lanes < 2 ? "" : isNew ? "new" : "old",
    seats: Math.max(card.ceiling, card.wanted, taken, 1),
    shown: Math.max(card.wanted, taken),
  };
}

/**
 * Lanes of ReplicaSets that no Deployment here owns, of Pods whose owner is not known, of bare
 * Pods.
 * @param {State} state
 */
function looseLanes(state) {
  const keys = new Set(state.seating.lanes.keys());
  for (const set of state.tables.ReplicaSet.values()) keys.add(set.uid);
  const lanes = [];
  for (const key of keys) {
    const set = state.tables.ReplicaSet.get(key);
    if (set && state.tables.Deployment.has(set.owner)) continue;
    lanes.push(looseLane(state, key, set ?? null));
  }
  return lanes.sort(
    (a, b) => Number(a.key === "") - Number(b.key === "") || (a.title < b.title ? -1 : 1),
  );
}

/**
 * @param {State} state
 * @param {string} key
 * @param {ReplicaSetCard | null} set
 * @returns {LaneModel}
 */
function looseLane(state, key, set) {
  const taken = state.seating.lanes.get(key)?.length ?? 0;
  const first = podsOf(state, key)[0];
  const title =
    set?.name ?? (key === "" ? "Pods without an owner" : first?.ownerName || "Owner not known");
  const image = set?.image ?? (key === "" ? "" : (first?.image ?? ""));
  const seats = Math.max(set?.size ?? 0, taken, 1);
  return {
    key,
    replicaSet: set,
    title,
    colour: state.colours.get(image) ?? 0,
    tag: "",
    seats,
    shown: Math.max(set?.size ?? 0, taken),
    isOrphan: Boolean(set?.owner),
  };
}

/** @type {WeakMap<State["tables"]["Pod"], Map<string, PodCard[]>>} */
const podsByOwner = new WeakMap();

/** @param {State} state @param {string} owner @returns {PodCard[]} */
export function podsOf(state, owner) {
  const pods = state.tables.Pod;
  let index = podsByOwner.get(pods);
  if (!index) {
    index = new Map();
    for (const pod of pods.values()) {
      const siblings = index.get(pod.owner);
      if (siblings) siblings.push(pod);
      else index.set(pod.owner, [pod]);
    }
    podsByOwner.set(pods, index);
  }
  return index.get(owner) ?? [];
}

/** @param {State} state @param {ReplicaSetCard} set */
function isInUse(state, set) {
  return set.size > 0 || set.replicas > 0 || state.seating.lanes.has(set.uid);
}

/** @param {State} state */
function setsByOwner(state) {
  /** @type {Map<string, ReplicaSetCard[]>} */
  const byOwner = new Map();
  for (const set of state.tables.ReplicaSet.values())
    byOwner.set(set.owner, [...(byOwner.get(set.owner) ?? []), set]);
  for (const sets of byOwner.values())
    sets.sort((a, b) => b.rolloutRevision - a.rolloutRevision || b.created - a.created);
  return byOwner;
}

/** @param {ServiceCard[]} services @param {ReplicaSetCard[]} sets */
function servicesOf(services, sets) {
  const selects = (/** @type {ServiceCard} */ service, /** @type {ReplicaSetCard} */ set) => {
    const wanted = Object.entries(service.selector ?? {});
    return wanted.length > 0 && wanted.every(([key, value]) => set.labels?.[key] === value);
  };
  return services.filter((service) =>
    sets.some((set) => service.namespace === set.namespace && selects(service, set)),
  );
}

/** @param {State} state */
function nodeModels(state) {
  const nodes = [...state.tables.Node.values()].sort(byNaturalName);
  const rows = nodes.map((card) => state.seating.spots.get(card.name) ?? []);
  const most = Math.max(LEAST_NODE_SEATS, ...rows.map((row) => row.length));
  const seats = most <= 12 ? Math.ceil(most / 6) * 6 : most;
  return nodes.map((card, index) => ({
    card,
    seats,
    pods: (rows[index] ?? []).filter(Boolean).length,
    evicted: card.ready ? 0 : evictedIn(state, rows[index] ?? []),
    timer: card.timer ?? (card.ready ? null : firstEviction(state, rows[index] ?? [])),
  }));
}

/**
 * The other Pod of the same seat: the one that is replaced, or the one that replaces.
 * @param {State} state
 * @param {string} uid
 * @returns {PodCard | undefined}
 */
export function seatmate(state, uid) {
  const mine = state.seating.places.get(uid);
  for (const [other, place] of state.seating.places) {
    if (other !== uid && place.lane === mine?.lane && place.slot === mine.slot) {
      return state.tables.Pod.get(other);
    }
  }
  return undefined;
}

/** Pods that were told to leave a node that cannot hear it. */
/** @param {State} state @param {(string | null)[]} uids */
function evictedIn(state, uids) {
  return uids.filter((uid) => uid !== null && state.tables.Pod.get(uid)?.deleting).length;
}

/**
 * When the first Pods have to leave a node.
 * @param {State} state @param {string} node its name
 */
export function evictionOn(state, node) {
  return firstEviction(state, state.seating.spots.get(node) ?? []);
}

/**
 * When the first Pods have to leave a silent node.
 * @param {State} state @param {(string | null)[]} uids
 * @returns {import("../types.js").Timer | null}
 */
function firstEviction(state, uids) {
  let first = null;
  for (const uid of uids) {
    const timer = uid === null ? null : state.tables.Pod.get(uid)?.timer;
    if (timer?.kind === "eviction" && (!first || timer.until < first.until)) first = timer;
  }
  return first;
}

/** @param {Card} a @param {Card} b */
function byName(a, b) {
  return a.name < b.name ? -1 : 1;
}

/** @param {Card} a @param {Card} b */
function byNaturalName(a, b) {
  return BY_NUMBERS.compare(a.name, b.name);
}

/** @param {Card} a @param {Card} b */
function byAge(a, b) {
  return a.created - b.created || byName(a, b);
}
