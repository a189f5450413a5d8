"""Countdowns on cards: what a Pod or a Node waits for, from when until when.

The simulated machine keeps the exact moments beside the manifest (`sim`); a Pod that shuts down and
of which the machine says nothing counts down its grace period.

Example: a Pod deleted at t=100 with 30 s of grace has Timer("grace", 100, 130).
"""

from __future__ import annotations

from cluster.core.timestamps import parse_time
from cluster.live.messages import Timer
from cluster.live.readings import Json, NodeManifest, PodManifest

TIMER_OF_STAGE = {
    "pulling": "pull",
    "starting": "start",
    "probing": "probe",
    "running": "probe",
    "backoff": "backoff",
    "stopping": "grace",
    "terminating": "grace",
}
GRACE_SECONDS = 50.0


def pod_timer(pod: PodManifest, sim: Json) -> Timer | None:
    """What the Pod waits for; None when it waits for nothing that has a time."""
    metadata = pod.metadata
    if metadata.deletion_timestamp is not None:
        end = parse_time(metadata.deletion_timestamp)
        return Timer("grace", end - metadata.deletion_grace_period_seconds, end)
    kind = TIMER_OF_STAGE.get(sim.get("stage", ""))
    until: float | None = sim.get("until")
    if kind is None or until is None:
        return None
    return Timer(kind, sim.get("since", until), until)


def silent_since(node: NodeManifest, sim: Json) -> float | None:
    """When the control plane last heard from the node."""
    heard = sim.get("lastHeard")
    if heard is not None:
        return float(heard)
    for each in node.status.conditions:
        if each.type == "Ready" and each.status != "True" and each.last_transition_time:
            return parse_time(each.last_transition_time)
    return None


def node_timer(node: NodeManifest, sim: Json, *, has_fault: bool) -> Timer | None:
    """Until a silent node is called NotReady."""
    heard = sim.get("lastHeard")
    if not has_fault or heard is None:
        return None
    if all(each.status == "True" for each in node.status.conditions if each.type == "Ready"):
        return Timer("notready", heard, heard + GRACE_SECONDS)
    return None
