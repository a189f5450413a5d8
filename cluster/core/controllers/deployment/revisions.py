"""Revision numbers and other notes of the new set, and creating it (SPEC D35-D39, D70-D75).

Every pass first brings the notes of the new set up to date: annotations copied from the Deployment,
the revision raised above all old ones, `minReadySeconds`. The Deployment then carries the number of
its new set. That is a step of its own; sizes follow in the next pass.

Example: undo from revision 3 to the set with revision 1: it becomes 4 and notes "1" as its past.
Mirrors: kubernetes pkg/controller/deployment/sync.go (getNewReplicaSet).
"""

from __future__ import annotations

from cluster.core import conditions
from cluster.core.actions import Action, Create, Emit, Plan, Update, Why
from cluster.core.conditions import Condition
from cluster.core.controllers.deployment import notes, progress, template
from cluster.core.controllers.deployment.rolling import new_set_size, ones
from cluster.core.controllers.deployment.rollout import Rollout, scaled_event, settle
from cluster.core.controllers.deployment.status import PROGRESSING
from cluster.core.intstr import max_surge
from cluster.core.objects import Deployment, Manifest, ReplicaSet
from cluster.core.words import some

CREATE_ERROR = "ReplicaSetCreateError"
CREATED = "NewReplicaSetCreated"
FOUND = "FoundNewReplicaSet"
RETRY_SECONDS = 10


def renumber(rollout: Rollout) -> Plan | None:
    """Bring the notes of an existing new set, and of the Deployment about it, up to date."""
    deployment, new = rollout.deployment, rollout.sets.new
    if new is None:
        return None
    actions: list[Action] = []
    target = notes.highest_revision(rollout.sets.old) + 1
    annotations = notes.with_revision(
        {**new.annotations, **notes.copied(deployment.annotations)}, target
    )
    manifest = noted_set(deployment, new, annotations)
    if manifest is not new.manifest:
        actions.append(Update(new, manifest, why_noted(new, annotations)))
    found = made(rollout, FOUND, f'Found new replica set "{new.name}"')
    actions += note(rollout, annotations.get(notes.REVISION), found, is_first_only=True)
    return Plan(tuple(actions)) if actions else None


def noted_set(deployment: Deployment, new: ReplicaSet, annotations: dict[str, str]) -> Manifest:
    """The new set with these annotations and the Deployment's minReadySeconds (D39)."""
    manifest = new.manifest
    if annotations != new.annotations:
        metadata = {**manifest["metadata"], "annotations": annotations}
        manifest = {**manifest, "metadata": metadata}
    if new.min_ready_seconds != deployment.min_ready_seconds:
        spec = {**manifest["spec"], "minReadySeconds": deployment.min_ready_seconds}
        manifest = {**manifest, "spec": spec}
    return manifest


def why_noted(new: ReplicaSet, annotations: dict[str, str]) -> Why:
    before = notes.read_revision(new.annotations) or 0
    after = notes.read_revision(annotations) or 0
    if after != before:
        text = f"its template is the wanted one again, so revision {before} becomes {after}"
        return Why("D71", text, {"before": before, "after": after})
    return Why("D36", "takes over what the Deployment says about itself", {"revision": after})


def create_new(rollout: Rollout) -> Plan:
    """Create the new set, or count a collision when its name is taken (D38)."""
    deployment, sets = rollout.deployment, rollout.sets
    collisions: int | None = deployment.status.get("collisionCount")
    hashed = template.hash_text(deployment, collisions)
    name = template.set_name(deployment.name, hashed)
    if rollout.view.get(("ReplicaSet", deployment.namespace, name)) is not None:
        return count_collision(rollout, name, (collisions or 0) + 1)
    if rollout.view.room("ReplicaSet") == 0:
        return refuse(rollout, name)
    size = new_set_size(deployment, total=sets.total_size, size=0)
    revision = str(notes.highest_revision(sets.old) + 1)
    annotations = {
        **notes.copied(deployment.annotations),
        **notes.size_notes(deployment),
        notes.REVISION: revision,
    }
    manifest = template.new_set(deployment, hashed, size, annotations)
    actions: list[Action] = [Create(manifest, why_created(rollout, size))]
    if size > 0:
        actions.append(scaled_event(deployment, name, before=0, after=size))
    actions += note(rollout, revision, made(rollout, CREATED, f'Created new replica set "{name}"'))
    return Plan(tuple(actions))


