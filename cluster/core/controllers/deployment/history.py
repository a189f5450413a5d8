"""Clean-up of the history: old sets beyond `revisionHistoryLimit` are deleted (SPEC D79).

Looked at are exactly as many sets as there are too many, lowest revision first; one that still has
Pods, wanted or counted, or an unseen change is left alone and not replaced by a later one.

Example: limit 10 and 11 old sets: the one with the lowest revision goes, if it is empty.
Mirrors: kubernetes pkg/controller/deployment/sync.go (cleanupDeployment).
"""

from __future__ import annotations

from collections.abc import Sequence

from cluster.core.controllers.deployment.notes import read_revision
from cluster.core.controllers.deployment.sets import age
from cluster.core.objects import ReplicaSet

KEEP_ALL = 2**31 - 1


def to_delete(old: Sequence[ReplicaSet], limit: int) -> list[ReplicaSet]:
    """The old sets that go now."""
    if limit == KEEP_ALL:
        return []
    candidates = sorted((each for each in old if not each.is_deleting), key=by_revision)
    surplus = max(0, len(candidates) - limit)
    return [each for each in candidates[:surplus] if is_empty(each)]


def by_revision(replica_set: ReplicaSet) -> tuple[int, float, str]:
    return (read_revision(replica_set.annotations) or 0, *age(replica_set))


def is_empty(replica_set: ReplicaSet) -> bool:
    """No Pods wanted, none counted, and the last change of its spec was seen."""
    return (
        replica_set.size == 0
        and replica_set.counted == 0
        and replica_set.generation <= replica_set.observed_generation
    )
