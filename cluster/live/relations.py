"""What belongs together in the picture: sets and Pods, Nodes and Pods, Services and endpoints.

Each answer is kept by an index, so that a changed Pod costs the same in a cluster of ten Pods and
of ten thousand. Every upkeep method gives the uids of the cards that changed by it.

Example: when node-2 stops being Ready, the Pods on it change their stage to "unknown".
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

import msgspec

from cluster.core.objects import Node
from cluster.core.tolerations import NO_EXECUTE
from cluster.live import messages as m
from cluster.live import readings as r
from cluster.live.cards import endpoint_cards, make_card, template_key
from cluster.live.sentences import Crowd
from cluster.live.timers import eviction_timer

SERVICE_LABEL = "kubernetes.io/service-name"
FINAL_STAGES = frozenset({"completed", "failed"})
ServiceName = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Own:
    """What a Pod says of itself, whatever its node does."""

    stage: str
    timer: m.Timer | None


class Relations:
    """The cards by uid, and the indexes between them."""

    def __init__(self) -> None:
        self.cards: dict[str, m.Card] = {}
        self._own: dict[str, Own] = {}
        self._tolerations: dict[str, list[r.Json]] = {}
        self._shared: dict[bytes, list[r.Json]] = {}
        self._stages: defaultdict[str, Counter[str]] = defaultdict(Counter)
        self._on_node: defaultdict[str, set[str]] = defaultdict(set)
        self._sets: defaultdict[str, set[str]] = defaultdict(set)
        self._deployments: set[str] = set()
        self._templates: dict[str, bytes] = {}
        self._exits: dict[str, int] = {}
        self._nodes: dict[str, str] = {}
        self._node_sources: dict[str, tuple[r.NodeManifest, r.Json]] = {}
        self._tainted: dict[str, Node] = {}
        self._services: dict[ServiceName, str] = {}
        self._slices: dict[str, tuple[ServiceName, list[m.EndpointCard]]] = {}
        self._faults: dict[str, r.FaultSpec] = {}

    # -- answers -----------------------------------------------------------------------------

    def is_silent(self, node: str) -> bool:
        found = self.cards.get(self._nodes.get(node, ""))
        return isinstance(found, m.NodeCard) and not found.ready

    def fault_of(self, node: str) -> str:
        return next((fault.type for fault in self._faults.values() if fault.node == node), "")

    def endpoints_of(self, namespace: str, service: str) -> list[m.EndpointCard]:
        wanted = (namespace, service)
        return [card for name, cards in self._slices.values() if name == wanted for card in cards]

    def deployments(self) -> Iterator[m.DeploymentCard]:
        for uid in self._deployments:
            card = self.cards[uid]
            assert isinstance(card, m.DeploymentCard)
            yield card

    def sets_of(self, deployment: m.DeploymentCard) -> list[m.ReplicaSetCard]:
        found = [self.cards[uid] for uid in self._sets.get(deployment.uid, ())]
        return [card for card in found if isinstance(card, m.ReplicaSetCard)]

    def new_set(self, deployment: m.DeploymentCard) -> str:
        """The uid of the oldest set with the Deployment's own template (D31), or ""."""
        wanted = self._templates.get(deployment.uid)
        same = [
            card for card in self.sets_of(deployment) if self._templates.get(card.uid) == wanted
        ]
        oldest = min(same, key=lambda card: (card.created, card.name), default=None)
        return "" if oldest is None else oldest.uid

    def crowd(self, deployment: m.DeploymentCard) -> Crowd:
        """The Deployment's sets and what their Pods are doing."""
        sets = self.sets_of(deployment)
        stages = {card.uid: self._stages[card.uid] for card in sets if card.uid in self._stages}
        owners = {card.uid for card in sets}
        exits = {uid: self._exits[uid] for uid in owners & self._exits.keys()}
        crowd = Crowd(sets, stages, exits=exits)
        for node in filter(self.is_silent, self._nodes):
            mine = [pod.deleting for pod in self._pods_on(node) if pod.owner in owners]
            crowd.evicted |= {node: sum(mine)} if any(mine) else {}
            crowd.silent |= {node: mine.count(False)} if not all(mine) else {}
        if crowd.count("pending"):
            unplaced = (pod for pod in self._pods_on("") if pod.owner in owners)
            crowd.homeless = Counter(no_room(pod) for pod in unplaced if pod.message)
        return crowd

    def _pods_on(self, node: str) -> Iterator[m.PodCard]:
        for uid in self._on_node.get(node, ()):
            pod = self.cards[uid]
            assert isinstance(pod, m.PodCard)
            yield pod

    # -- upkeep ------------------------------------------------------------------------------

    def note_source(self, kind: str, found: r.Manifest, sim: r.Json) -> set[str]:
        """Remember what other cards are made from."""
        uid = found.metadata.uid
        match found:
            case r.EndpointSliceManifest():
                metadata = found.metadata
                name = (metadata.namespace, metadata.labels.get(SERVICE_LABEL, ""))
                self._slices[uid] = (name, endpoint_cards(found))
                return self._renew_service(name)
            case r.FaultManifest():
                self._faults[uid] = found.spec
                return self._renew_node(found.spec.node)
            case r.PodManifest():
                tolerations = found.spec.tolerations
                key = msgspec.json.encode(tolerations)
                self._tolerations[uid] = self._shared.setdefault(key, tolerations)
                self._note_exit(found)
            case r.NodeManifest():
                self._node_sources[uid] = (found, sim)
                self._note_taints(found, sim)
            case r.DeploymentManifest():
                self._templates[uid] = template_key(found.spec.get("template") or {})
            case r.ReplicaSetManifest():
                self._templates[uid] = template_key(found.spec.template)
        return set()

    def put(self, card: m.Card) -> set[str]:
        """Take in a card in place of the former one."""
        former = self.cards.get(card.uid)
        self.cards[card.uid] = card
        changed = {card.uid}
        match card:
            case m.PodCard():
                self._move_pod(former if isinstance(former, m.PodCard) else None, card)
            case m.ReplicaSetCard():
                self._sets[card.owner].add(card.uid)
            case m.DeploymentCard():
                self._deployments.add(card.uid)
                if isinstance(former, m.DeploymentCard):
                    card.sentence = former.sentence
                    card.new_replica_set = former.new_replica_set
            case m.NodeCard():
                self._nodes[card.name] = card.uid
                changed |= self._renew_pods(card.name)
            case m.ServiceCard():
                self._services[card.namespace, card.name] = card.uid
        return changed

    def take(self, uid: str) -> set[str]:
        """Forget an object."""
        card = self.cards.pop(uid, None)
        self._templates.pop(uid, None)
        self._exits.pop(uid, None)
        self._node_sources.pop(uid, None)
        self._deployments.discard(uid)
        match card:
            case m.PodCard():
                self._move_pod(card, None)
            case m.ReplicaSetCard():
                self._sets[card.owner].discard(uid)
            case m.NodeCard():
                self._nodes.pop(card.name, None)
                self._tainted.pop(card.name, None)
                return self._renew_pods(card.name)
            case m.ServiceCard():
                self._services.pop((card.namespace, card.name), None)
        slice_ = self._slices.pop(uid, None)
        fault = self._faults.pop(uid, None)
        changed = set() if slice_ is None else self._renew_service(slice_[0])
        return changed | (set() if fault is None else self._renew_node(fault.node))

    def _move_pod(self, former: m.PodCard | None, card: m.PodCard | None) -> None:
        if former is not None:
            self._stages[former.owner][former.stage] -= 1
            if not +self._stages[former.owner]:
                del self._stages[former.owner]
            self._on_node[former.node].discard(former.uid)
        if card is None and former is not None:
            self._own.pop(former.uid, None)
            self._tolerations.pop(former.uid, None)
        if card is not None:
            self._own[card.uid] = Own(card.stage, card.timer)
            card.stage, card.timer = self._shown(card)
            self._stages[card.owner][card.stage] += 1
            self._on_node[card.node].add(card.uid)

    def _shown(self, pod: m.PodCard) -> tuple[str, m.Timer | None]:
        """Stage and countdown as the node lets them be seen."""
        own = self._own[pod.uid]
        if pod.deleting or own.stage in FINAL_STAGES:
            return own.stage, own.timer
        stage = "unknown" if self.is_silent(pod.node) else own.stage
        node = self._tainted.get(pod.node)
        if node is not None:
            return stage, eviction_timer(self._tolerations.get(pod.uid, []), node)
        return stage, own.timer

    def _note_exit(self, pod: r.PodManifest) -> None:
        """With which code a container of the Pod's owner ended last."""
        code = exit_code(pod.status)
        if code is not None and pod.metadata.controller is not None:
            self._exits[pod.metadata.controller.uid] = code

    def _note_taints(self, found: r.NodeManifest, sim: r.Json) -> None:
        metadata, taints = found.metadata, found.spec.taints
        self._tainted.pop(metadata.name, None)
        if any(taint.get("effect") == NO_EXECUTE for taint in taints):
            named = {"name": metadata.name, "creationTimestamp": metadata.creation_timestamp}
            manifest = {"kind": "Node", "metadata": named, "spec": {"taints": taints}}
            self._tainted[metadata.name] = Node(manifest, sim)

    def _renew_pods(self, node: str) -> set[str]:
        """Pods wear the stage "unknown" while their node is silent, their own afterwards."""
        changed = set()
        for pod in list(self._pods_on(node)):
            stage, timer = self._shown(pod)
            if (stage, timer) != (pod.stage, pod.timer):
                self._stages[pod.owner][pod.stage] -= 1
                self._stages[pod.owner][stage] += 1
                pod.stage, pod.timer = stage, timer
                changed.add(pod.uid)
        return changed

    def _renew_node(self, name: str) -> set[str]:
        card = self.cards.get(self._nodes.get(name, ""))
        if card is None:
            return set()
        found, sim = self._node_sources[card.uid]
        self.cards[card.uid] = make_card("Node", found, sim, self)
        return {card.uid}

    def _renew_service(self, name: ServiceName) -> set[str]:
        card = self.cards.get(self._services.get(name, ""))
        if not isinstance(card, m.ServiceCard):
            return set()
        card.endpoints = self.endpoints_of(*name)
        return {card.uid}


def exit_code(status: r.Json) -> int | None:
    """With which code a Pod's first container ended, now or before its last start."""
    for each in (status.get("containerStatuses") or ())[:1]:
        for state in (each.get("state") or {}, each.get("lastState") or {}):
            if "terminated" in state:
                return int(state["terminated"].get("exitCode", 0))
    return None


def no_room(pod: m.PodCard) -> str:
    """Why the scheduler found no node, without what it says about preemption."""
    return pod.message.partition(". ")[0].rstrip(".")
