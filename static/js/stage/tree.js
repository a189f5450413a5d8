/**
 * The picture for everyone who does not see it, and the place where it is touched: each drawn
 * object has an element here, lying over its drawing, with the hooks `data-kind`, `data-name`,
 * `data-status` and for Pods `data-ready`, `data-node`, `data-owner`, `data-image`. Only what
 * changed is written, so that 5,000 Pods are no burden.
 *
 * Pods are many. Were each of them positioned, the browser would keep a layer for each and look at
 * all of them whenever one came or went: 40 ms for 5,000. So they lie in the only cell of a grid,
 * each put in its place by its margin, 64 to a grid: a new Pod costs the layout of 64.
 */

import { isSameWhere, rectsOf, whereOf } from "../graph/scene.js";
import { touchedPods } from "../state/touched.js";
import { h, setAttribute, setText } from "../lib/dom.js";

/** @typedef {import("../types.js").State} State */
/** @typedef {import("../types.js").Card} Card */
/** @typedef {import("../types.js").PodCard} PodCard */
/** @typedef {import("../types.js").Picture} Picture */
/** @typedef {import("./frames.js").Measures} Measures */
/** @typedef {import("./frames.js").Box} Box */
/**
 * @typedef {object} Item
 * @property {HTMLElement} element
 * @property {Card | null} card
 * @property {boolean} isSelected
 * @property {string} place
 * @property {import("../graph/scene.js").Where | null} where
 */
/**
 * @typedef {object} Group the Pods of one owner
 * @property {HTMLElement} element
 * @property {Map<number, HTMLElement>} grids
 * @property {{x: number, y: number}} origin where the strip of its seats begins
 */

const PER_GRID = 64;

export class Tree {
  constructor() {
    this.owners = h("div", { role: "tree", class: "tree", "aria-label": "Workloads" });
    this.others = h("div", { role: "tree", class: "tree", "aria-label": "Nodes and Services" });
    this.element = h("div", { class: "trees" }, this.owners, this.others);
    /** @type {Map<string, Item>} */
    this.items = new Map();
    /** @type {Map<string, Group>} */
    this.groups = new Map();
    this.focusable = "";
    /** @type {State | null} */
    this.state = null;
    /** @type {Measures["frames"] | null} */
    this.frames = null;
    /** @type {Set<string>} uids of those who are no Pods */
    this.known = new Set();
    for (const type of ["pointerover", "focusin"])
      this.element.addEventListener(type, ({ target }) =>
        this.explain(/** @type {any} */ (target)),
      );
  }

  /**
   * Why its lines exist, for who hovers over it or comes to it by keyboard.
   * @param {HTMLElement} element
   */
  async explain(element) {
    const card = this.items.get(element.dataset.uid ?? "")?.card;
    if (!card || !this.state) return;
    const { edgesOf, edgeWords } = await import("../state/edges.js");
    const words = edgeWords(edgesOf(this.state, card));
    setAttribute(element, "title", words);
    setAttribute(element, "aria-description", words);
  }

  /** @param {State} state @param {Picture} picture @param {Measures} measures */
  update(state, picture, measures) {
    const seen = new Set();
    const named = (
      /** @type {Card} */ card,
      /** @type {HTMLElement} */ parent,
      /** @type {number} */ level,
    ) => {
      seen.add(card.uid);
      this.named(card, { parent, level, box: measures.anchors.get(card.uid), state });
    };
    for (const model of picture.deployments) {
      named(model.card, this.owners, 1);
      for (const lane of model.lanes) if (lane.replicaSet) named(lane.replicaSet, this.owners, 2);
      for (const set of model.revisions) named(set, this.owners, 2);
      for (const service of model.services) named(service, this.others, 1);
    }
    for (const lane of picture.loose) if (lane.replicaSet) named(lane.replicaSet, this.owners, 1);
    for (const { card } of picture.nodes) named(card, this.others, 1);
    for (const service of picture.services) named(service, this.others, 1);
    this.moveGroups(state, measures);
    const touched = this.frames === measures.frames ? touchedPods(this.state, state) : null;
    this.frames = measures.frames;
    this.state = state;
    for (const uid of touched ?? state.tables.Pod.keys()) {
      const pod = state.tables.Pod.get(uid);
      if (pod) this.pod(pod, state, measures);
    }
    const gone = [...this.known].filter((uid) => !seen.has(uid));
    this.known = seen;
    for (const uid of touched ?? this.items.keys())
      if (!seen.has(uid) && !state.tables.Pod.has(uid)) gone.push(uid);
    this.sweep(gone);
    this.keepOneFocusable(state);
  }

