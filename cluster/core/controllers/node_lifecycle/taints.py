"""Taints that follow a node's state: NoSchedule at once, NoExecute through a rate limit.

NoSchedule taints are a picture of the conditions and of `spec.unschedulable` (N5). A NoExecute
taint drives Pods out, so a zone gets one per ten seconds at most, and none in great trouble (N6,
N7); it is taken away at the controller's next look after the node's return.

Example: a lost and cordoned node has unreachable:NoSchedule, unschedulable:NoSchedule and, when it
is its turn, unreachable:NoExecute.
Mirrors: kubernetes pkg/controller/nodelifecycle (doNoScheduleTaintingPass and what follows it).
"""

from __future__ import annotations

from collections.abc import Mapping

from cluster.core.controllers.node_lifecycle.zones import is_all_dark, zones_of
from cluster.core.nodes import NOT_READY, TROUBLE, UNREACHABLE, UNSCHEDULABLE, zone_of
from cluster.core.objects import Manifest, Node
from cluster.core.timestamps import format_time
from cluster.core.tolerations import NO_EXECUTE
from cluster.core.view import ClusterView

NO_SCHEDULE = "NoSchedule"
OF_CONDITION: dict[str, dict[str, str]] = {
    "Ready": {"False": NOT_READY, "Unknown": UNREACHABLE},
    "MemoryPressure": {"True": TROUBLE + "memory-pressure"},
    "DiskPressure": {"True": TROUBLE + "disk-pressure"},
    "PIDPressure": {"True": TROUBLE + "pid-pressure"},
    "NetworkUnavailable": {"True": TROUBLE + "network-unavailable"},
}
OURS = frozenset(key for keys in OF_CONDITION.values() for key in keys.values()) | {UNSCHEDULABLE}
DRIVING = (NOT_READY, UNREACHABLE)


def wanted_no_schedule(conditions: Mapping[str, str], *, is_unschedulable: bool) -> list[str]:
    """Keys of the NoSchedule taints for these conditions (type: status)."""
    keys = [OF_CONDITION.get(kind, {}).get(status) for kind, status in conditions.items()]
    found = {key for key in keys if key is not None}
    if is_unschedulable:
        found.add(UNSCHEDULABLE)
    return sorted(found)


def conditions_of(node: Node) -> dict[str, str]:
    return {each.get("type"): each.get("status") for each in node.status.get("conditions") or ()}


def no_schedule_change(node: Node, now: float) -> list[Manifest] | None:
    """The taints after the NoSchedule ones follow the state; None when they do already."""
    wanted = wanted_no_schedule(conditions_of(node), is_unschedulable=node.is_unschedulable)
    present = [taint["key"] for taint in node.taints if is_own_no_schedule(taint)]
    if sorted(present) == wanted:
        return None
    kept = [
        taint for taint in node.taints if not is_own_no_schedule(taint) or taint["key"] in wanted
    ]
    return kept + [taint_of(key, NO_SCHEDULE, now) for key in wanted if key not in present]


def is_own_no_schedule(taint: Manifest) -> bool:
    return taint.get("effect") == NO_SCHEDULE and taint["key"] in OURS


def driving_taints(node: Node) -> list[Manifest]:
    """The node's own NoExecute taints for not-ready and unreachable."""
    return [
        taint
        for taint in node.taints
        if taint.get("effect") == NO_EXECUTE and taint["key"] in DRIVING
    ]


def driving_key(node: Node) -> str | None:
    """The key that the node's Ready condition asks for."""
    return OF_CONDITION["Ready"].get(conditions_of(node).get("Ready", "True"))


def taint_of(key: str, effect: str, now: float) -> Manifest:
    return {"key": key, "effect": effect, "timeAdded": format_time(now)}


def turn_of(node: Node, view: ClusterView, now: float) -> float | None:
    """When the node may be tainted NoExecute; None while its zone's rule forbids it."""
    nodes = view.nodes()
    zones = zones_of(nodes)
    name = zone_of(node)
    rate = zones[name].rate(is_all_dark=is_all_dark(zones))
    if not rate:
        return None
    peers = [each for each in nodes if zone_of(each) == name]
    tainted = [each.sim["taintedAt"] for each in peers if each.sim and "taintedAt" in each.sim]
    free = max(tainted, default=float("-inf")) + 1 / rate
    line = sorted(
        (each for each in peers if driving_key(each) and not driving_taints(each)),
        key=lambda each: ((each.sim or {}).get("notReadyAt", 0.0), each.name),
    )
    place = [each.name for each in line].index(node.name)
    return max(now, free) + place / rate


def is_dark(view: ClusterView) -> bool:
    """True when no zone of the cluster has a ready node."""
    return is_all_dark(zones_of(view.nodes()))
