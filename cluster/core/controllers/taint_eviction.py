"""Taint eviction: NoExecute taints drive Pods out, now or when their toleration runs out (N9).

A Pod that does not tolerate a NoExecute taint is deleted at once; one that tolerates it for some
seconds is deleted that long after the taint was seen; one that tolerates it without a limit stays.
The condition DisruptionTarget is written before the deletion (P7). A taint that a user put on has
no moment of its own, so the moment it is first seen is written down.

Example: a lost node gets unreachable:NoExecute at 52; Pods with the default toleration of 300 s are
deleted at 352, and read Terminating until the node returns.
Mirrors: kubernetes pkg/controller/tainteviction.
Differs: deletions that are called off are told by the node controller, and only for its own taints.
"""

from __future__ import annotations

from collections.abc import Iterable

from cluster.core.actions import NOTHING_TO_DO, Delete, Emit, Plan, Update, Why
from cluster.core.controller import Controller
from cluster.core.nodes import with_taints
from cluster.core.objects import Key, Manifest, Node, Object, Pod
from cluster.core.timestamps import format_time
from cluster.core.tolerations import NO_EXECUTE, eviction_due
from cluster.core.view import ClusterView

NAME = "taint-eviction-controller"
REASON = "DeletionByTaintManager"
MESSAGE = "Taint manager: deleting due to NoExecute taint"


def reconcile(key: Key, view: ClusterView, now: float) -> Plan:
    """Look at one Pod on a tainted node, or at one newly tainted Node."""
    found = view.get(key)
    if isinstance(found, Node):
        return stamp(found, now)
    if not isinstance(found, Pod) or not found.is_active or not found.node_name:
        return NOTHING_TO_DO
    node = view.find(Node, "", found.node_name)
    if node is None or not node.taints or unseen(node):
        return NOTHING_TO_DO
    due = eviction_due(found, node)
    if due is None or due > now:
        return NOTHING_TO_DO if due is None else Plan(requeue_at=due)
    return evict(found, node, due, now)


def evict(pod: Pod, node: Node, due: float, now: float) -> Plan:
    """First the condition, in the next pass the deletion."""
    taints = [taint["key"] for taint in node.taints if taint.get("effect") == NO_EXECUTE]
    text = f"{node.name} has the NoExecute taint {', '.join(taints)}, the toleration is over"
    why = Why("N9", text, {"late": round(now - due, 3)})
    if is_marked(pod):
        return Plan((Delete(pod, why),))
    condition = {
        "type": "DisruptionTarget",
        "status": "True",
        "lastTransitionTime": format_time(now),
        "reason": REASON,
        "message": MESSAGE,
    }
    conditions = [*(pod.status.get("conditions") or ()), condition]
    manifest = {**pod.manifest, "status": {**pod.status, "conditions": conditions}}
    message = f"Marking for deletion Pod {pod.namespace}/{pod.name}"
    return Plan(
        (
            Emit(pod, "Normal", "TaintManagerEviction", message),
            Update(pod, manifest, why, status_only=True),
        ),
        now,
    )


def is_marked(pod: Pod) -> bool:
    return any(
        each.get("type") == "DisruptionTarget" and each.get("status") == "True"
        for each in pod.status.get("conditions") or ()
    )


def unseen(node: Node) -> list[Manifest]:
    """NoExecute taints whose moment nobody noted."""
    seen = (node.sim or {}).get("seen", {})
    return [
        taint
        for taint in node.taints
        if taint.get("effect") == NO_EXECUTE
        and taint["key"] not in seen
        and "timeAdded" not in taint
    ]


def stamp(node: Node, now: float) -> Plan:
    """Note when a user's NoExecute taints were first seen."""
    new = unseen(node)
    if not new:
        return NOTHING_TO_DO
    stamp_text = format_time(now)
    taints = [
        {**taint, "timeAdded": stamp_text} if taint in new else taint for taint in node.taints
    ]
    sim = node.sim or {}
    seen = {**sim.get("seen", {}), **{taint["key"]: now for taint in new}}
    keys = [taint["key"] for taint in new]
    why = Why("N9", f"NoExecute taint seen on {node.name}: {', '.join(keys)}", {"taints": keys})
    return Plan((Update(node, with_taints(node.manifest, taints), why, {**sim, "seen": seen}),))


def on_node(old: Object | None, new: Object | None, view: ClusterView) -> Iterable[Key]:
    """A Node whose NoExecute taints changed, and its Pods."""
    if not isinstance(new, Node):
        return ()
    before = driving(old) if isinstance(old, Node) else []
    if driving(new) == before:
        return ()
    return [new.key, *(pod.key for pod in view.pods_on(new.name))]


def driving(node: Node) -> list[Manifest]:
    return [taint for taint in node.taints if taint.get("effect") == NO_EXECUTE]


def on_pod(old: Object | None, new: Object | None, view: ClusterView) -> Iterable[Key]:
    """A Pod on a tainted node."""
    if not isinstance(new, Pod) or not new.node_name:
        return ()
    node = view.find(Node, "", new.node_name)
    return (new.key,) if node is not None and driving(node) else ()


CONTROLLER = Controller(NAME, reconcile, {"Node": on_node, "Pod": on_pod})