  /**
   * @param {Card} card
   * @param {{parent: HTMLElement, level: number, box: Box | undefined, state: State}} how
   */
  named(card, { parent, level, box, state }) {
    const item = this.itemFor(card, parent, level);
    this.facts(item, card, state);
    const place = box ? [box.x, box.y, box.width, box.height].map(Math.round).join(" ") : "";
    if (!box || place === item.place) return;
    item.place = place;
    Object.assign(item.element.style, {
      left: `${box.x}px`,
      top: `${box.y}px`,
      width: `${box.width}px`,
      height: `${box.height}px`,
    });
  }

  /** @param {PodCard} pod @param {State} state @param {Measures} measures */
  pod(pod, state, measures) {
    const where = whereOf(pod, state, measures.frames);
    const known = this.items.get(pod.uid);
    const isSelected = state.selection?.uid === pod.uid;
    if (known?.card === pod && known.isSelected === isSelected && isSameWhere(known.where, where))
      return;
    const group = this.groupOf(pod.owner, state, measures);
    const item = this.itemFor(pod, this.gridOf(group, where.place?.slot ?? 0), 3);
    this.facts(item, pod, state);
    item.where = where;
    const rects = rectsOf(pod.uid, state, measures.frames);
    if (!rects) return;
    const { s } = rects.body;
    const [x, y] = [rects.body.x - group.origin.x, rects.body.y - group.origin.y];
    const place = `${x} ${y} ${s}`;
    if (place === item.place) return;
    item.place = place;
    item.element.classList.toggle("corner", rects.isCorner);
    item.element.style.cssText = `margin:${y}px 0 0 ${x}px;width:${s}px;height:${s}px`;
  }

  /** @param {Item} item @param {Card} card @param {State} state */
  facts(item, card, state) {
    const isSelected = state.selection?.uid === card.uid;
    if (isSelected !== item.isSelected) {
      item.isSelected = isSelected;
      item.element.setAttribute("aria-selected", String(isSelected));
    }
    if (item.card === card) return;
    item.card = card;
    for (const [name, value] of Object.entries(hooksOf(card)))
      setAttribute(item.element, name, value);
    // Pods are many and change often: an attribute costs no layout. The name of a ReplicaSet must
    // not be a label, or it would be found where a field "Replicas" is looked for.
    if (card.kind === "Pod") setAttribute(item.element, "aria-label", nameOf(card));
    else setText(item.element, nameOf(card));
  }

  /** @param {Card} card @param {HTMLElement} parent @param {number} level @returns {Item} */
  itemFor(card, parent, level) {
    let item = this.items.get(card.uid);
    if (!item) {
      const element = h("div", {
        role: "treeitem",
        class: card.kind === "Pod" ? "item of-pod" : `item of-other of-${card.kind.toLowerCase()}`,
        tabindex: "-1",
        "aria-selected": "false",
        "aria-level": level,
        "data-uid": card.uid,
      });
      item = { element, card: null, isSelected: false, place: "", where: null };
      this.items.set(card.uid, item);
    }
    if (item.element.parentElement !== parent) parent.append(item.element);
    return item;
  }

  /** A strip that moves takes its Pods along. @param {State} state @param {Measures} measures */
  moveGroups({ view }, { frames }) {
    for (const [owner, group] of this.groups) {
      const { x, y } = (view === "owner" && frames.get(owner)) || { x: 0, y: 0 };
      if (group.origin.x === x && group.origin.y === y) continue;
      group.origin = { x, y };
      group.element.style.cssText = `left:${x}px;top:${y}px`;
    }
  }

