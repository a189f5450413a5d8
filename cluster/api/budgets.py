"""Disruption budgets: may this Pod be evicted now? (SPEC E2, E3)

Counted afresh from the Pods for every eviction, so several evictions of one transaction see each
other. Desired: `minAvailable`, or the wanted size less `maxUnavailable`.

Example: 3 Pods wanted and ready with minAvailable 2: one eviction passes, the next gets 429 until a
replacement is ready.
Mirrors: kubernetes pkg/registry/core/pod/storage/eviction.go, pkg/controller/disruption.
Differs: no controller keeps the budget's status; it is worked out here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from cluster.core import intstr
from cluster.core.objects import Key, Object, Pod
from cluster.core.selectors import compile_selector
from cluster.kinds.errors import ApiError
from cluster.store.orm import Editing

WOULD_VIOLATE = "Cannot evict pod as it would violate the pod's disruption budget."
SEVERAL = (
    "This pod has more than one PodDisruptionBudget, which the eviction subresource does not "
    "support."
)


@dataclass(frozen=True, slots=True)
class Health:
    """How a budget stands."""

    current: int
    desired: int
    expected: int

    @property
    def allowed(self) -> int:
        return max(0, self.current - self.desired) if self.expected else 0


class Budgets:
    """The budgets and Pods of one transaction, read once and kept up with what it writes."""

    def __init__(self, editing: Editing) -> None:
        self._editing = editing
        self._pods: dict[Key, Object] | None = None
        self._budgets: list[Object] | None = None
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
        selector, spec = compile_selector(budget.spec.get("selector")), budget.spec
        pods = [
            pod
            for pod in self._current_pods()
            if pod.namespace == budget.namespace and selector.matches(pod.labels)
        ]
        current = sum(1 for pod in pods if pod.is_active and pod.is_ready)
        expected = expected_pods(self._editing, budget.namespace, pods)
        if "maxUnavailable" in spec:
            missing = intstr.scale(spec["maxUnavailable"], total=expected, round_up=True)
            return Health(current, max(0, expected - missing), expected)
        needed = intstr.scale(spec.get("minAvailable", 1), total=expected, round_up=True)
        return Health(current, needed, expected)


def cause(budget: Object, health: Health) -> dict[str, str]:
    return {
        "reason": "DisruptionBudget",
        "message": f"The disruption budget {budget.name} needs {health.desired} healthy pods "
        f"and has {health.current} currently",
    }


def expected_pods(editing: Editing, namespace: str, matching: Sequence[Pod]) -> int:
    """What the Pods' sets want together; a Pod without a set counts for itself."""
    owners = {pod.controller_uid for pod in matching if pod.controller_uid}
    sets = [each for each in editing.list("ReplicaSet", namespace) if each.uid in owners]
    bare = sum(1 for pod in matching if pod.controller_uid is None and not pod.is_final)
    return bare + sum(int(each.spec.get("replicas", 1)) for each in sets)
