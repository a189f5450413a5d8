"""One pass of the ReplicaSet controller: as many live Pods as wanted, and the counts (SPEC R1-R13).

1. Adopt Pods that fit, release those that no longer do.
2. Too few: create the missing ones. Too many: delete those that rank first.
3. Write the status as it was before this pass; the Pods of this pass wake the next one.

Example: size 3 and one live Pod: two are created, `replicas` goes to 3 in the pass after that.
Mirrors: kubernetes pkg/controller/replicaset/replica_set.go (syncReplicaSet). Differs: the view is
never stale, so there are no expectations to wait for.
"""

from __future__ import annotations

from collections import Counter
from typing import cast

from cluster.core import conditions
from cluster.core.actions import NOTHING_TO_DO, Action, Create, Delete, Emit, Plan, Update, Why
from cluster.core.controllers.replicaset import pods, ranking, status
from cluster.core.objects import Key, Pod, ReplicaSet, controller_reference
from cluster.core.ownership import claim, with_owner, without_owner
from cluster.core.selectors import compile_selector
from cluster.core.timestamps import parse_time
from cluster.core.view import ClusterView
from cluster.core.words import be, some

FIRST_RETRY_SECONDS = 1.0
LAST_RETRY_SECONDS = 1000.0


def reconcile(key: Key, view: ClusterView, now: float) -> Plan:
    """What the ReplicaSet of that name needs next."""
    replica_set = view.find(ReplicaSet, key[1], key[2])
    if replica_set is None:
        return NOTHING_TO_DO
    return adopt_and_release(replica_set, view) or manage(replica_set, view, now)


def adopt_and_release(replica_set: ReplicaSet, view: ClusterView) -> Plan | None:
    """Owner references of live Pods that begin or cease to fit the selector (R13)."""
    matches = compile_selector(replica_set.selector).matches
    orphans = cast("list[Pod]", view.orphans("Pod", replica_set.namespace))
    strays = [pod for pod in orphans if pod.is_active and matches(pod.labels)]
    tally = view.tally(replica_set.uid)
    if not strays and all(matches(dict(labels)) for labels in tally.labels):
        return None
    live = [pod for pod in view.pods_of(replica_set.uid) if pod.is_active]
    claimed = claim(replica_set, matches, [*live, *strays])
    if claimed.is_settled:
        return None
    reference = controller_reference(replica_set, "apps/v1")
    fits = Why("R13", "its labels fit the selector and nobody owns it, so it is adopted")
    misfits = Why("R13", "its labels do not fit the selector any more, so it is released")
    actions: list[Action] = [
        Update(pod, with_owner(pod, reference), fits) for pod in claimed.adopted
    ]
    actions += [
        Update(pod, without_owner(pod, replica_set.uid), misfits) for pod in claimed.released
    ]
    return Plan(tuple(actions))


def manage(replica_set: ReplicaSet, view: ClusterView, now: float) -> Plan:
    """Create or delete, then report."""
    active = view.tally(replica_set.uid).active
    may_act = not replica_set.is_deleting and not view.is_namespace_closed(replica_set.namespace)
    todo = pods.difference(wanted=replica_set.size, active=active, may_act=may_act)
    if todo.create:
        return create(replica_set, view, todo.create, now)
    if todo.delete:
        actions = delete(replica_set, view, todo.delete, now)
        return report(replica_set, view, now, actions=actions)
    return report(replica_set, view, now)


def create(replica_set: ReplicaSet, view: ClusterView, missing: int, now: float) -> Plan:
    """Start the missing Pods, as far as the quota goes."""
    live = view.tally(replica_set.uid).active
    batches = pods.slow_start(missing, room=view.room("Pod"))
    made = f"{batches.created} {be(batches.created)} created"
    text = f"wants {some(replica_set.size, 'Pod')}, has {live}, so {made}"
    numbers = {"wanted": replica_set.size, "live": live, "create": batches.created}
    why = Why("R2", text, numbers)
    shared = pods.pattern(replica_set) if batches.created else {}
    names = pods.new_names(replica_set, view)
    actions: list[Action] = []
    for _ in range(batches.created):
        name = next(names)
        actions.append(Create(pods.new_pod(shared, name), why))
        actions.append(Emit(replica_set, "Normal", "SuccessfulCreate", f"Created pod: {name}"))
    if not batches.has_failed:
        return report(replica_set, view, now, actions=actions)
    error = quota_error(next(names), view)
    actions.append(Emit(replica_set, "Warning", "FailedCreate", f"Error creating: {error}"))
    return report(replica_set, view, now, actions=actions, error=error)


def quota_error(name: str, view: ClusterView) -> str:
    limit = view.limits.pods
    return (
        f'pods "{name}" is forbidden: exceeded quota: kubeloop, '
        f"requested: pods=1, used: pods={limit}, limited: pods={limit}"
    )


def delete(replica_set: ReplicaSet, view: ClusterView, surplus: int, now: float) -> list[Action]:
    """Delete the surplus Pods with their own grace period (R4)."""
    live = [pod for pod in view.pods_of(replica_set.uid) if pod.is_active]
    size = some(replica_set.size, "Pod")
    text = f"wants {size}, has {len(live)}, so {surplus} {be(surplus)} deleted"
    numbers = {"wanted": replica_set.size, "live": len(live), "delete": surplus}
    why = Why("R4", text, numbers)
    neighbours = live_pods_by_node(replica_set, view)
    actions: list[Action] = []
    for pod in ranking.victims(live, surplus, neighbours, now):
        actions.append(Delete(pod, why))
        actions.append(Emit(replica_set, "Normal", "SuccessfulDelete", f"Deleted pod: {pod.name}"))
    return actions


def live_pods_by_node(replica_set: ReplicaSet, view: ClusterView) -> Counter[str]:
    """Live Pods per node, of all sets of the same owner (R5, criterion 5)."""
    if replica_set.controller_uid is None:
        return view.tally(replica_set.uid).nodes
    total: Counter[str] = Counter()
    for sibling in view.owned_by(replica_set.controller_uid, "ReplicaSet"):
        total.update(view.tally(sibling.uid).nodes)
    return total


def report(
    replica_set: ReplicaSet,
    view: ClusterView,
    now: float,
    *,
    actions: list[Action] | None = None,
    error: str | None = None,
) -> Plan:
    """Write the status if anything differs, and name the moment to look again."""
    actions = actions if actions is not None else []
    tally = view.tally(replica_set.uid)
    moment = status.availability(replica_set, view, now)
    listed = status.with_failure(
        replica_set.status.get("conditions") or [],
        error,
        missing=replica_set.size - tally.active,
        now=now,
    )
    new = status.status_of(replica_set, tally, moment.available, listed)
    if new != replica_set.status:
        live = some(tally.active, "live Pod")
        text = f"has {live}, {tally.ready} ready, {moment.available} available"
        numbers = {"live": tally.active, "ready": tally.ready, "available": moment.available}
        manifest = {**replica_set.manifest, "status": new}
        actions.append(Update(replica_set, manifest, Why("R7", text, numbers), status_only=True))
    retry = None if error is None else retry_at(listed, now)
    due = [each for each in (moment.next_at, retry) if each is not None]
    return Plan(tuple(actions), min(due, default=None))


def retry_at(listed: conditions.Conditions, now: float) -> float:
    """The longer it fails, the longer until the next try, up to 1000 s (R2)."""
    failed = conditions.find(listed, status.REPLICA_FAILURE)
    since = now if failed is None else parse_time(failed["lastTransitionTime"])
    return now + min(max(FIRST_RETRY_SECONDS, now - since), LAST_RETRY_SECONDS)
