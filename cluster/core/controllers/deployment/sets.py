"""The ReplicaSets of one Deployment: the new one, the old ones, and their sums.

The new set is the oldest one whose template equals the Deployment's (SPEC D31); all others are old.
Sums over wanted sizes and over counted Pods are kept apart: ceilings are about sizes (D45),
availability is about what the sets reported (D48).

Example: sets of size 8 (old) and 5 (new), 8 and 0 available: total size 13, available 8.
Mirrors: kubernetes pkg/controller/deployment/util (FindNewReplicaSet, FindOldReplicaSets).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from cluster.core.controllers.deployment.template import is_equal
from cluster.core.objects import Deployment, ReplicaSet


@dataclass(frozen=True, slots=True)
class ReplicaSets:
    """The sets of a Deployment; `old` in order of age."""

    new: ReplicaSet | None
    old: tuple[ReplicaSet, ...] = ()

    @property
    def all(self) -> tuple[ReplicaSet, ...]:
        return self.old if self.new is None else (*self.old, self.new)

    @property
    def active(self) -> tuple[ReplicaSet, ...]:
        """Sets that want Pods."""
        return tuple(each for each in self.all if each.size > 0)

    @property
    def active_old(self) -> tuple[ReplicaSet, ...]:
        return tuple(each for each in self.old if each.size > 0)

    @property
    def total_size(self) -> int:
        return sum(each.size for each in self.all)

    @property
    def total_counted(self) -> int:
        return sum(each.counted for each in self.all)

    @property
    def total_terminating(self) -> int | None:
        """Pods being deleted; None when a set that was ever looked at does not report it (D53)."""
        total = 0
        for each in self.all:
            reported: int | None = each.status.get("terminatingReplicas")
            if reported is None and each.observed_generation > 0:
                return None
            total += reported or 0
        return total

    def resized(self, sizes: Mapping[str, int]) -> ReplicaSets:
        """The sets as they are once the named ones have their new sizes."""
        if not sizes:
            return self
        old = tuple(with_size(each, sizes.get(each.name)) for each in self.old)
        return ReplicaSets(self.new and with_size(self.new, sizes.get(self.new.name)), old)


def age(replica_set: ReplicaSet) -> tuple[float, str]:
    """Order of age: creation time, then name."""
    return (replica_set.created, replica_set.name)


def split(owned: Iterable[ReplicaSet], deployment: Deployment) -> ReplicaSets:
    """Sort the owned sets into the new one and the old ones, oldest first (D31)."""
    ordered = sorted(owned, key=age)
    new = next((each for each in ordered if is_equal(each, deployment)), None)
    return ReplicaSets(new, tuple(each for each in ordered if each is not new))


def with_size(replica_set: ReplicaSet, size: int | None) -> ReplicaSet:
    if size is None or size == replica_set.size:
        return replica_set
    manifest = replica_set.manifest
    return ReplicaSet({**manifest, "spec": {**manifest["spec"], "replicas": size}})
