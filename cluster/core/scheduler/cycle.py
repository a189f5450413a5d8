"""The scheduling cycle: one Pod without a node, all nodes, one decision.

Filters take the nodes away that cannot run the Pod, scores order the rest, the best one wins; equal
ones are drawn from the cluster's seed. The binding writes `spec.nodeName`, the condition
PodScheduled and the node's zone and region labels, in one write (S1, SURPRISES 19). When no node is
left the condition says why, and the Pod waits for a change in the cluster.

Example: 3 nodes, one cordoned: two pass, the one with fewer Pods of the set scores higher.
Mirrors: kubernetes pkg/scheduler/schedule_one.go.
Differs: Pods are taken in order of arrival, whatever their priority, and none is preempted (S13).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from cluster.core.actions import NOTHING_TO_DO, Emit, Plan, Update, Why
from cluster.core.controller import Controller
from cluster.core.names import draw
from cluster.core.nodes import REGION, ZONE
from cluster.core.objects import Key, Manifest, Node, Object, Pod
from cluster.core.scheduler.ask import Ask
from cluster.core.scheduler.filters import FILTERS
from cluster.core.scheduler.messages import failed_scheduling
from cluster.core.scheduler.plugin import Refusal
from cluster.core.scheduler.retry import backoff_seconds
from cluster.core.scheduler.scores import SCORES
from cluster.core.timestamps import format_time
from cluster.core.view import ClusterView

NAME = "default-scheduler"
TOPOLOGY_LABELS = (ZONE, REGION)
EXPLAINED_NODES = 12


def reconcile(key: Key, view: ClusterView, now: float) -> Plan:
    """Find a node for one Pod, or say why there is none."""
    pod = view.get(key)
    if not isinstance(pod, Pod) or not is_waiting(pod):
        return NOTHING_TO_DO
    if pod.sim is not None and pod.sim.get("stage") == "pending":
        ready_at = pod.sim["from"] + backoff_seconds(pod.sim["failures"])
        if now < ready_at:
            return Plan(requeue_at=ready_at)
    ask = Ask.of(pod, view)
    nodes, refusals = feasible(ask)
    if not nodes:
        return refused(pod, failed_scheduling(refusals), now)
    scores = scored(ask, nodes)
    return bind(pod, choose(pod, view.seed, nodes, scores), explain(ask, nodes, scores), now)


def is_waiting(pod: Pod) -> bool:
    spec = pod.manifest["spec"]
    return (
        not pod.node_name
        and pod.is_active
        and not spec.get("schedulingGates")
        and spec.get("schedulerName", NAME) == NAME
    )


def feasible(ask: Ask) -> tuple[list[Node], list[Refusal]]:
    """The nodes that pass every filter, and the refusals of the others."""
    filters = [each.refuse for each in FILTERS if each.applies(ask)]
    nodes: list[Node] = []
    refusals: list[Refusal] = []
    for node in ask.fleet.nodes:
        for refuse in filters:
            refusal = refuse(ask, node)
            if refusal is not None:
                refusals.append(refusal)
                break
        else:
            nodes.append(node)
    return nodes, refusals


def scored(ask: Ask, nodes: Sequence[Node]) -> list[int]:
    """The weighted sum of all scores for each node."""
    if len(nodes) == 1:
        return [0]
    sums = [0] * len(nodes)
    for plugin in SCORES:
        if plugin.applies(ask):
            weight = plugin.weight
            sums = [
                sum_ + weight * more
                for sum_, more in zip(sums, plugin.score(ask, nodes), strict=True)
            ]
    return sums


def choose(pod: Pod, seed: str, nodes: Sequence[Node], scores: Sequence[int]) -> Node:
    """The best node; one of several equal ones is drawn."""
    top = max(scores)
    best = [node for node, score in zip(nodes, scores, strict=True) if score == top]
    if len(best) == 1:
        return best[0]
    return best[draw(seed, "node", pod.uid) % len(best)]


def explain(ask: Ask, nodes: Sequence[Node], scores: Sequence[int]) -> Why:
    """The sum behind the choice, with every node's score in a small cluster."""
    total, fitting = len(ask.fleet.nodes), len(nodes)
    numbers: Manifest = {"nodes": total, "fitting": fitting, "score": max(scores)}
    if total <= EXPLAINED_NODES:
        numbers["scores"] = {node.name: score for node, score in zip(nodes, scores, strict=True)}
    if fitting == 1:
        return Why("S1", f"only 1 of {total} nodes can take this Pod", numbers)
    text = f"{fitting} of {total} nodes can take this Pod, the best one scores {max(scores)}"
    return Why("S1", text, numbers)


