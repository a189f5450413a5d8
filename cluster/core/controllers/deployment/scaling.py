"""Resizing a Deployment outside the steps of a rollout: its size changed, or it is paused.

One set with Pods simply takes the new size. Several share the change in proportion to what they
had, so that a rollout that stands still keeps its mix of versions (SPEC 3.4, Z1-Z7). Shares are
computed from the size the set had and the note for which total it was sized; what rounding
leaves goes to the largest set.

Example: 10 wanted as 8 old + 5 new, scaled to 15: ceiling 18, so 3 more old and 2 more new.
Mirrors: kubernetes pkg/controller/deployment/sync.go (scale), util (GetReplicaSetProportion).
Differs: a single set of the right size with stale notes gets fresh ones; there it would be taken
for a size change for ever.
"""

from __future__ import annotations

from cluster.core.actions import Why
from cluster.core.controllers.deployment import notes
from cluster.core.controllers.deployment.rolling import Resize, Sizes
from cluster.core.controllers.deployment.sets import ReplicaSets, age
from cluster.core.intstr import max_surge
from cluster.core.objects import Deployment, ReplicaSet
from cluster.core.words import some


def is_size_changed(deployment: Deployment, sets: ReplicaSets) -> bool:
    """Was some active set sized for another number than is wanted now? (D42)"""
    for each in sets.active:
        noted = notes.read_note(each.annotations.get(notes.DESIRED))
        if noted is not None and noted != deployment.replicas:
            return True
    return False


def resize(deployment: Deployment, sets: ReplicaSets) -> Resize | None:
    """The sizes that go with the wanted number; sets that only get fresh notes are named too."""
    if len(sets.active) <= 1:
        return resize_single(deployment, sets)
    if is_saturated(deployment, sets.new):
        return drain_old(sets)
    if deployment.strategy_type != "RollingUpdate":
        return None
    return resize_in_proportion(deployment, sets)


def resize_single(deployment: Deployment, sets: ReplicaSets) -> Resize | None:
    """One set, or none, has Pods: it takes the whole size (Z1)."""
    wanted = deployment.replicas
    target = single(sets)
    if target is None:
        return None
    if target.size == wanted and not is_size_changed(deployment, sets):
        return None
    text = f"wants {some(wanted, 'Pod')}, its only active ReplicaSet asks for {target.size}"
    return Resize({target.name: wanted}, Why("Z1", text, {"wanted": wanted, "size": target.size}))


def single(sets: ReplicaSets) -> ReplicaSet | None:
    """The active set; without one the new set; without that the youngest old one."""
    if sets.active:
        return sets.active[0]
    return sets.new or (sets.old[-1] if sets.old else None)


def is_saturated(deployment: Deployment, new: ReplicaSet | None) -> bool:
    """Does the new set carry everything: size, note and available Pods equal the wanted number?"""
    if new is None:
        return False
    noted = notes.read_note(new.annotations.get(notes.DESIRED))
    return new.size == noted == new.available == deployment.replicas


def drain_old(sets: ReplicaSets) -> Resize | None:
    """The new set is full and available, so the old ones go to 0 (Z2)."""
    sizes = {each.name: 0 for each in sets.active_old}
    if not sizes:
        return None
    pods = sum(each.size for each in sets.active_old)
    text = f"the new ReplicaSet is full and available, so {some(pods, 'old Pod')} go"
    return Resize(sizes, Why("Z2", text, {"dropped": pods}))


def resize_in_proportion(deployment: Deployment, sets: ReplicaSets) -> Resize | None:
    """Each active set gets its share of the change (Z3-Z5)."""
    wanted = deployment.replicas
    allowed = wanted + max_surge(deployment.spec) if wanted > 0 else 0
    total = sum(each.size for each in sets.active)
    sizes = shares(deployment, sets, delta=allowed - total)
    touched = {
        each.name: sizes[each.name]
        for each in sets.active
        if sizes[each.name] != each.size
        or notes.are_notes_stale(each.annotations, notes.size_notes(deployment))
    }
    if not touched:
        return None
    text = f"may have {some(allowed, 'Pod')}, has {total}: the difference is shared in proportion"
    return Resize(touched, Why("Z3", text, {"allowed": allowed, "pods": total, "wanted": wanted}))


def shares(deployment: Deployment, sets: ReplicaSets, *, delta: int) -> Sizes:
    """New sizes of all active sets; together they move by `delta`."""
    ordered = in_order(sets.active, is_growing=delta > 0)
    sizes = {each.name: each.size for each in ordered}
    left = delta
    for each in ordered:
        share = share_of(deployment, each, left=left)
        sizes[each.name] += share
        left -= share
    first = ordered[0].name
    sizes[first] = max(0, sizes[first] + left)
    return sizes


def in_order(active: tuple[ReplicaSet, ...], *, is_growing: bool) -> list[ReplicaSet]:
    """Largest first; among equals the youngest when growing, the oldest when shrinking (Z3)."""
    by_age = sorted(active, key=age, reverse=is_growing)
    return sorted(by_age, key=lambda each: -each.size)


def share_of(deployment: Deployment, replica_set: ReplicaSet, *, left: int) -> int:
    """What one set gets of the change, never more than what is left of it (Z4)."""
    if left == 0 or replica_set.size == 0:
        return 0
    share = fair_share(deployment, replica_set)
    return min(share, left) if left > 0 else max(share, left)


def fair_share(deployment: Deployment, replica_set: ReplicaSet) -> int:
    """size * (replicas + surge) / the total it was sized for, half away from zero, minus size."""
    if deployment.replicas == 0:
        return -replica_set.size
    sized_for = notes.read_note(replica_set.annotations.get(notes.MAXIMUM))
    if not sized_for:
        sized_for = deployment.status.get("replicas", 0)
    if not sized_for:
        return 0
    most = deployment.replicas + max_surge(deployment.spec)
    return (2 * replica_set.size * most + sized_for) // (2 * sized_for) - replica_set.size
