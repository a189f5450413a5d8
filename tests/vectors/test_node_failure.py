"""Node health: taints, zones, tolerations, and how long everything takes.

A timeline is not stored anywhere: it follows from when nodes renew and when they are looked at. So
the windows are measured over many seeds, to the nearest second.
"""

from __future__ import annotations

from cluster.core.controllers.node_lifecycle.taints import wanted_no_schedule
from cluster.core.controllers.node_lifecycle.zones import Zone
from cluster.core.kubelet import sync
from cluster.core.leases import lost_at
from cluster.core.objects import Node, Pod, read
from cluster.core.pod_defaults import with_node_tolerations
from cluster.core.tolerations import eviction_due, shortest
from tests.builders import START, a_node, a_pod, a_view, metadata

PREFIX = "node.kubernetes.io/"
UNREACHABLE = PREFIX + "unreachable"
SEEDS = [f"seed-{number}" for number in range(400)]


def condition_taints(given):
    conditions = {"Ready": given["ready"]}
    for kind, field in (
        ("NetworkUnavailable", "network_unavailable"),
        ("MemoryPressure", "memory_pressure"),
    ):
        if given[field] is not None:
            conditions[kind] = str(given[field])
    keys = wanted_no_schedule(conditions, is_unschedulable=given["unschedulable"])
    return {"no_schedule": [key.removeprefix(PREFIX) for key in keys]}


def zone(given):
    found = Zone(given["ready"], given["not_ready"])
    return {"state": found.state, "rate": found.rate(is_all_dark=given["all_zones_dark"])}


def timeline(given):
    lost = [lost_at(seed, START, given["grace"]) - START for seed in SEEDS]
    rate = Zone(2, 1).rate(is_all_dark=not given["other_nodes_ready"])
    tainted = [*lost, max(lost) + 1 / rate]
    deleted = [evicted_at(moment, given["toleration"]) for moment in tainted]
    return {
        "node_unknown": window(lost),
        "pods_not_ready": window(lost),
        "tainted": window(tainted),
        "pods_marked_deleted": window(deleted),
        "replacements_created": window(deleted),
        "pods_removed": removed_at(),
    }


def window(moments):
    return [round(min(moments)), round(max(moments))]


def evicted_at(tainted, toleration):
    node = a_node()
    taint = {"key": UNREACHABLE, "effect": "NoExecute"}
    manifest = {**node.manifest, "spec": {"taints": [taint]}}
    known = {"key": UNREACHABLE, "operator": "Exists", "effect": "NoExecute"}
    pod = a_pod(spec={"tolerations": [{**known, "tolerationSeconds": toleration}]})
    return eviction_due(pod, Node(manifest, {"seen": {UNREACHABLE: START + tainted}})) - START


def removed_at():
    """When the kubelet of the lost node takes a deleted Pod away: None while it is silent."""
    fault = {"kind": "Fault", "metadata": metadata("fault"), "spec": {"node": "node-1"}}
    pod = a_pod(deletionTimestamp="2033-05-18T03:33:20Z", deletionGracePeriodSeconds=30)
    assert isinstance(pod, Pod)
    view = a_view(a_node(), read(fault), pod)
    plan = sync.reconcile(pod.key, view, START + 10_000)
    return START if plan.actions else plan.requeue_at


def run(given):
    match given["op"]:
        case "condition_taints":
            return condition_taints(given)
        case "zone":
            return zone(given)
        case "tolerates":
            return {"seconds": shortest(given["matching"])}
        case "timeline":
            return timeline(given)
        case "defaults":
            return {"tolerations": with_node_tolerations(given["tolerations"])}


def test_node_failure(case):
    assert run(case["given"]) == case["expect"]
