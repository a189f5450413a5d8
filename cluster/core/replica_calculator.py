"""From what the Pods use to the size an autoscaler wants, for one metric (SPEC H1, H2).

Pods that are being deleted or have failed do not count. Those that are not ready yet use nothing as
far as growing is concerned and are left out of shrinking; those without a measurement use nothing
in the one case and what is asked for in the other. When that turns the direction, the size stays.

Example: target 50%, two ready Pods at 100% and one still pending: without it 4 are wanted, with it
the mean is 66% and ceil(3 x 66 / 50) = 4.
Mirrors: kubernetes pkg/controller/podautoscaler/replica_calculator.go.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from cluster.core.autoscaling import wanted_size
from cluster.core.conditions import find
from cluster.core.objects import Pod
from cluster.core.quantities import milli
from cluster.core.timestamps import parse_time

INITIALIZATION_SECONDS = 300
FIRST_READINESS_SECONDS = 30
NO_METRICS = "unable to get metrics for resource {resource}: {why}"
NO_METRICS_API = (
    "unable to fetch metrics from resource metrics API: "
    "the server could not find the requested resource (get pods.metrics.k8s.io)"
)
NOTHING_RETURNED = "no metrics returned from resource metrics API"
NONE_READY = "did not receive metrics for targeted pods (pods might be unready)"


class NoMetricError(Exception):
    """The size cannot be worked out; the text is the controller's."""


class Proposal(NamedTuple):
    """The size that one metric asks for, and what was measured."""

    size: int
    utilization: int | None
    average_milli: int
    pods: int


@dataclass(slots=True)
class Groups:
    """The Pods by what can be said about them."""

    measured: dict[str, int] = field(default_factory=dict)
    unready: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Goal:
    """How busy Pods should be: in percent of their request, or in millicores of each."""

    target: int
    is_share: bool
    requests: Mapping[str, int]

    def level(self, measured: Mapping[str, int]) -> int:
        """How busy these Pods are, in the unit of the target."""
        total = sum(measured.values())
        if not self.is_share:
            return total // len(measured)
        return total * 100 // max(1, sum(self.requests[uid] for uid in measured))

    def shrink_filler(self, uid: str) -> int:
        """What a Pod without a measurement counts for when there may be too many."""
        return self.requests[uid] * max(100, self.target) // 100 if self.is_share else self.target


def propose(
    pods: Sequence[Pod], usage: Mapping[str, int] | None, goal: Goal, current: int, now: float
) -> Proposal:
    """The size for one cpu metric. Raises NoMetricError."""
    if usage is None:
        raise NoMetricError(NO_METRICS.format(resource="cpu", why=NO_METRICS_API))
    if not usage:
        raise NoMetricError(NO_METRICS.format(resource="cpu", why=NOTHING_RETURNED))
    groups = grouped(pods, usage, now)
    measured = groups.measured
    if not measured:
        raise NoMetricError(NONE_READY)
    level = goal.level(measured)
    average = sum(measured.values()) // len(measured)
    size = size_for(groups, goal, level, current)
    return Proposal(size, level if goal.is_share else None, average, len(measured))


def size_for(groups: Groups, goal: Goal, level: int, current: int) -> int:
    """The size, with the Pods that say nothing counted so that they dampen the change."""
    target, filled = goal.target, dict(groups.measured)
    if level < target:
        filled.update({uid: goal.shrink_filler(uid) for uid in groups.missing})
    elif level > target:
        filled.update(dict.fromkeys((*groups.missing, *groups.unready), 0))
    again = goal.level(filled)
    wanted = wanted_size(current=current, ready=len(filled), usage=again, target=target)
    if len(filled) == len(groups.measured):
        return wanted
    has_turned = (level < target < again) or (again < target < level)
    is_contrary = (again < target and wanted > current) or (again > target and wanted < current)
    return current if has_turned or is_contrary else wanted


def grouped(pods: Sequence[Pod], usage: Mapping[str, int], now: float) -> Groups:
    """Sort the Pods: measured, not ready yet, without a measurement; the rest is ignored."""
    groups = Groups()
    for pod in pods:
        if pod.is_deleting or pod.phase == "Failed":
            continue
        if pod.phase == "Pending":
            groups.unready.append(pod.uid)
        elif pod.uid not in usage:
            groups.missing.append(pod.uid)
        elif is_unready(pod, now):
            groups.unready.append(pod.uid)
        else:
            groups.measured[pod.uid] = usage[pod.uid]
    return groups


def is_unready(pod: Pod, now: float) -> bool:
    """Is the Pod's cpu usage still that of its start, so that it says nothing?"""
    ready = find(pod.status.get("conditions") or (), "Ready")
    started = pod.status.get("startTime")
    if ready is None or not started:
        return True
    if pod.is_ready:
        return False
    begun = parse_time(started)
    if now < begun + INITIALIZATION_SECONDS:
        return True
    changed = ready.get("lastTransitionTime")
    return changed is None or parse_time(changed) < begun + FIRST_READINESS_SECONDS


def requests_of(pods: Sequence[Pod]) -> dict[str, int]:
    """What each Pod asks for, in millicores. Raises NoMetricError for one that does not say."""
    requests = {}
    for pod in pods:
        total = 0
        for container in pod.spec["containers"]:
            asked = ((container.get("resources") or {}).get("requests") or {}).get("cpu")
            if asked is None:
                where = f"container {container['name']} of Pod {pod.name}"
                raise NoMetricError(f"missing request for cpu in {where}")
            total += milli(asked)
        requests[pod.uid] = total
    return requests
