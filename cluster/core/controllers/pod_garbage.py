"""Pod garbage collection: what no kubelet will ever end (P30, N17).

Every 20 s the collector takes away Pods whose Node object has been missing for 40 s, and Pods that
terminate on a node that is not ready and carries the taint `node.kubernetes.io/out-of-service`.
They are marked Failed with the condition DisruptionTarget first. A timer exists only while a Pod
waits.

Example: a Node deleted at 100 loses its Pods at the first look from 140 on, so between 140 and 160.
Mirrors: kubernetes pkg/controller/podgc.
Differs: final Pods are not counted against 12500: a cluster's quota is far below. When a Node goes
missing is noted beside its Pods, which watchers see as one write without a change.
"""

from __future__ import annotations

from collections.abc import Iterable

from cluster.core.actions import NOTHING_TO_DO, Plan, Remove, Update, Why
from cluster.core.controller import Controller
from cluster.core.leases import first_from, offset
from cluster.core.nodes import OUT_OF_SERVICE
from cluster.core.objects import Key, Manifest, Node, Object, Pod
from cluster.core.timestamps import format_time
from cluster.core.view import ClusterView

NAME = "pod-garbage-collector"
PERIOD_SECONDS = 20.0
QUARANTINE_SECONDS = 40.0
REASON = "DeletionByPodGC"
NODE_GONE = "PodGC: node no longer exists"
OUT_OF_SERVICE_TEXT = "PodGC: node is out-of-service"


def reconcile(key: Key, view: ClusterView, now: float) -> Plan:
    """One Pod that may have lost its node."""
    pod = view.get(key)
    if not isinstance(pod, Pod) or not pod.node_name:
        return NOTHING_TO_DO
    node = view.find(Node, "", pod.node_name)
    sim = pod.sim or {}
    if node is not None and "orphanOf" in sim:
        return note_found(pod, sim, node)
    if node is None:
        if sim.get("orphanOf") != pod.node_name:
            return note_missing(pod, now)
        earliest, text = sim["orphanedAt"] + QUARANTINE_SECONDS, NODE_GONE
    elif is_out_of_service(node) and pod.is_deleting:
        earliest, text = now, OUT_OF_SERVICE_TEXT
    else:
        return NOTHING_TO_DO
    due = tick(view.seed, earliest)
    return collect(pod, text, now) if due <= now else Plan(requeue_at=due)


def tick(seed: str, moment: float) -> float:
    """The collector's first look from that moment on."""
    start = offset(seed, "pod-garbage", PERIOD_SECONDS)
    return first_from(moment, offset=start, period=PERIOD_SECONDS)


def note_missing(pod: Pod, now: float) -> Plan:
    text = f"{pod.node_name} does not exist; if that stays so for {QUARANTINE_SECONDS:g} s, it ends"
    sim = {**(pod.sim or {}), "orphanOf": pod.node_name, "orphanedAt": now}
    why = Why("P30", text, {"seconds": QUARANTINE_SECONDS})
    return Plan((Update(pod, pod.manifest, why, sim, status_only=True),))


def note_found(pod: Pod, sim: Manifest, node: Node) -> Plan:
    """The node is there again, so nothing is counted any more."""
    kept = {key: value for key, value in sim.items() if key not in ("orphanOf", "orphanedAt")}
    why = Why("P30", f"{node.name} exists again", {})
    return Plan((Update(pod, pod.manifest, why, kept, status_only=True),))


def is_out_of_service(node: Node) -> bool:
    return not node.is_ready and any(taint["key"] == OUT_OF_SERVICE for taint in node.taints)


def collect(pod: Pod, text: str, now: float) -> Plan:
    """First Failed, in the next pass gone."""
    why = Why("P30", text, {})
    if pod.is_final and is_marked(pod):
        return Plan((Remove(pod, why),)) if not pod.finalizers else NOTHING_TO_DO
    status = pod.status
    others = [
        each for each in status.get("conditions") or () if each.get("type") != "DisruptionTarget"
    ]
    condition: Manifest = {
        "type": "DisruptionTarget",
        "status": "True",
        "lastTransitionTime": format_time(now),
        "reason": REASON,
        "message": text,
    }
    new = {**status, "conditions": [*others, condition]}
    if not pod.is_final:
        new["phase"] = "Failed"
    return Plan((Update(pod, {**pod.manifest, "status": new}, why, status_only=True),), now)


def is_marked(pod: Pod) -> bool:
    return any(
        each.get("type") == "DisruptionTarget" for each in pod.status.get("conditions") or ()
    )


def on_pod(old: Object | None, new: Object | None, view: ClusterView) -> Iterable[Key]:
    """A Pod whose node is missing or out of service."""
    if not isinstance(new, Pod) or not new.node_name:
        return ()
    node = view.find(Node, "", new.node_name)
    return (new.key,) if node is None or is_out_of_service(node) else ()


def on_node(old: Object | None, new: Object | None, view: ClusterView) -> Iterable[Key]:
    """The Pods of a Node that has gone, has come, or is out of service."""
    if isinstance(new, Node) and old is not None and not is_out_of_service(new):
        return ()
    changed = new or old
    return [pod.key for pod in view.pods_on(changed.name)] if changed is not None else ()


CONTROLLER = Controller(NAME, reconcile, {"Pod": on_pod, "Node": on_node})
