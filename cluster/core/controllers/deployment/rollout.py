"""One Deployment with its sets at one moment, and the writes that a pass ends with.

Every pass ends with one status write, if anything differs (SPEC D43). A write of a set wakes the
next pass, so a rollout is a chain of single steps.

Example: settle(rollout, Resize({"web-2": 5}, why)) plans the size, its event and the status.
Mirrors: kubernetes pkg/controller/deployment/sync.go (scaleReplicaSetAndRecordEvent).
"""

from __future__ import annotations

from dataclasses import dataclass

from cluster.core import conditions
from cluster.core.actions import Action, Emit, Plan, Update, Why
from cluster.core.controllers.deployment import notes, progress, status
from cluster.core.controllers.deployment.progress import Counts
from cluster.core.controllers.deployment.rolling import Resize
from cluster.core.controllers.deployment.sets import ReplicaSets
from cluster.core.objects import Deployment, Manifest, ReplicaSet
from cluster.core.view import ClusterView
from cluster.core.words import some


@dataclass(frozen=True, slots=True)
class Rollout:
    """What a pass looks at."""

    deployment: Deployment
    sets: ReplicaSets
    view: ClusterView
    now: float


def settle(
    rollout: Rollout,
    resize: Resize | None = None,
    others: tuple[Action, ...] = (),
    is_judged: bool = True,
) -> Plan:
    """Write the sizes, then the status, and name the moment the deadline is to be looked at."""
    deployment, now = rollout.deployment, rollout.now
    actions: list[Action] = list(others)
    sets = rollout.sets
    if resize is not None:
        for each in sets.all:
            if each.name in resize.sizes:
                actions += write_size(deployment, each, resize.sizes[each.name], resize.why)
        sets = sets.resized(resize.sizes)
    new = status.status_of(deployment, sets, now)
    if is_judged:
        new = status.judged(deployment, sets, new, now)
    if new != deployment.status:
        manifest = {**deployment.manifest, "status": new}
        actions.append(Update(deployment, manifest, why_status(new), status_only=True))
    return Plan(tuple(actions), recheck_at(deployment, new, now) if is_judged else None)


def write_size(
    deployment: Deployment, replica_set: ReplicaSet, size: int, why: Why
) -> list[Action]:
    """The set with its size and fresh notes, and the event if the size moves (X4)."""
    manifest = replica_set.manifest
    annotations = {**replica_set.annotations, **notes.size_notes(deployment)}
    changed = {
        **manifest,
        "metadata": {**manifest["metadata"], "annotations": annotations},
        "spec": {**manifest["spec"], "replicas": size},
    }
    write = Update(replica_set, changed, why)
    if size == replica_set.size:
        return [write]
    return [write, scaled_event(deployment, replica_set.name, before=replica_set.size, after=size)]


def scaled_event(deployment: Deployment, name: str, *, before: int, after: int) -> Emit:
    way = "up" if after > before else "down"
    message = f"Scaled {way} replica set {name} from {before} to {after}"
    return Emit(deployment, "Normal", "ScalingReplicaSet", message)


def why_status(new: Manifest) -> Why:
    counts = Counts.read(new)
    text = (
        f"its ReplicaSets report {some(counts.replicas, 'Pod')}: {counts.updated} new, "
        f"{counts.ready} ready, {counts.available} available"
    )
    numbers = {
        "replicas": counts.replicas,
        "updated": counts.updated,
        "ready": counts.ready,
        "available": counts.available,
    }
    return Why("D53", text, numbers)


def recheck_at(deployment: Deployment, new: Manifest, now: float) -> float | None:
    """When the deadline may have passed: a second after it, on the cluster's clock (D63)."""
    progressing = conditions.find(new["conditions"], status.PROGRESSING)
    done = progress.is_complete(deployment, new)
    deadline = deployment.progress_deadline_seconds
    seconds = progress.recheck_after(progressing, deadline, done, now)
    return None if seconds is None else now + seconds + progress.MARGIN_SECONDS
