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


@dataclass(frozen=True, slots=True)
class Terms:
    """What the next step is decided by: sizes that are asked for, and Pods that are available.

    Example: 10 wanted, 13 asked for (8 old, 5 new), 8 available: nothing may come and nothing go,
    ceiling 13 - pods 13 = 0 and pods 13 - floor 8 - not available 5 = 0."""

    wanted: int
    ceiling: int
    floor: int
    old_size: int
    old_available: int
    new_size: int
    new_available: int
    is_counted: bool

    @property
    def pods(self) -> int:
        """What all sets ask for together."""
        return self.old_size + self.new_size

    @property
    def available(self) -> int:
        return self.old_available + self.new_available

    @property
    def new_waiting(self) -> int:
        """New Pods that are not available yet."""
        return self.new_size - self.new_available

    @property
    def broken(self) -> int:
        """Old Pods that are not available; they go first (D47)."""
        return self.old_size - self.old_available

    @property
    def grow(self) -> int:
        """New Pods that may start now (D45); below 0 the new set asks for too many."""
        missing = self.wanted - self.new_size
        return missing if missing < 0 else max(0, min(self.ceiling - self.pods, missing))

    @property
    def room(self) -> int:
        """Old Pods that may go without a look at whether they work (D46)."""
        return self.pods - self.floor - self.new_waiting

    @property
    def spare(self) -> int:
        """Available Pods above the floor: so many of those that work may go (D48)."""
        return self.available - self.floor

    @property
    def leave(self) -> int:
        """Old Pods that go in the next step: broken ones, then working ones."""
        if not self.is_counted or self.room <= 0:
            return 0
        first = min(self.room, self.broken)
        return first + max(0, min(self.spare, self.old_size - first))


def terms_of(deployment: Deployment, sets: ReplicaSets) -> Terms:
    """The terms as the sets stand."""
    new = sets.new
    return Terms(
        wanted=deployment.replicas,
        ceiling=deployment.replicas + max_surge(deployment.spec),
        floor=min_available(deployment.spec),
        old_size=sum(each.size for each in sets.old),
        old_available=sum(each.available for each in sets.old),
        new_size=0 if new is None else new.size,
        new_available=0 if new is None else new.available,
        is_counted=is_counted(sets),
    )


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
    terms = terms_of(deployment, sets)
    size = new_set_size(deployment, total=terms.pods, size=new.size)
    if size == new.size:
        return None
    return Resize({new.name: size}, why_grow(deployment, terms, size - new.size))


def why_grow(deployment: Deployment, terms: Terms, added: int) -> Why:
    if deployment.strategy_type != "RollingUpdate":
        return Why("D51", f"no old Pod is left, so all {added} new ones start", {"grow": added})
    text = f"may have {some(terms.ceiling, 'Pod')}, has {terms.pods}, so {added} new {ones(added)}"
    surge = terms.ceiling - terms.wanted
    numbers = {"ceiling": terms.ceiling, "surge": surge, "pods": terms.pods, "grow": added}
    return Why("D45", text, numbers)


def ones(count: int) -> str:
    return "one starts" if count == 1 else "ones start"


def shrink(deployment: Deployment, sets: ReplicaSets) -> Resize | None:
    """One shrink step over all old sets: broken Pods first, then healthy ones (D46-D48)."""
    terms = terms_of(deployment, sets)
    if not sets.active_old or not terms.is_counted or terms.room <= 0:
        return None
    sizes = drop_unhealthy(sets.old, limit=terms.room)
    cut = sets.resized(sizes)
    sizes |= drop_healthy(cut, floor=terms.floor)
    if not sizes:
        return None
    return Resize(sizes, why_shrink(terms, sets.total_size - sets.resized(sizes).total_size))


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


def why_shrink(terms: Terms, dropped: int) -> Why:
    floor, available, room = terms.floor, terms.available, terms.room
    numbers = {"floor": floor, "available": available, "room": room, "dropped": dropped}
    if terms.spare >= dropped:
        text = f"must keep {floor} available, has {available}, so {dropped} old {go(dropped)}"
        return Why("D48", text, numbers)
    broken = terms.broken
    text = f"has {some(broken, 'old Pod')} not available, so {dropped} old {go(dropped)} first"
    return Why("D47", text, {**numbers, "broken": broken})


def go(count: int) -> str:
    return "one goes" if count == 1 else "ones go"
