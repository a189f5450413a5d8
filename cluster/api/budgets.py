"""Disruption budgets: may this Pod be evicted now? (SPEC E2, E3)

Counted afresh from the Pods for every eviction, by the sum with which the disruption controller
keeps the budget's status (`cluster.core.budgets`), so several evictions of one transaction see each
other and nobody has to wait for the status.

Example: 3 Pods wanted and ready with minAvailable 2: one eviction passes, the next gets 429 until a
replacement is ready.
Mirrors: kubernetes pkg/registry/core/pod/storage/eviction.go.
Differs: there the status of the budget is asked and changed, not the Pods.
"""

from __future__ import annotations

from cluster.core.budgets import Health, health_of
from cluster.core.objects import Key, Object, Pod
from cluster.core.selectors import compile_selector
from cluster.kinds.errors import ApiError
from cluster.store.orm import Editing

WOULD_VIOLATE = "Cannot evict pod as it would violate the pod's disruption budget."
SEVERAL = (
    "This pod has more than one PodDisruptionBudget, which the eviction subresource does not "
    "support."
)


class Budgets:
    """The budgets and Pods of one transaction, read once and kept up with what it writes."""

    def __init__(self, editing: Editing) -> None:
        self._editing = editing
        self._pods: dict[Key, Object] | None = None
        self._budgets: list[Object] | None = None
        self._workloads: dict[str, Object] | None = None
        self._followed = 0

    def check(self, pod: Pod) -> None:
        """Raises ApiError 429 or 500 when the Pod may not be evicted now."""
        if pod.phase == "Pending" or pod.is_final or pod.is_deleting:
            return
        budgets = self._covering(pod)
        if len(budgets) > 1:
            raise ApiError(500, "InternalError", SEVERAL)
        if not budgets:
            return
        budget = budgets[0]
        health = self._health(budget)
        if not pod.is_ready:
            policy = budget.spec.get("unhealthyPodEvictionPolicy", "IfHealthyBudget")
            if policy == "AlwaysAllow" or health.current >= health.desired > 0:
                return
        if health.allowed == 0:
            raise ApiError.too_many_requests(WOULD_VIOLATE, causes=[cause(budget, health)])

    def _covering(self, pod: Pod) -> list[Object]:
        if self._budgets is None:
            self._budgets = self._editing.list("PodDisruptionBudget")
        return [
            budget
            for budget in self._budgets
            if budget.namespace == pod.namespace
            and compile_selector(budget.spec.get("selector")).matches(pod.labels)
        ]

    def _current_pods(self) -> list[Pod]:
        if self._pods is None:
            self._pods = {found.key: found for found in self._editing.list("Pod")}
        changes = self._editing.ledger.changes
        for change in changes[self._followed :]:
            if change.object.kind == "Pod":
                self._pods.pop(change.object.key, None)
                if change.type != "DELETED":
                    self._pods[change.object.key] = change.object
        self._followed = len(changes)
        return [pod for pod in self._pods.values() if isinstance(pod, Pod)]

    def _health(self, budget: Object) -> Health:
        matches = compile_selector(budget.spec.get("selector")).matches
        pods = [
            pod
            for pod in self._current_pods()
            if pod.namespace == budget.namespace and matches(pod.labels)
        ]
        return health_of(budget.spec, pods, self._workload)

    def _workload(self, uid: str) -> Object | None:
        if self._workloads is None:
            kinds = ("Deployment", "ReplicaSet")
            found = [each for kind in kinds for each in self._editing.list(kind)]
            self._workloads = {each.uid: each for each in found}
        return self._workloads.get(uid)


def cause(budget: Object, health: Health) -> dict[str, str]:
    return {
        "reason": "DisruptionBudget",
        "message": f"The disruption budget {budget.name} needs {health.desired} healthy pods "
        f"and has {health.current} currently",
    }
