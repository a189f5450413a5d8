"""The ReplicaSet's status: counts of its live Pods, availability, and the failure condition.

Counts come from the view's running tally, so a set of 1,000 Pods is not walked over when one of
them changes; only with `minReadySeconds` are the ready ones looked at: time passes for each.

Example: 3 live Pods, 2 ready for 20 s and 3 s, minReadySeconds 10: ready 2, available 1, look again
in 7 s.
Mirrors: kubernetes pkg/controller/replicaset/replica_set_utils.go (calculateStatus; SPEC R7-R11).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from cluster.core import conditions
from cluster.core.conditions import Condition, Conditions
from cluster.core.objects import Manifest, Pod, ReplicaSet
from cluster.core.tally import PodTally
from cluster.core.timestamps import format_time
from cluster.core.view import ClusterView

REPLICA_FAILURE = "ReplicaFailure"


@dataclass(frozen=True, slots=True)
class Availability:
    """How many Pods are available now, and when the next one may become it."""

    available: int
    next_at: float | None = None


def status_of(
    replica_set: ReplicaSet, tally: PodTally, available: int, listed: Conditions
) -> Manifest:
    """The counts as the API shows them; numbers of 0 are left out but for three (R7)."""
    status: Manifest = {
        "replicas": tally.active,
        "observedGeneration": replica_set.generation,
        "terminatingReplicas": tally.terminating,
    }
    numbers = {
        "fullyLabeledReplicas": fully_labeled(replica_set, tally),
        "readyReplicas": tally.ready,
        "availableReplicas": available,
    }
    status.update((name, number) for name, number in numbers.items() if number)
    if listed:
        status["conditions"] = listed
    return status


def fully_labeled(replica_set: ReplicaSet, tally: PodTally) -> int:
    """Live Pods that carry every label of the template."""
    wanted: Mapping[str, str] = (replica_set.template.get("metadata") or {}).get("labels") or {}
    return sum(
        count for labels, count in tally.labels.items() if wanted.items() <= dict(labels).items()
    )


def availability(replica_set: ReplicaSet, view: ClusterView, now: float) -> Availability:
    """Available Pods and the next moment one may become it (R7, R10)."""
    seconds = replica_set.min_ready_seconds
    tally = view.tally(replica_set.uid)
    if seconds == 0 or tally.ready == 0:
        return Availability(tally.ready)
    live = [pod for pod in view.pods_of(replica_set.uid) if pod.is_active]
    available = sum(is_available(pod, seconds, now) for pod in live)
    return Availability(available, next_available_at(live, seconds, now))


def is_available(pod: Pod, min_ready_seconds: int, now: float) -> bool:
    """Ready, and for long enough; an unknown ready time is never long enough."""
    if not pod.is_ready or min_ready_seconds == 0:
        return pod.is_ready
    return pod.ready_since is not None and pod.ready_since + min_ready_seconds <= now


def next_available_at(pods: Iterable[Pod], min_ready_seconds: int, now: float) -> float | None:
    """The moment the next ready Pod will have been ready for long enough; None without one."""
    moments = [
        pod.ready_since + min_ready_seconds
        for pod in pods
        if pod.is_ready and pod.ready_since is not None
    ]
    return min((moment for moment in moments if moment > now), default=None)


def with_failure(listed: Conditions, error: str | None, *, missing: int, now: float) -> Conditions:
    """A failure is noted once, and goes with the first pass that succeeds (R11)."""
    if error is None:
        return conditions.remove(listed, REPLICA_FAILURE)
    if conditions.find(listed, REPLICA_FAILURE) is not None:
        return listed
    return [*listed, failure("FailedCreate" if missing > 0 else "FailedDelete", error, now)]


def failure(reason: str, error: str, now: float) -> Condition:
    return {
        "type": REPLICA_FAILURE,
        "status": "True",
        "lastTransitionTime": format_time(now),
        "reason": reason,
        "message": error,
    }
