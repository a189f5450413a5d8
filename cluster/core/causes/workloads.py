"""Why a Deployment or a ReplicaSet has not what it wants: its own sums, then the Pods it waits for.

Example: "web: the rollout waits for 5 new Pods", "web-6b9d7c8f54 wants 5 Pods, 0 are ready",
"web-6b9d7c8f54-x cannot pull web:v9", "web:v9 is in no catalogue".
Mirrors: what `kubectl describe` and `kubectl rollout status` leave to be put together by hand.
"""

from __future__ import annotations

from cluster.core import conditions
from cluster.core.causes import pods
from cluster.core.causes.model import Chain, Cure, Fact, Scene, command_for, link
from cluster.core.controllers.deployment import progress, revisions, status
from cluster.core.controllers.deployment.sets import ReplicaSets, split
from cluster.core.controllers.deployment.standing import Standing, standing
from cluster.core.objects import Deployment, Pod, ReplicaSet
from cluster.core.words import be, some

PODS_QUOTA = "The cluster may have {limit} Pods and has them all, so no more are created."


def sets_of(deployment: Deployment, scene: Scene) -> ReplicaSets:
    """The sets that a Deployment controls."""
    owned = scene.view.owned_by(deployment.uid, "ReplicaSet")
    found = [each for each in owned if isinstance(each, ReplicaSet)]
    return split(found, deployment)


def explain_deployment(deployment: Deployment, scene: Scene) -> Chain:
    """Nothing when all that is wanted is new and available."""
    sets = sets_of(deployment, scene)
    if deployment.is_deleting:
        left = sum(scene.view.tally(each.uid).total for each in sets.all)
        text = f"{deployment.name} is being deleted: {some(left, 'Pod')} of it {be(left)} left."
        yield link(deployment, text)
        return
    if is_at_rest(deployment, sets):
        return
    yield from create_trouble(deployment)
    said = standing(deployment, sets)
    command = command_for("rollout status", deployment, "--watch=false")
    text, facts = said.text + overdue(deployment), resume_facts(deployment)
    yield link(deployment, text, command, facts=facts, cure=resume(deployment))
    if not deployment.is_paused:
        yield from held_by(deployment, sets, said, scene)


def is_at_rest(deployment: Deployment, sets: ReplicaSets) -> bool:
    new = sets.new
    return (
        new is not None
        and new.size == new.available == deployment.replicas
        and new.counted == deployment.replicas
        and not sets.active_old
    )


def create_trouble(deployment: Deployment) -> Chain:
    """Its new set could not be made: the cluster has no room for another object."""
    found = conditions.find(deployment.status.get("conditions") or [], status.PROGRESSING)
    if found is not None and found.get("reason") == revisions.CREATE_ERROR:
        cure = Cure("Delete something that is not needed, for example old Events or Pods.")
        yield link(deployment, f"{found['message']}.", cure=cure)


def overdue(deployment: Deployment) -> str:
    """Has the progress deadline passed?"""
    found = conditions.find(deployment.status.get("conditions") or [], status.PROGRESSING)
    if found is None or found.get("reason") != progress.TIMED_OUT:
        return ""
    deadline = deployment.progress_deadline_seconds
    return f" Nothing has moved for more than {deadline} s, so it counts as timed out."


def resume_facts(deployment: Deployment) -> tuple[Fact, ...]:
    return (Fact("paused", "spec.paused is true"),) if deployment.is_paused else ()


def resume(deployment: Deployment) -> Cure | None:
    if not deployment.is_paused:
        return None
    command = command_for("rollout resume", deployment)
    return Cure("Resume the rollout.", command)


def held_by(deployment: Deployment, sets: ReplicaSets, said: Standing, scene: Scene) -> Chain:
    """The set whose Pods are waited for: the new one, else an old one that lacks Pods or leaves."""
    new = sets.new
    if new is not None and new.available < new.size:
        yield from explain_replica_set(new, scene)
        return
    if deployment.strategy_type == "Recreate" and new is None:
        for old in sets.old:
            leaving = [pod for pod in scene.view.pods_of(old.uid) if not pod.is_final]
            if leaving:
                yield from pods.explain(leaving[0], scene)
                return
    for old in sets.active_old:
        if old.available < old.size:
            yield from explain_replica_set(old, scene)
            return
    if said.is_standing and sets.all:
        yield from slow(sets.all[-1], scene)


def explain_replica_set(replica_set: ReplicaSet, scene: Scene) -> Chain:
    """Nothing when it has what it wants, all available."""
    own = scene.view.pods_of(replica_set.uid)
    live = [pod for pod in own if pod.is_active]
    ready = sum(pod.is_ready for pod in live)
    if replica_set.is_deleting:
        left = len(own)
        text = f"{replica_set.name} is being deleted: {some(left, 'Pod')} of it {be(left)} left."
        yield link(replica_set, text)
        return
    if ready == len(live) == replica_set.size:
        yield from slow(replica_set, scene)
        return
    wants = f"{replica_set.name} wants {some(replica_set.size, 'Pod')}"
    text = f"{wants}, has {len(live)}, and {ready} {be(ready)} ready."
    command = command_for("describe", replica_set)
    yield link(replica_set, text + missing(replica_set, len(live), scene), command)
    found = pods.worst(live, scene)
    if found is not None:
        yield from pods.explain(found, scene)


def missing(replica_set: ReplicaSet, live: int, scene: Scene) -> str:
    """Why there are fewer or more Pods than wanted."""
    if live < replica_set.size and scene.view.room("Pod") == 0:
        return " " + PODS_QUOTA.format(limit=scene.view.limits.pods)
    failed = conditions.find(replica_set.status.get("conditions") or [], status.REPLICA_FAILURE)
    if failed is not None and failed["status"] == "True":
        return f" It cannot create more: {failed.get('message', failed.get('reason', ''))}."
    if live < replica_set.size:
        return " The missing ones are created next."
    return " The surplus ones go next." if live > replica_set.size else ""


def slow(replica_set: ReplicaSet, scene: Scene) -> Chain:
    """All Pods are ready, and some not for long enough to count as available."""
    wait = replica_set.min_ready_seconds
    young = [pod for pod in scene.view.pods_of(replica_set.uid) if is_young(pod, wait, scene.now)]
    if young:
        text = (
            f"{some(len(young), 'Pod')} of {replica_set.name} {be(len(young))} ready, "
            f"and must stay so for {wait} s to count as available."
        )
        yield link(replica_set, text)


def is_young(pod: Pod, wait: int, now: float) -> bool:
    return pod.is_ready and pod.ready_since is not None and now - pod.ready_since < wait
