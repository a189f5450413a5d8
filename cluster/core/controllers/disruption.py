"""The disruption controller: says in a budget's status how many Pods may be evicted (SPEC E3).

It looks again when a Pod that a budget selects turns ready or unready, comes or goes, and when a
workload gets another size. Clusters without budgets pay nothing.

Example: 3 Pods ready, minAvailable 2: disruptionsAllowed 1, DisruptionAllowed True/SufficientPods;
after one eviction 0 and False/InsufficientPods, until the replacement is ready.
Mirrors: kubernetes pkg/controller/disruption/disruption.go.
Differs: no event UnmanagedPods.
"""

from __future__ import annotations

from collections.abc import Iterable

from cluster.core.actions import NOTHING_TO_DO, Action, Emit, Plan, Update, Why
from cluster.core.budgets import Health, health_of
from cluster.core.conditions import find
from cluster.core.controller import Controller, itself
from cluster.core.objects import Key, Manifest, Object, Pod
from cluster.core.selectors import LabelSelector, compile_selector
from cluster.core.timestamps import format_time
from cluster.core.view import ClusterView

NAME = "disruption-controller"
KIND = "PodDisruptionBudget"


def reconcile(key: Key, view: ClusterView, now: float) -> Plan:
    """Bring the status of one budget up to date."""
    budget = view.get(key)
    if budget is None or budget.is_deleting:
        return NOTHING_TO_DO
    matches = selector_of(budget).matches
    namespace = budget.namespace
    pods = [pod for pod in view.every(Pod) if pod.namespace == namespace and matches(pod.labels)]
    health = health_of(budget.spec, pods, view.with_uid)
    status = status_of(budget, health, now)
    if status == budget.status:
        return NOTHING_TO_DO
    actions: list[Action] = []
    if not pods:
        actions.append(Emit(budget, "Normal", "NoPods", "No matching pods found"))
    manifest = {**budget.manifest, "status": status}
    actions.append(Update(budget, manifest, explain(health), status_only=True))
    return Plan(tuple(actions))


def selector_of(budget: Object) -> LabelSelector:
    return compile_selector(budget.spec.get("selector"))


def status_of(budget: Object, health: Health, now: float) -> Manifest:
    """The status; the condition keeps its moment while it stays what it is."""
    word = "True" if health.allowed else "False"
    before = find(budget.status.get("conditions") or (), "DisruptionAllowed")
    is_same = before is not None and before["status"] == word
    since = before.get("lastTransitionTime") if before is not None and is_same else None
    condition = {
        "type": "DisruptionAllowed",
        "status": word,
        "observedGeneration": budget.generation,
        "lastTransitionTime": since or format_time(now),
        "reason": "SufficientPods" if health.allowed else "InsufficientPods",
        "message": "",
    }
    others = [
        each
        for each in budget.status.get("conditions") or ()
        if each["type"] != "DisruptionAllowed"
    ]
    return {
        "observedGeneration": budget.generation,
        "disruptionsAllowed": health.allowed,
        "currentHealthy": health.current,
        "desiredHealthy": health.desired,
        "expectedPods": health.expected,
        "conditions": [*others, condition],
    }


def explain(health: Health) -> Why:
    text = (
        f"{health.current} of {health.expected} Pods are healthy, {health.desired} are needed, "
        f"so {health.allowed} may be evicted"
    )
    numbers = {
        "healthy": health.current,
        "needed": health.desired,
        "expected": health.expected,
        "allowed": health.allowed,
    }
    return Why("E3", text, numbers)


def facts(pod: Pod) -> tuple[object, ...]:
    """All of a Pod that budgets depend on."""
    return (pod.is_ready, pod.is_deleting, pod.controller_uid, pod.labels)


def on_pod(old: Object | None, new: Object | None, view: ClusterView) -> Iterable[Key]:
    """The budgets that select the Pod, before or after."""
    if not view.count(KIND):
        return ()
    if isinstance(old, Pod) and isinstance(new, Pod) and facts(old) == facts(new):
        return ()
    pods = [each for each in (old, new) if each is not None]
    return [
        budget.key
        for budget in view.all(KIND)
        if budget.namespace == pods[0].namespace
        and any(budget.once(selector_of).matches(pod.labels) for pod in pods)
    ]


def on_workload(old: Object | None, new: Object | None, view: ClusterView) -> Iterable[Key]:
    """The budgets beside a workload that gets another size, comes or goes."""
    changed = new or old
    if changed is None or not view.count(KIND):
        return ()
    if old is not None and new is not None:
        is_same = old.spec.get("replicas") == new.spec.get("replicas")
        if is_same and old.controller_uid == new.controller_uid:
            return ()
    return [each.key for each in view.all(KIND) if each.namespace == changed.namespace]


CONTROLLER = Controller(
    NAME,
    reconcile,
    {KIND: itself, "Pod": on_pod, "Deployment": on_workload, "ReplicaSet": on_workload},
)
