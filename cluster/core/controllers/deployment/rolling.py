"""Rolling update: grow the new ReplicaSet, shrink the old ones, never break the promise.

Promise: available >= replicas - max_unavailable, and the sum of sizes <= replicas + max_surge.
Sizes count, not running Pods: what terminates is no longer in the sum (SPEC D44-D50).
Example: 10 replicas, surge 3, unavailable 2: new 0 to 3, old 10 to 8, new 3 to 5, ...
Mirrors: kubernetes pkg/controller/deployment/rolling.go. Differs: while a set still reports more
available Pods than it wants, nothing is shrunk; there the controller fails and tries again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from cluster.core.actions import Why
from cluster.core.controllers.deployment.sets import ReplicaSets, age
from cluster.core.intstr import max_surge, min_available
from cluster.core.objects import Deployment, ReplicaSet
from cluster.core.words import some

Sizes = dict[str, int]


@dataclass(frozen=True, slots=True)
class Resize:
    """New sizes by the name of the set, and the sum that led to them."""

    sizes: Sizes
    why: Why


def new_set_size(deployment: Deployment, *, total: int, size: int) -> int:
    """The size the new set may have now (D45): up to the ceiling, or all of it for Recreate."""
    if deployment.strategy_type != "RollingUpdate":
        return deployment.replicas
    ceiling = deployment.replicas + max_surge(deployment.spec)
    if total >= ceiling:
        return size
    return size + min(ceiling - total, deployment.replicas - size)


def grow(deployment: Deployment, sets: ReplicaSets) -> Resize | None:
    """One growth step of the new set, or a cut when it is larger than wanted (D45)."""
    new, wanted = sets.new, deployment.replicas
    if new is None or new.size == wanted:
        return None
    if new.size > wanted:
        text = f"wants {some(wanted, 'Pod')}, its new ReplicaSet asks for {new.size}, so it is cut"
        numbers = {"wanted": wanted, "size": new.size}
        return Resize({new.name: wanted}, Why("D45", text, numbers))
    total = sets.total_size
    size = new_set_size(deployment, total=total, size=new.size)
    if size == new.size:
        return None
    return Resize({new.name: size}, why_grow(deployment, total, size - new.size))


def why_grow(deployment: Deployment, total: int, added: int) -> Why:
    if deployment.strategy_type != "RollingUpdate":
        return Why("D51", f"no old Pod is left, so all {added} new ones start", {"grow": added})
    surge = max_surge(deployment.spec)
    ceiling = deployment.replicas + surge
    text = f"may have {some(ceiling, 'Pod')}, has {total}, so {added} new {ones(added)}"
    numbers = {"ceiling": ceiling, "surge": surge, "pods": total, "grow": added}
    return Why("D45", text, numbers)


def ones(count: int) -> str:
    return "one starts" if count == 1 else "ones start"


def shrink(deployment: Deployment, sets: ReplicaSets) -> Resize | None:
    """One shrink step over all old sets: broken Pods first, then healthy ones (D46-D48)."""
    if not sets.active_old or not is_counted(sets):
        return None
    floor = min_available(deployment.spec)
    new_size, new_available = (sets.new.size, sets.new.available) if sets.new else (0, 0)
    room = sets.total_size - floor - (new_size - new_available)
    if room <= 0:
        return None
    sizes = drop_unhealthy(sets.old, limit=room)
    cut = sets.resized(sizes)
    sizes |= drop_healthy(cut, floor=floor)
    if not sizes:
        return None
    return Resize(sizes, why_shrink(sets, sizes, floor=floor, room=room))


def is_counted(sets: ReplicaSets) -> bool:
    """False while a set reports more available Pods than it wants: they are about to go."""
    return all(each.available <= each.size for each in sets.all)


def drop_unhealthy(old: Sequence[ReplicaSet], *, limit: int) -> Sizes:
    """Take Pods that are not available from the old sets, oldest set first (D47)."""
    sizes: Sizes = {}
    for each in sorted(old, key=age):
        drop = min(limit, each.size - each.available)
        if drop > 0:
            sizes[each.name] = each.size - drop
            limit -= drop
    return sizes


def drop_healthy(sets: ReplicaSets, *, floor: int) -> Sizes:
    """Take Pods from the old sets while more than the floor are available (D48)."""
    counted = sets.active_old if sets.new is None else (*sets.active_old, sets.new)
    budget = sum(each.available for each in counted) - floor
    sizes: Sizes = {}
    for each in sorted(sets.active_old, key=age):
        drop = min(each.size, budget)
        if drop > 0:
            sizes[each.name] = each.size - drop
            budget -= drop
    return sizes


def why_shrink(sets: ReplicaSets, sizes: Sizes, *, floor: int, room: int) -> Why:
    dropped = sets.total_size - sets.resized(sizes).total_size
    available = sum(each.available for each in sets.all)
    broken = sum(each.size - each.available for each in sets.old)
    numbers = {"floor": floor, "available": available, "room": room, "dropped": dropped}
    if available - floor >= dropped:
        text = f"must keep {floor} available, has {available}, so {dropped} old {go(dropped)}"
        return Why("D48", text, numbers)
    text = f"has {some(broken, 'old Pod')} not available, so {dropped} old {go(dropped)} first"
    return Why("D47", text, {**numbers, "broken": broken})


def go(count: int) -> str:
    return "one goes" if count == 1 else "ones go"
