"""Signs of life of a node, worked out instead of written: renewals, heartbeats, monitor ticks.

A healthy kubelet renews its Lease every 10 s and posts its status every 5 minutes; the node
controller looks every 5 s. In a healthy cluster that would be most of all writes and say nothing,
so these moments follow from the cluster's seed alone and the API fills them in on read. Only when a
node falls silent its last renewal is written down.

Example: with an offset of 3.2 s the renewals are at 3.2, 13.2, 23.2 ... and the last one before a
fault at 25 is 23.2; the node is lost at the first look 50 s after that.
Mirrors: kubernetes pkg/kubelet (nodeLeaseUpdateFrequency), pkg/controller/nodelifecycle.
Differs: a Lease's resourceVersion does not move with its renewals.
"""

from __future__ import annotations

from functools import lru_cache
from math import ceil, floor

from cluster.core.names import fraction
from cluster.core.objects import Manifest, Node
from cluster.core.timestamps import format_micro_time, format_time

NAMESPACE = "kube-node-lease"
RENEW_SECONDS = 10.0
HEARTBEAT_SECONDS = 300.0
MONITOR_SECONDS = 5.0
GRACE_SECONDS = 50.0
LEASE_SECONDS = 40
SMALL = 1e-6


@lru_cache(maxsize=4096)
def offset(seed: str, what: str, period: float) -> float:
    """Where in its period something regular happens."""
    return fraction(seed, what) * period


def last_before(moment: float, *, offset: float, period: float) -> float:
    """The last of the regular moments that is not after this one."""
    return offset + floor((moment - offset) / period + SMALL) * period


def first_from(moment: float, *, offset: float, period: float) -> float:
    """The first of the regular moments that is not before this one."""
    return offset + ceil((moment - offset) / period - SMALL) * period


def renewed(seed: str, name: str, now: float) -> float:
    """When a healthy node of that name renewed its Lease last."""
    start = offset(seed, f"lease/{name}", RENEW_SECONDS)
    return last_before(now, offset=start, period=RENEW_SECONDS)


def heartbeat(seed: str, name: str, now: float) -> float:
    """When a healthy node of that name posted its status last without a change."""
    start = offset(seed, f"lease/{name}", RENEW_SECONDS)
    return last_before(now, offset=start, period=HEARTBEAT_SECONDS)


def monitor_tick(seed: str, moment: float) -> float:
    """When the node controller looks at the nodes next."""
    start = offset(seed, "monitor", MONITOR_SECONDS)
    return first_from(moment, offset=start, period=MONITOR_SECONDS)


def lost_at(seed: str, last_renewal: float, grace: float = GRACE_SECONDS) -> float:
    """When a node that renewed last at that moment is called lost (N3)."""
    return monitor_tick(seed, last_renewal + grace)


def last_sign(node: Node, seed: str, now: float) -> float:
    """The last renewal of a node, silent or not."""
    sim = node.sim or {}
    if "lastRenewal" in sim and "fault" in sim:
        return float(sim["lastRenewal"])
    return max(node.created, renewed(seed, node.name, now))


def render_lease(manifest: Manifest, node: Node, seed: str, now: float) -> Manifest:
    """The Lease as it reads now."""
    stamp = format_micro_time(last_sign(node, seed, now))
    return {**manifest, "spec": {**(manifest.get("spec") or {}), "renewTime": stamp}}


def render_node(node: Node, seed: str, now: float) -> Manifest:
    """The Node as it reads now: the conditions of one that is well carry its last heartbeat."""
    if not node.is_ready or "fault" in (node.sim or {}):
        return node.manifest
    stamp = format_time(max(node.created, heartbeat(seed, node.name, now)))
    conditions = [
        {**each, "lastHeartbeatTime": max(stamp, each.get("lastHeartbeatTime") or stamp)}
        for each in node.status.get("conditions") or ()
    ]
    return {**node.manifest, "status": {**node.status, "conditions": conditions}}
