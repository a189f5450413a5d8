"""Which Pods a ReplicaSet deletes first (SPEC R5, R6).

The first criterion that differs decides: not on a node, phase, not ready, deletion cost, more
neighbours of the same owner on its node, ready for a shorter time, more restarts, younger. Times
are compared by the power of two of their nanoseconds; equal ones fall back to the smaller uid, so
among Pods of similar age the victim is practically drawn by lot.

Example: ready for 60 s and 68 s is the same bucket (the uid decides), 60 s and 70 s is not.
Mirrors: kubernetes pkg/controller/controller_utils.go (ActivePodsWithRanks).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cmp_to_key
from heapq import nsmallest

from cluster.core.objects import Manifest, Pod

DELETION_COST = "controller.kubernetes.io/pod-deletion-cost"
PHASES = {"Pending": 0, "Unknown": 1, "Running": 2}
NANOSECONDS = 1_000_000_000
LARGEST_COST = 2**31 - 1
Standing = tuple[bool, int, bool, int]
"""On a node, phase, ready, deletion cost."""
Cheap = tuple[Standing, int]
"""That, and the neighbours as a negative number."""


def victims(
    pods: Sequence[Pod], count: int, neighbours: Mapping[str, int], now: float
) -> list[Pod]:
    """The Pods that go when so many have to; no order is applied when all have to.

    Only those that are alike up to the last cheap criterion are compared by the others."""
    if count >= len(pods) or count == 0:
        return list(pods[:count])
    groups: defaultdict[Cheap, list[Pod]] = defaultdict(list)
    for pod in pods:  # `cheap` written out: this is all that is done for each of 5,000
        groups[pod.once(standing), -neighbours.get(pod.node_name, 0)].append(pod)
    left = count
    for limit in sorted(groups):
        if len(groups[limit]) >= left:
            break
        left -= len(groups[limit])
    alike = [Ranked(pod, -limit[1], now) for pod in groups[limit]]
    chosen = [each.pod for each in nsmallest(left, alike, key=cmp_to_key(compare))]
    if left == count:
        return chosen
    sure = [pod for pod in pods if cheap(pod, neighbours.get(pod.node_name, 0)) < limit]
    return [*sure, *chosen]


def in_order(pods: Sequence[Pod], neighbours: Mapping[str, int], now: float) -> list[Pod]:
    """All Pods, first to be deleted first."""
    ranked = [Ranked(pod, neighbours.get(pod.node_name, 0), now) for pod in pods]
    return [each.pod for each in sorted(ranked, key=cmp_to_key(compare))]


def standing(pod: Pod) -> Standing:
    """The criteria that follow from the Pod alone; asked of each object once."""
    return (bool(pod.node_name), PHASES.get(pod.phase, 0), pod.is_ready, deletion_cost(pod))


def cheap(pod: Pod, neighbours: int) -> Cheap:
    """What decides among most Pods, the smaller one goes first."""
    return (pod.once(standing), -neighbours)


class Ranked:
    """One Pod with what is compared."""

    __slots__ = ("age_seconds", "first", "pod", "ready_seconds")

    def __init__(self, pod: Pod, neighbours: int, now: float) -> None:
        self.pod = pod
        self.first = cheap(pod, neighbours)
        since = pod.ready_since
        self.ready_seconds = None if since is None else now - since
        self.age_seconds = now - pod.created

    @property
    def restarts(self) -> tuple[int, int]:
        """Only read when they decide."""
        return self.pod.once(max_restarts)


def compare(one: Ranked, other: Ranked) -> int:
    """Below 0: the first goes first; above 0: the other; 0: nothing tells them apart."""
    if one.first != other.first:
        return -1 if one.first < other.first else 1
    if one.pod.is_ready and one.ready_seconds != other.ready_seconds:
        return compare_times(one, other, one.ready_seconds, other.ready_seconds)
    if one.restarts != other.restarts:
        return -1 if one.restarts > other.restarts else 1
    if one.age_seconds != other.age_seconds:
        return compare_times(one, other, one.age_seconds, other.age_seconds)
    return 0


def compare_times(one: Ranked, other: Ranked, left: float | None, right: float | None) -> int:
    """Unknown first, then the shorter time by powers of two, then the smaller uid."""
    if left is None or right is None:
        return -1 if left is None else 1
    if bucket(left) != bucket(right):
        return bucket(left) - bucket(right)
    return (one.pod.uid > other.pod.uid) - (one.pod.uid < other.pod.uid)


def bucket(seconds: float) -> int:
    """floor(log2(nanoseconds)); -1 for no time at all."""
    return int(seconds * NANOSECONDS).bit_length() - 1 if seconds > 0 else -1


def deletion_cost(pod: Pod) -> int:
    """The annotation as a 32-bit number; 0 when it is absent or unreadable."""
    text = pod.annotations.get(DELETION_COST)
    if text is None:
        return 0
    try:
        cost = int(text)
    except ValueError:
        return 0
    return cost if -LARGEST_COST - 1 <= cost <= LARGEST_COST else 0


def max_restarts(pod: Pod) -> tuple[int, int]:
    """The highest restart count over the regular containers, and over the sidecars."""
    return (
        most_restarts(pod.status.get("containerStatuses") or ()),
        most_restarts(sidecar_statuses(pod)),
    )


def most_restarts(statuses: Sequence[Manifest]) -> int:
    return max((status.get("restartCount", 0) for status in statuses), default=0)


def sidecar_statuses(pod: Pod) -> list[Manifest]:
    """Statuses of init containers that keep running beside the others."""
    if "initContainers" not in pod.spec:
        return []
    sidecars = {
        container["name"]
        for container in pod.spec["initContainers"]
        if container.get("restartPolicy") == "Always"
    }
    statuses = pod.status.get("initContainerStatuses") or ()
    return [status for status in statuses if status["name"] in sidecars]
