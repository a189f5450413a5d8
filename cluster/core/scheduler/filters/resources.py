"""A node must have room for the Pod's requests beside those of all its Pods that are not final.

Limits play no role, terminating Pods still count (S2). A request beyond what the node has at all is
told the same way, but no preemption could help.

Example: a node with 4 cores of which 3.8 are asked for refuses a Pod that asks for 500m with
`Insufficient cpu`.
Mirrors: kubernetes scheduler/framework/plugins/noderesources/fit.go.
Differs: ephemeral storage and extended resources are not counted.
"""

from __future__ import annotations

from cluster.core.nodes import Room, room_of
from cluster.core.objects import Node
from cluster.core.scheduler.ask import Ask
from cluster.core.scheduler.plugin import Filter, Refusal
from cluster.core.tally import NodeLoad

TOO_MANY_PODS = "Too many pods"


def applies(ask: Ask) -> bool:
    return True


def refuse(ask: Ask, node: Node) -> Refusal | None:
    room = room_of(node)
    load = ask.view.load(node.name)
    if (
        load.pods < room.pods
        and load.cpu_milli + ask.cpu_milli <= room.cpu_milli
        and load.memory_bytes + ask.memory_bytes <= room.memory_bytes
    ):
        return None
    return shortage(ask, room, load)


def shortage(ask: Ask, room: Room, load: NodeLoad) -> Refusal | None:
    """All that is missing; a Pod that asks for nothing of a kind does not miss it."""
    reasons = []
    if load.pods >= room.pods:
        reasons.append(TOO_MANY_PODS)
    if ask.cpu_milli and load.cpu_milli + ask.cpu_milli > room.cpu_milli:
        reasons.append("Insufficient cpu")
    if ask.memory_bytes and load.memory_bytes + ask.memory_bytes > room.memory_bytes:
        reasons.append("Insufficient memory")
    is_too_large = ask.cpu_milli > room.cpu_milli or ask.memory_bytes > room.memory_bytes
    return Refusal(tuple(reasons), may_help=not is_too_large) if reasons else None


FILTER = Filter("NodeResourcesFit", applies, refuse)
