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
from cluster.core.objects import Object, Pod
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


def check(editing: Editing, pod: Pod) -> None:
    """Raises ApiError 429 or 500 when the Pod may not be evicted now."""
    if pod.phase == "Pending" or pod.is_final or pod.is_deleting:
        return
    budgets = [
        each
        for each in editing.list("PodDisruptionBudget", pod.namespace)
        if compile_selector(each.spec.get("selector")).matches(pod.labels)
    ]
    if len(budgets) > 1:
        raise ApiError(500, "InternalError", SEVERAL)
    if not budgets:
        return
    budget, pods = budgets[0], current_pods(editing, pod.namespace)
    health = health_of(editing, budget, pods)
    if not pod.is_ready:
        policy = budget.spec.get("unhealthyPodEvictionPolicy", "IfHealthyBudget")
        if policy == "AlwaysAllow" or health.current >= health.desired > 0:
            return
    if health.allowed == 0:
        cause = {
            "reason": "DisruptionBudget",
            "message": f"The disruption budget {budget.name} needs {health.desired} healthy pods "
            f"and has {health.current} currently",
        }
        raise ApiError.too_many_requests(WOULD_VIOLATE, causes=[cause])


def current_pods(editing: Editing, namespace: str) -> list[Pod]:
    """The Pods of a namespace, with what this transaction did to them already."""
    pods = {found.key: found for found in editing.list("Pod", namespace)}
    for change in editing.ledger.changes:
        if change.object.kind == "Pod" and change.object.namespace == namespace:
            if change.type == "DELETED":
                pods.pop(change.object.key, None)
            else:
                pods[change.object.key] = change.object
    return [pod for pod in pods.values() if isinstance(pod, Pod)]


def health_of(editing: Editing, budget: Object, pods: Sequence[Pod]) -> Health:
    """Healthy, needed and expected Pods of a budget."""
    selector = compile_selector(budget.spec.get("selector"))
    matching = [pod for pod in pods if selector.matches(pod.labels)]
    current = sum(1 for pod in matching if pod.is_active and pod.is_ready)
    expected = expected_pods(editing, budget.namespace, matching)
    spec = budget.spec
    if "maxUnavailable" in spec:
        missing = intstr.scale(spec["maxUnavailable"], total=expected, round_up=True)
        return Health(current, max(0, expected - missing), expected)
    needed = spec.get("minAvailable", 1)
    return Health(current, intstr.scale(needed, total=expected, round_up=True), expected)


def expected_pods(editing: Editing, namespace: str, matching: Sequence[Pod]) -> int:
    """What the Pods' sets want together; a Pod without a set counts for itself."""
    owners = {pod.controller_uid for pod in matching if pod.controller_uid}
    sets = [each for each in editing.list("ReplicaSet", namespace) if each.uid in owners]
    bare = sum(1 for pod in matching if pod.controller_uid is None and not pod.is_final)
    return bare + sum(int(each.spec.get("replicas", 1)) for each in sets)
