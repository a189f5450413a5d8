"""Countdowns on cards: what a Pod or a Node waits for, from when until when.

The simulated machine keeps the exact moments beside the manifest (`sim`); a Pod that shuts down
and of which the machine says nothing counts down its grace period. Pods on a node with a NoExecute
taint count down to their eviction.

Example: a Pod deleted at t=100 with 30 s of grace has Timer("grace", 100, 130) until its kubelet
has seen it, then one that ends when the container stops.
"""

from __future__ import annotations

from cluster.core.objects import Node
from cluster.core.timestamps import parse_time
from cluster.core.tolerations import NO_EXECUTE, eviction_moment, seen_at
from cluster.live.messages import Timer
from cluster.live.readings import Json, NodeManifest, PodManifest

TIMER_OF_STAGE = {
    "pulling": "pull",
    "starting": "start",
    "probing": "probe",
    "backoff": "backoff",
    "imagebackoff": "backoff",
}


def pod_timer(pod: PodManifest, sim: Json) -> Timer | None:
    """What the Pod waits for; None when it waits for nothing that has a time."""
    stage: str = sim.get("stage", "")
    until: float | None = sim.get("until")
    if pod.metadata.deletion_timestamp is not None:
        return grace_timer(pod, sim)
    kind = TIMER_OF_STAGE.get(stage)
    if kind is None or until is None:
        return None
    return Timer(kind, float(sim.get("from") or until), float(until))


def grace_timer(pod: PodManifest, sim: Json) -> Timer:
    """Until the stop that the machine knows of, else to the end of the grace period."""
    assert pod.metadata.deletion_timestamp is not None
    end = parse_time(pod.metadata.deletion_timestamp)
    start = end - pod.metadata.deletion_grace_period_seconds
    if sim.get("stage") == "terminating" and sim.get("until") is not None:
        return Timer("grace", float(sim.get("from", start)), float(sim["until"]))
    return Timer("grace", start, end)


def eviction_timer(tolerations: list[Json], node: Node) -> Timer | None:
    """Until the node's taints drive the Pod out; None when they never do."""
    moment = eviction_moment(tolerations, node)
    if moment is None:
        return None
    taints = [taint for taint in node.taints if taint.get("effect") == NO_EXECUTE]
    return Timer("eviction", min(seen_at(node, taint) for taint in taints), moment)


def silent_since(node: NodeManifest, sim: Json) -> float | None:
    """When the control plane last heard from the node."""
    heard = sim.get("lastRenewal", sim.get("faultSince"))
    if heard is not None:
        return float(heard)
    for each in node.status.conditions:
        if each.type == "Ready" and each.status != "True" and each.last_transition_time:
            return parse_time(each.last_transition_time)
    return None


def node_timer(node: NodeManifest, sim: Json) -> Timer | None:
    """Until a silent node is called NotReady."""
    heard, lost = silent_since(node, sim), sim.get("notReadyAt")
    is_ready = any(
        each.type == "Ready" and each.status == "True" for each in node.status.conditions
    )
    if not is_ready or heard is None or lost is None:
        return None
    return Timer("notready", heard, float(lost))
