"""What one Pod asks of a node, read once before all nodes are looked at.

`Fleet` is the same for every Pod as long as no Node changes; `Ask` belongs to one Pod. Plugins get
both and say beforehand whether they have anything to say at all, so that a plain Pod on plain nodes
costs two comparisons and two scores for each node.

Example: Ask.of(pod, view).cpu_milli is 500 for a Pod with one container that requests `500m`.
"""

from __future__ import annotations

from dataclasses import dataclass

from cluster.core.nodes import zone_of
from cluster.core.objects import Manifest, Node, Pod
from cluster.core.tally import pod_requests
from cluster.core.view import ClusterView


@dataclass(frozen=True, slots=True)
class Fleet:
    """All nodes, oldest first, and what can be said of them together."""

    nodes: tuple[Node, ...]
    has_taints: bool
    has_preferences: bool
    has_unschedulable: bool
    zones: dict[str, int]

    @classmethod
    def of(cls, view: ClusterView) -> Fleet:
        return view.once("Node", read_fleet)


def read_fleet(view: ClusterView) -> Fleet:
    nodes = tuple(view.every(Node))
    zones: dict[str, int] = {}
    for node in nodes:
        zone = zone_of(node)
        if zone:
            zones[zone] = zones.get(zone, 0) + 1
    effects = {taint.get("effect") for node in nodes for taint in node.taints}
    return Fleet(
        nodes,
        has_taints=bool(effects),
        has_preferences="PreferNoSchedule" in effects,
        has_unschedulable=any(node.is_unschedulable for node in nodes),
        zones=zones,
    )


@dataclass(frozen=True, slots=True)
class Ask:
    """One Pod's needs. `scored_*` count the defaults of a missing request (S5)."""

    pod: Pod
    spec: Manifest
    view: ClusterView
    fleet: Fleet
    cpu_milli: int
    memory_bytes: int
    scored_cpu_milli: int
    scored_memory_bytes: int

    @classmethod
    def of(cls, pod: Pod, view: ClusterView) -> Ask:
        return cls(pod, pod.manifest["spec"], view, Fleet.of(view), *pod_requests(pod))

    @property
    def tolerations(self) -> list[Manifest]:
        return self.spec.get("tolerations") or []

    @property
    def affinity(self) -> Manifest:
        return self.spec.get("affinity") or {}
