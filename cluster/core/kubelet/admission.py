"""Whether the kubelet takes a Pod that never saw the scheduler (S12).

A Pod created with `nodeName` goes straight to that kubelet, which rejects it when the node has not
room enough: phase Failed with reason OutOfcpu, OutOfmemory or OutOfpods. It stays Failed.

Example: a node with 4 cores, 3.5 asked for, rejects a Pod that asks for 1 core.
Mirrors: kubernetes pkg/kubelet/lifecycle/predicate.go.
"""

from __future__ import annotations

from typing import NamedTuple

from cluster.core.nodes import room_of
from cluster.core.objects import Node, Pod
from cluster.core.tally import pod_requests
from cluster.core.view import ClusterView


class Rejection(NamedTuple):
    """The resource that is short, and the numbers."""

    resource: str
    requested: int
    used: int
    capacity: int

    @property
    def reason(self) -> str:
        return f"OutOf{self.resource}"

    @property
    def message(self) -> str:
        return (
            f"Node didn't have enough resource: {self.resource}, requested: {self.requested}, "
            f"used: {self.used}, capacity: {self.capacity}"
        )


def rejection(pod: Pod, node: Node, view: ClusterView) -> Rejection | None:
    """Why the node cannot take this Pod; None when it can or the scheduler said so."""
    for condition in pod.status.get("conditions") or ():
        if condition.get("type") == "PodScheduled" and condition.get("status") == "True":
            return None
    room, load = room_of(node), view.load(node.name)
    cpu, memory, _, _ = pod_requests(pod)
    for resource, requested, used, capacity in (
        ("cpu", cpu, load.cpu_milli, room.cpu_milli),
        ("memory", memory, load.memory_bytes, room.memory_bytes),
        ("pods", 1, load.pods, room.pods),
    ):
        if requested and used > capacity:
            return Rejection(resource, requested, used - requested, capacity)
    return None
