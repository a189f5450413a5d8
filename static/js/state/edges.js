/**
 * What an object is tied to, and why each tie exists: an owner reference, a selector that fits, a
 * field that names it. A tie whose other end is not there is told as missing.
 * Example: a Pod has three: its ReplicaSet (owner reference), web (selector app=web), node-2
 * (spec.nodeName).
 */

import { count, labelText } from "../lib/text.js";
import { targetOfAutoscaler } from "./selectors.js";

/** @typedef {import("../types.js").State} State */
/** @typedef {import("../types.js").Card} Card */
/** @typedef {import("../types.js").ServiceCard} ServiceCard */
/** @typedef {{title: string, why: string, card: Card | null, isMissing: boolean}} Edge */

/** @param {State} state @param {Card} card @returns {Edge[]} */
export function edgesOf(state, card) {
  switch (card.kind) {
    case "Pod":
      return [...owners(state, card), ...callers(state, card), ...place(state, card)];
    case "ReplicaSet":
      return [...owners(state, card), ...callers(state, card), owned(state, card)];
    case "Deployment":
      return [...sets(state, card), ...scalers(state, card)];
    case "Service":
      return [chosen(state, card)];
    case "Node":
      return [guests(state, card)];
    case "HorizontalPodAutoscaler":
      return [scaled(state, card)];
    default:
      return [];
  }
}

/** In one sentence each, for who hovers over it or hears it. @param {Edge[]} edges */
export function edgeWords(edges) {
  return edges.map(({ title, why }) => `${title}: ${why}`).join("\n");
}

/** @param {string} title @param {string} why @param {Card | null} [card] @returns {Edge} */
function edge(title, why, card = null) {
  return { title, why, card, isMissing: false };
}

/** @param {string} title @param {string} why @returns {Edge} */
function missing(title, why) {
  return { title, why, card: null, isMissing: true };
}

/**
 * The controller that an owner reference names.
 * @param {State} state
 * @param {import("../types.js").PodCard | import("../types.js").ReplicaSetCard} card
 */
function owners({ tables }, card) {
  const kind = card.kind === "Pod" ? "ReplicaSet" : "Deployment";
  if (!card.owner)
    return [missing("Nobody owns it", `no ${kind} counts it, none replaces or updates it`)];
  const found = tables[kind].get(card.owner);
  if (found) return [edge(`${kind} ${found.name}`, "its owner reference names it", found)];
  const lost = `${card.ownerName || "its owner"} is gone`;
  return [missing(lost, "the owner reference leads nowhere; nobody counts or updates it")];
}

/**
 * @param {ServiceCard} service
 * @param {{namespace: string, labels: Record<string, string>}} object
 */
export function isSelected({ namespace, selector }, object) {
  const wanted = Object.entries(selector ?? {});
  const fits = wanted.every(([key, value]) => object.labels?.[key] === value);
  return wanted.length > 0 && namespace === object.namespace && fits;
}

/** Services whose selector fits. @param {State} state @param {Card} card */
function callers({ tables }, card) {
  return [...tables.Service.values()]
    .filter((service) => isSelected(service, card))
    .map((service) => {
      const idle = card.kind === "Pod" && !card.ready ? "; not ready, so it gets no requests" : "";
      const labels = labelText(service.selector);
      return edge(`Service ${service.name}`, `its selector ${labels} fits${idle}`, service);
    });
}

/** @param {State} state @param {import("../types.js").PodCard} pod */
function place({ tables }, pod) {
  if (!pod.node) return [missing("No node", "the scheduler has not written spec.nodeName yet")];
  const node = [...tables.Node.values()].find(({ name }) => name === pod.node);
  if (!node) return [missing(`Node ${pod.node}`, "spec.nodeName names it, and it is gone")];
  return [edge(`Node ${node.name}`, "the scheduler wrote it into spec.nodeName", node)];
}

/** @param {State} state @param {Card} set */
function owned({ tables }, set) {
  const pods = [...tables.Pod.values()].filter(({ owner }) => owner === set.uid).length;
  return edge(count(pods, "Pod"), "their owner references name it");
}

/** @param {State} state @param {Card} deployment */
function sets({ tables }, deployment) {
  const mine = [...tables.ReplicaSet.values()].filter(({ owner }) => owner === deployment.uid);
  if (!mine.length) return [missing("No ReplicaSet", "it makes one for its template next")];
  return mine
    .sort((a, b) => b.rolloutRevision - a.rolloutRevision)
    .map((set) =>
      edge(
        `ReplicaSet ${set.name}`,
        `revision ${set.rolloutRevision}, by its owner reference`,
        set,
      ),
    );
}

/** @param {State} state @param {ServiceCard} service */
function chosen({ tables }, service) {
  const labels = labelText(service.selector ?? {});
  if (!labels) return missing("No Pods", "it has no selector");
  const pods = [...tables.Pod.values()].filter((pod) => isSelected(service, pod)).length;
  if (!pods) return missing("No Pods", `none has the labels ${labels}`);
  return edge(count(pods, "Pod"), `their labels fit the selector ${labels}`);
}

/** Autoscalers that name it. @param {State} state @param {Card} deployment */
function scalers(state, deployment) {
  return [...state.tables.HorizontalPodAutoscaler.values()]
    .filter((card) => targetOfAutoscaler(state, card)?.uid === deployment.uid)
    .map((card) => {
      const range = `between ${card.smallest} and ${card.largest} Pods`;
      return edge(`Autoscaler ${card.name}`, `its scaleTargetRef names it: ${range}`, card);
    });
}

/** @param {State} state @param {import("../types.js").AutoscalerCard} card */
function scaled(state, card) {
  const target = targetOfAutoscaler(state, card);
  const title = `${card.targetKind} ${card.target}`;
  if (!target) return missing(title, "its scaleTargetRef names it, and there is none of that name");
  return edge(title, "its scaleTargetRef names it", target);
}

/** @param {State} state @param {Card} node */
function guests({ tables }, node) {
  const pods = [...tables.Pod.values()].filter((pod) => pod.node === node.name).length;
  return edge(count(pods, "Pod"), "their spec.nodeName names it");
}