def bind(pod: Pod, node: Node, why: Why, now: float) -> Plan:
    """Give the Pod its node."""
    manifest = pod.manifest
    status = manifest.get("status") or {}
    metadata = manifest["metadata"]
    copied = {key: node.labels[key] for key in TOPOLOGY_LABELS if key in node.labels}
    if copied:
        metadata = {**metadata, "labels": {**pod.labels, **copied}}
    condition = scheduled_condition(status, {"status": "True"}, now)
    bound = {
        **manifest,
        "metadata": metadata,
        "spec": {**manifest["spec"], "nodeName": node.name},
        "status": {**status, "conditions": with_condition(status, condition)},
    }
    text = f"Successfully assigned {pod.namespace}/{pod.name} to {node.name}"
    return Plan(
        (
            Update(pod, bound, why, status_only=True),
            Emit(pod, "Normal", "Scheduled", text),
        )
    )


def refused(pod: Pod, text: str, now: float) -> Plan:
    """Note why no node takes the Pod; nothing when that is known already."""
    status = pod.status
    none: Manifest = {}
    known = next((each for each in status.get("conditions") or () if is_scheduled(each)), none)
    if known.get("status") == "False" and known.get("message") == text:
        return NOTHING_TO_DO
    failures = 1 + (pod.sim or {}).get("failures", 0)
    outcome = {"status": "False", "reason": "Unschedulable", "message": text}
    condition = scheduled_condition(status, outcome, now)
    manifest = {
        **pod.manifest,
        "status": {**status, "conditions": with_condition(status, condition)},
    }
    why = Why("S8", f"no node can take this Pod: {text}", {"failures": failures})
    sim = {"stage": "pending", "failures": failures, "from": now}
    return Plan(
        (
            Update(pod, manifest, why, sim, status_only=True),
            Emit(pod, "Warning", "FailedScheduling", text),
        )
    )


def is_scheduled(condition: Manifest) -> bool:
    return bool(condition.get("type") == "PodScheduled")


def scheduled_condition(status: Manifest, outcome: Manifest, now: float) -> Manifest:
    """PodScheduled with that outcome; its transition time stays while its status stays."""
    stamp = format_time(now)
    for each in status.get("conditions") or ():
        if is_scheduled(each) and each.get("status") == outcome["status"]:
            stamp = each.get("lastTransitionTime", stamp)
    return {"type": "PodScheduled", **outcome, "lastTransitionTime": stamp}


def with_condition(status: Manifest, condition: Manifest) -> list[Manifest]:
    others = [each for each in status.get("conditions") or () if not is_scheduled(each)]
    return [*others, condition]


def waiting_keys(view: ClusterView) -> list[Key]:
    """The Pods that were refused before, oldest first; none when the oldest was never refused."""
    unbound = view.unbound()
    oldest = next(iter(unbound), None)
    if oldest is None or oldest.sim is None:
        return []
    return [pod.key for pod in unbound if isinstance(pod, Pod) and is_waiting(pod)]


def on_pod(old: Object | None, new: Object | None, view: ClusterView) -> Iterable[Key]:
    """A Pod without node itself; all who wait when a Pod lets go of its room or finds its place."""
    if isinstance(new, Pod) and not new.node_name:
        return (new.key,)
    was_bound = isinstance(old, Pod) and bool(old.node_name)
    has_left = was_bound and isinstance(old, Pod) and not old.is_final
    if isinstance(new, Pod):
        is_new_neighbour = not was_bound
        if not is_new_neighbour and not (has_left and new.is_final):
            return ()
        return waiting_keys(view)
    return waiting_keys(view) if has_left else ()


def on_node(old: Object | None, new: Object | None, view: ClusterView) -> Iterable[Key]:
    """Who waits, when what a node offers has changed."""
    if isinstance(old, Node) and isinstance(new, Node) and offer(old) == offer(new):
        return ()
    return waiting_keys(view)


def offer(node: Node) -> tuple[object, ...]:
    return (node.is_unschedulable, node.taints, node.labels, node.status.get("allocatable"))


CONTROLLER = Controller(NAME, reconcile, {"Pod": on_pod, "Node": on_node})
