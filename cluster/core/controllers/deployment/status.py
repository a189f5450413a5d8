"""The Deployment's status: sums over its ReplicaSets, and its conditions (SPEC D52-D67).

Numbers come from what the sets reported, never from Pods. Progress is judged in passes of a rollout
only, against the status as it was stored (D57).

Example: sets with 8 and 5 counted Pods, 8 available, 13 wanted together: replicas 13, updated 5,
available 8, unavailable 5.
Mirrors: kubernetes pkg/controller/deployment/sync.go (calculateStatus), progress.go.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cluster.core import conditions
from cluster.core.conditions import Condition, Conditions
from cluster.core.controllers.deployment import progress
from cluster.core.controllers.deployment.progress import Counts
from cluster.core.controllers.deployment.sets import ReplicaSets
from cluster.core.intstr import max_unavailable
from cluster.core.objects import Deployment, Manifest

PROGRESSING = "Progressing"
AVAILABLE = "Available"
REPLICA_FAILURE = "ReplicaFailure"


def status_of(deployment: Deployment, sets: ReplicaSets, now: float) -> Manifest:
    """The status without a judgement of progress: counts, and the Available condition."""
    available = sum(each.available for each in sets.all)
    numbers = {
        "replicas": sets.total_counted,
        "updatedReplicas": sets.new.counted if sets.new is not None else 0,
        "readyReplicas": sum(each.ready for each in sets.all),
        "availableReplicas": available,
        "unavailableReplicas": max(0, sets.total_size - available),
    }
    status: Manifest = {"observedGeneration": deployment.generation}
    status.update((name, number) for name, number in numbers.items() if number)
    terminating = sets.total_terminating
    if terminating is not None:
        status["terminatingReplicas"] = terminating
    if "collisionCount" in deployment.status:
        status["collisionCount"] = deployment.status["collisionCount"]
    stored = deployment.status.get("conditions") or []
    status["conditions"] = conditions.put(stored, availability(deployment, available, now))
    return status


def availability(deployment: Deployment, available: int, now: float) -> Condition:
    """Available: does the Deployment have as many as its strategy promises? (D52)"""
    if available >= deployment.replicas - max_unavailable(deployment.spec):
        reason, message = "MinimumReplicasAvailable", "Deployment has minimum availability."
        return conditions.made(AVAILABLE, "True", reason, message, now)
    reason, message = "MinimumReplicasUnavailable", "Deployment does not have minimum availability."
    return conditions.made(AVAILABLE, "False", reason, message, now)


def judged(deployment: Deployment, sets: ReplicaSets, status: Manifest, now: float) -> Manifest:
    """The status with its Progressing and ReplicaFailure conditions (D55-D65)."""
    listed: Conditions = status["conditions"]
    if not progress.has_deadline(deployment.progress_deadline_seconds):
        listed = conditions.remove(listed, PROGRESSING)
    elif not is_finished(deployment, status):
        listed = with_progress(deployment, sets, status, now)
    failures = [
        conditions.find(each.status.get("conditions") or [], REPLICA_FAILURE)
        for each in (sets.new, *sets.old)
        if each is not None
    ]
    failure = next((each for each in failures if each is not None), None)
    if failure is None:
        listed = conditions.remove(listed, REPLICA_FAILURE)
    else:
        copied = {**failure, "lastUpdateTime": failure["lastTransitionTime"]}
        listed = conditions.put(listed, copied)
    return {**status, "conditions": listed}


def is_finished(deployment: Deployment, status: Mapping[str, Any]) -> bool:
    """A rollout that had succeeded and has only new Pods is not judged any more (D57)."""
    current = conditions.find(deployment.status.get("conditions") or [], PROGRESSING)
    counts = Counts.read(status)
    return (
        current is not None
        and current.get("reason") == progress.NEW_AVAILABLE
        and counts.replicas == counts.updated
    )


def with_progress(
    deployment: Deployment, sets: ReplicaSets, status: Manifest, now: float
) -> Conditions:
    """The conditions after asking: complete, else moved, else timed out (D59)."""
    listed: Conditions = status["conditions"]
    current = conditions.find(listed, PROGRESSING)
    subject = subject_of(deployment, sets)
    if progress.is_complete(deployment, status):
        message = f"{subject} has successfully progressed."
        done = conditions.made(PROGRESSING, "True", progress.NEW_AVAILABLE, message, now)
        return conditions.put(listed, done)
    if progress.has_moved(Counts.read(deployment.status), Counts.read(status)):
        message = f"{subject} is progressing."
        moved = conditions.made(PROGRESSING, "True", "ReplicaSetUpdated", message, now)
        if current is not None and current["status"] == "True":
            moved["lastTransitionTime"] = current["lastTransitionTime"]
        return [*conditions.remove(listed, PROGRESSING), moved]
    if progress.is_timed_out(current, deployment.progress_deadline_seconds, now):
        message = f"{subject} has timed out progressing."
        late = conditions.made(PROGRESSING, "False", progress.TIMED_OUT, message, now)
        return conditions.put(listed, late)
    return listed


def subject_of(deployment: Deployment, sets: ReplicaSets) -> str:
    """Who progresses: the new set, or the Deployment while it has none (D56)."""
    if sets.new is None:
        return f'Deployment "{deployment.name}"'
    return f'ReplicaSet "{sets.new.name}"'


def pause_note(deployment: Deployment, now: float) -> Condition | None:
    """The Progressing condition that a pause or a resume writes; None when nothing is due (D66)."""
    if not progress.has_deadline(deployment.progress_deadline_seconds):
        return None
    current = conditions.find(deployment.status.get("conditions") or [], PROGRESSING)
    reason = None if current is None else current.get("reason")
    if reason == progress.TIMED_OUT:
        return None
    if deployment.is_paused and reason != "DeploymentPaused":
        text = "Deployment is paused"
        return conditions.made(PROGRESSING, "Unknown", "DeploymentPaused", text, now)
    if not deployment.is_paused and reason == "DeploymentPaused":
        text = "Deployment is resumed"
        return conditions.made(PROGRESSING, "Unknown", "DeploymentResumed", text, now)
    return None
