"""Is a rollout complete, does it move, has it run out of time? (SPEC D57-D64)

The deadline counts from the last move, not from the start: any new or vanished Pod, any Pod more
that is ready or available renews it. A finished rollout is never timed out again.

Example: deadline 600 s, last move at 12:00:00; at 12:10:01 the rollout has timed out.
Mirrors: kubernetes pkg/controller/deployment/progress.go and util (DeploymentTimedOut).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cluster.core.conditions import Condition
from cluster.core.objects import Deployment
from cluster.core.timestamps import parse_time

NO_DEADLINE = 2**31 - 1
NEW_AVAILABLE = "NewReplicaSetAvailable"
TIMED_OUT = "ProgressDeadlineExceeded"
MARGIN_SECONDS = 1


@dataclass(frozen=True, slots=True)
class Counts:
    """The numbers of a Deployment's status."""

    replicas: int = 0
    updated: int = 0
    ready: int = 0
    available: int = 0

    @staticmethod
    def read(status: Mapping[str, Any]) -> Counts:
        return Counts(
            replicas=status.get("replicas", 0),
            updated=status.get("updatedReplicas", 0),
            ready=status.get("readyReplicas", 0),
            available=status.get("availableReplicas", 0),
        )

    @property
    def old(self) -> int:
        return self.replicas - self.updated


def is_complete(deployment: Deployment, status: Mapping[str, Any]) -> bool:
    """All Pods are new, counted and available, and the spec was seen (D58)."""
    counts = Counts.read(status)
    wanted = deployment.replicas
    return (
        counts.updated == counts.replicas == counts.available == wanted
        and status.get("observedGeneration", 0) >= deployment.generation
    )


def has_moved(before: Counts, after: Counts) -> bool:
    """More new, fewer old, more ready or more available Pods than last reported (D60)."""
    return (
        after.updated > before.updated
        or after.old < before.old
        or after.ready > before.ready
        or after.available > before.available
    )


def has_deadline(deadline: int | None) -> bool:
    return deadline is not None and deadline != NO_DEADLINE


def is_timed_out(progressing: Condition | None, deadline: int | None, now: float) -> bool:
    """Was the last move longer ago than the deadline allows? (D61)

    Asked in whole seconds, as the last move is kept, so that it comes with the timer of D63."""
    if progressing is None or deadline is None or not has_deadline(deadline):
        return False
    if progressing.get("reason") == NEW_AVAILABLE:
        return False
    if progressing.get("reason") == TIMED_OUT:
        return True
    return parse_time(progressing["lastUpdateTime"]) + deadline < now // 1


def recheck_after(
    progressing: Condition | None, deadline: int | None, done: bool, now: float
) -> float | None:
    """Seconds until the deadline has to be looked at; 0 = it is due, None = never (D63)."""
    if progressing is None or deadline is None or not has_deadline(deadline) or done:
        return None
    if progressing.get("reason") in (TIMED_OUT, NEW_AVAILABLE):
        return None
    return max(0.0, parse_time(progressing["lastUpdateTime"]) + deadline - now)