  /** @param {string} owner @param {State} state @param {Measures} measures @returns {Group} */
  groupOf(owner, state, measures) {
    const known = this.groups.get(owner);
    if (known) return known;
    const element = h("div", { role: "group", class: "pods" });
    const group = { element, grids: new Map(), origin: { x: NaN, y: NaN } };
    this.groups.set(owner, group);
    this.owners.append(element);
    this.moveGroups(state, measures);
    return group;
  }

  /** The grid for a Pod's seat, in the order of seats. @param {Group} group @param {number} slot */
  gridOf(group, slot) {
    const number = Math.floor(slot / PER_GRID);
    let grid = group.grids.get(number);
    if (!grid) {
      grid = h("div", { class: "pod-grid" });
      const later = [...group.grids.keys()].filter((other) => other > number);
      const next = later.length ? group.grids.get(Math.min(...later)) : null;
      group.element.insertBefore(grid, next ?? null);
      group.grids.set(number, grid);
    }
    return grid;
  }

  /** @param {string[]} gone */
  sweep(gone) {
    if (!gone.length) return;
    for (const uid of gone) {
      this.items.get(uid)?.element.remove();
      this.items.delete(uid);
    }
    for (const [owner, { element, grids }] of this.groups) {
      for (const [number, grid] of grids) {
        if (grid.childElementCount) continue;
        grid.remove();
        grids.delete(number);
      }
      if (grids.size) continue;
      element.remove();
      this.groups.delete(owner);
    }
  }

  /** Tab reaches one item, the arrows the others. @param {State} state */
  keepOneFocusable(state) {
    const focused = this.element.contains(document.activeElement)
      ? /** @type {HTMLElement} */ (document.activeElement).dataset.uid
      : undefined;
    const wanted =
      [focused, state.selection?.uid, this.focusable].find((uid) => uid && this.items.has(uid)) ??
      this.items.keys().next().value ??
      "";
    if (wanted === this.focusable && this.items.get(wanted)?.element.tabIndex === 0) return;
    const before = this.items.get(this.focusable);
    if (before) before.element.tabIndex = -1;
    this.focusable = wanted;
    const next = this.items.get(wanted);
    if (next) next.element.tabIndex = 0;
  }
}

/** @param {Card} card @returns {Record<string, string>} */
export function hooksOf(card) {
  const hooks = {
    "data-kind": card.kind,
    "data-name": card.name,
    "data-namespace": card.namespace,
    "data-status": statusWord(card),
  };
  if (card.kind !== "Pod") return hooks;
  return {
    ...hooks,
    "data-ready": String(card.ready),
    "data-node": card.node,
    "data-owner": card.ownerName,
    "data-image": card.image,
  };
}

/** What a screen reader calls it. @param {Card} card */
export function nameOf(card) {
  if (card.kind !== "Pod") return `${card.kind} ${card.name}, ${describe(card)}`;
  const readiness = card.ready ? "ready" : "not ready";
  return `Pod ${card.name}, ${card.status}, ${readiness}, ${card.node || "no node"}, ${card.image}`;
}

/**
 * The word of kubectl's STATUS column; kinds without that column say what `kubectl get` counts.
 * @param {Card} card
 */
function statusWord(card) {
  if (card.kind === "Pod" || card.kind === "Node") return card.status;
  if (card.kind === "Deployment") return `${card.ready}/${card.wanted}`;
  if (card.kind === "ReplicaSet") return `${card.ready}/${card.size}`;
  return "Active";
}

/** @param {Card} card */
function describe(card) {
  switch (card.kind) {
    case "Deployment":
      return `${card.ready} of ${card.wanted} ready, ${card.image}`;
    case "ReplicaSet":
      return `revision ${card.rolloutRevision}, ${card.ready} of ${card.size} ready, ${card.image}`;
    case "Service":
      return `${card.endpoints.filter(({ ready }) => ready).length} ready endpoints`;
    case "Node":
      return card.status;
    default:
      return "";
  }
}
