"""One pass of the Deployment controller, from top to bottom as a table of cases (SPEC D40, D41).

The first case with something to do wins, so that every pass makes one visible step:
1. a selector that selects everything: warn, stop     2. adopt or release sets
3. being deleted: status only                          4. note a pause or a resume
5. bring the notes of the new set up to date           6. paused or size changed: resize
7. Recreate or rolling update: one step, or clean up and report.

Example: a new image for 10 replicas (surge 3, unavailable 2): create the new set with 3, cut the
old one to 8, grow the new one to 5, ... one of these per pass.
Mirrors: kubernetes pkg/controller/deployment/deployment_controller.go (syncDeployment). Differs:
what is one pass there may be two or three here; the sequence of writes is the same.
"""

from __future__ import annotations

from typing import cast

from cluster.core import conditions
from cluster.core.actions import NOTHING_TO_DO, Action, Delete, Emit, Plan, Update, Why
from cluster.core.controllers.deployment import history, recreate, rolling, scaling
from cluster.core.controllers.deployment.progress import is_complete
from cluster.core.controllers.deployment.revisions import create_new, renumber
from cluster.core.controllers.deployment.rollout import Rollout, settle
from cluster.core.controllers.deployment.sets import split
from cluster.core.controllers.deployment.status import pause_note
from cluster.core.objects import Deployment, Key, Object, ReplicaSet, controller_reference
from cluster.core.ownership import Claim, claim, with_owner, without_owner
from cluster.core.selectors import compile_selector
from cluster.core.view import ClusterView

SELECTING_ALL = "This deployment is selecting all pods. A non-empty selector is required."


def reconcile(key: Key, view: ClusterView, now: float) -> Plan:
    """What the Deployment of that name needs next."""
    deployment = view.find(Deployment, key[1], key[2])
    if deployment is None:
        return NOTHING_TO_DO
    if compile_selector(deployment.selector).is_everything:
        return refuse_everything(deployment)
    claimed = claim_sets(deployment, view)
    rollout = Rollout(deployment, split(claimed.claimed, deployment), view, now)
    if deployment.is_deleting or view.is_namespace_closed(deployment.namespace):
        return settle(rollout, is_judged=False)
    return (
        adopt_and_release(deployment, claimed)
        or note_pause(deployment, now)
        or renumber(rollout)
        or resize(rollout)
        or roll(rollout)
    )


def refuse_everything(deployment: Deployment) -> Plan:
    """A selector that selects everything is refused: a warning, once per change of the spec."""
    if deployment.status.get("observedGeneration", 0) >= deployment.generation:
        return NOTHING_TO_DO
    seen = {**deployment.status, "observedGeneration": deployment.generation}
    why = Why("D41", "its selector selects every Pod, so nothing is done")
    write = Update(deployment, {**deployment.manifest, "status": seen}, why, status_only=True)
    return Plan((Emit(deployment, "Warning", "SelectingAll", SELECTING_ALL), write))


def claim_sets(deployment: Deployment, view: ClusterView) -> Claim[ReplicaSet]:
    """Which sets are the Deployment's, and which are to be adopted or released (D30)."""
    matches = compile_selector(deployment.selector).matches
    owned = view.owned_by(deployment.uid, "ReplicaSet")
    orphans = view.orphans("ReplicaSet", deployment.namespace)
    return claim(deployment, matches, cast("list[ReplicaSet]", [*owned, *orphans]))


def adopt_and_release(deployment: Deployment, claimed: Claim[ReplicaSet]) -> Plan | None:
    """Write the owner references that the claim asks for."""
    if claimed.is_settled:
        return None
    reference = controller_reference(deployment, "apps/v1")
    fits = Why("O1", "its labels fit the selector and nobody owns it, so it is adopted")
    misfits = Why("O1", "its labels do not fit the selector any more, so it is released")
    actions: list[Action] = [
        Update(each, with_owner(each, reference), fits) for each in claimed.adopted
    ]
    actions += [
        Update(each, without_owner(each, deployment.uid), misfits) for each in claimed.released
    ]
    return Plan(tuple(actions))


def note_pause(deployment: Deployment, now: float) -> Plan | None:
    """Write down that the Deployment was paused or resumed; the deadline starts anew (D66)."""
    noted = pause_note(deployment, now)
    if noted is None:
        return None
    listed = conditions.put(deployment.status.get("conditions") or [], noted)
    manifest = {**deployment.manifest, "status": {**deployment.status, "conditions": listed}}
    return Plan((Update(deployment, manifest, Why("D66", noted["message"]), status_only=True),))


def resize(rollout: Rollout) -> Plan | None:
    """While paused, or when the wanted number changed: sizes only (3.4)."""
    deployment, sets = rollout.deployment, rollout.sets
    if not deployment.is_paused and not scaling.is_size_changed(deployment, sets):
        return None
    step = scaling.resize(deployment, sets)
    surplus = clean_up(rollout) if deployment.is_paused and step is None else ()
    return settle(rollout, step, surplus, is_judged=False)


def roll(rollout: Rollout) -> Plan:
    """One step of the strategy; when all is done, clean up and report."""
    deployment, sets = rollout.deployment, rollout.sets
    if deployment.strategy_type == "Recreate":
        step = recreate.stop_old(sets)
        if step is None and recreate.is_waiting(sets, rollout.view):
            return settle(rollout)
    else:
        step = None
    if step is None and sets.new is None:
        return create_new(rollout)
    step = step or rolling.grow(deployment, sets)
    if step is None and deployment.strategy_type != "Recreate":
        step = rolling.shrink(deployment, sets)
    if step is not None:
        return settle(rollout, step)
    is_done = is_complete(deployment, deployment.status)
    return settle(rollout, others=clean_up(rollout) if is_done else ())


def clean_up(rollout: Rollout) -> tuple[Action, ...]:
    """Delete the oldest revisions beyond the limit (D79)."""
    limit = rollout.deployment.spec.get("revisionHistoryLimit", history.KEEP_ALL)
    why = Why("D79", f"only {limit} old revisions are kept", {"limit": limit})
    return tuple(Delete(each, why) for each in history.to_delete(rollout.sets.old, limit))


def deployments_of(replica_set: Object, view: ClusterView) -> tuple[Key, ...]:
    """The Deployment that owns a set, or those that may adopt it."""
    if replica_set.controller_uid is not None:
        owner = view.with_uid(replica_set.controller_uid)
        return (owner.key,) if isinstance(owner, Deployment) else ()
    return tuple(
        each.key
        for each in view.every(Deployment)
        if each.namespace == replica_set.namespace
        and compile_selector(each.selector).matches(replica_set.labels)
    )
