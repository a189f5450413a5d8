"""How a disruption budget stands: healthy Pods, healthy Pods needed, Pods expected (SPEC E3).

`minAvailable` as a number counts against the Pods that are there. A percentage and `maxUnavailable`
count against what the Pods' workloads want: the size of the Deployment, or of a ReplicaSet that
belongs to none. Pods that nobody controls are unmanaged and not expected then.

Example: 3 of 3 wanted Pods ready and maxUnavailable 1: needed 2, one may go.
Mirrors: kubernetes pkg/controller/disruption (getExpectedPodCount, countHealthyPods).
Differs: a Pod whose workload is gone counts as unmanaged, where the real controller reports
SyncFailed; a budget's `disruptedPods` stay empty, since an eviction marks its Pod at once.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cluster.core import intstr
from cluster.core.objects import Deployment, Object, Pod, ReplicaSet

FindByUid = Callable[[str], Object | None]


@dataclass(frozen=True, slots=True)
class Health:
    """How a budget stands."""

    current: int
    desired: int
    expected: int
    unmanaged: int = 0

    @property
    def allowed(self) -> int:
        """How many Pods may go now; none while none are expected."""
        return max(0, self.current - self.desired) if self.expected > 0 else 0


def health_of(spec: Mapping[str, Any], pods: Sequence[Pod], with_uid: FindByUid) -> Health:
    """The state of a budget over the Pods that it selects."""
    current = sum(pod.is_ready and not pod.is_deleting for pod in pods)
    needed = spec.get("minAvailable")
    if isinstance(needed, int):
        return Health(current, needed, len(pods))
    missing = spec.get("maxUnavailable")
    if missing is None and needed is None:
        return Health(current, 0, 0)
    expected, unmanaged = expected_size(pods, with_uid)
    if missing is not None:
        gone = intstr.scale(missing, total=expected, round_up=True)
        return Health(current, max(0, expected - gone), expected, unmanaged)
    desired = intstr.scale(needed, total=expected, round_up=True)
    return Health(current, desired, expected, unmanaged)


def expected_size(pods: Sequence[Pod], with_uid: FindByUid) -> tuple[int, int]:
    """(the sizes of the Pods' workloads together, how many Pods have none)."""
    sizes: dict[str, int] = {}
    workloads: dict[str, Object | None] = {}
    unmanaged = 0
    for pod in pods:
        uid = pod.controller_uid or ""
        if uid not in workloads:
            workloads[uid] = workload_of(uid, with_uid)
        workload = workloads[uid]
        if workload is None:
            unmanaged += 1
        else:
            sizes[workload.uid] = int(workload.spec.get("replicas", 1))
    return sum(sizes.values()), unmanaged


def workload_of(uid: str, with_uid: FindByUid) -> Object | None:
    """The Deployment or ReplicaSet that says how many Pods there should be."""
    owner = with_uid(uid) if uid else None
    if not isinstance(owner, ReplicaSet):
        return None
    above = with_uid(owner.controller_uid) if owner.controller_uid else None
    return above if isinstance(above, Deployment) else owner