def why_created(rollout: Rollout, size: int) -> Why:
    deployment, total = rollout.deployment, rollout.sets.total_size
    numbers = {"wanted": deployment.replicas, "pods": total, "grow": size}
    text = "no ReplicaSet has this template, so one is made"
    if deployment.strategy_type != "RollingUpdate" or size == deployment.replicas:
        return Why("D44", f"{text}; {some(size, 'Pod')} may start", numbers)
    ceiling = deployment.replicas + max_surge(deployment.spec)
    sums = f"may have {some(ceiling, 'Pod')}, has {total}, so {size} new {ones(size)}"
    return Why("D44", f"{text}; {sums}", {**numbers, "ceiling": ceiling})


def count_collision(rollout: Rollout, name: str, collisions: int) -> Plan:
    """The name belongs to another set: count it, and take another hash in the next pass."""
    deployment = rollout.deployment
    changed = {**deployment.status, "collisionCount": collisions}
    why = Why(
        "D38", f"the name {name} is taken, so another hash is used", {"collisions": collisions}
    )
    manifest = {**deployment.manifest, "status": changed}
    return Plan((Update(deployment, manifest, why, status_only=True),))


def refuse(rollout: Rollout, name: str) -> Plan:
    """The cluster has no room for another object: say so, and go on with what there is."""
    limit = rollout.view.limits.objects
    error = (
        f'replicasets.apps "{name}" is forbidden: exceeded quota: kubeloop, '
        f"requested: objects=1, used: objects={limit}, limited: objects={limit}"
    )
    message = f'Failed to create new replica set "{name}": {error}'
    failed = made(rollout, CREATE_ERROR, message, status="False")
    actions = note(rollout, None, failed)
    if actions:
        event = Emit(rollout.deployment, "Warning", CREATE_ERROR, message)
        return Plan((event, *actions), rollout.now + RETRY_SECONDS)
    return Plan(settle(rollout, is_judged=False).actions, rollout.now + RETRY_SECONDS)


def made(rollout: Rollout, reason: str, message: str, status: str = "True") -> Condition | None:
    """A Progressing condition; None for a Deployment without a deadline (D55)."""
    if not progress.has_deadline(rollout.deployment.progress_deadline_seconds):
        return None
    return conditions.made(PROGRESSING, status, reason, message, rollout.now)


def note(
    rollout: Rollout,
    revision: str | None,
    condition: Condition | None,
    is_first_only: bool = False,
) -> list[Action]:
    """The status write with the revision and a Progressing condition, if it is due (D73)."""
    deployment = rollout.deployment
    manifest = deployment.manifest
    if revision is not None and deployment.annotations.get(notes.REVISION) != revision:
        annotations = {**deployment.annotations, notes.REVISION: revision}
        manifest = {**manifest, "metadata": {**manifest["metadata"], "annotations": annotations}}
    listed = deployment.status.get("conditions") or []
    is_wanted = not (is_first_only and conditions.find(listed, PROGRESSING))
    if condition is not None and is_wanted:
        noted = conditions.put(listed, condition)
        if noted is not listed:
            manifest = {**manifest, "status": {**deployment.status, "conditions": noted}}
    if manifest is deployment.manifest:
        return []
    if revision is None and condition is not None:
        why = Why("D56", condition["message"])
    else:
        why = Why("D73", f"its new ReplicaSet carries revision {revision}", {"revision": revision})
    return [Update(deployment, manifest, why, status_only=True)]
