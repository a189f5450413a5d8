"""Recreate: all old Pods first go, completely, and only then do the new ones start.

"Completely" includes Pods that are still terminating: while any of them exists in a phase that is
not final the new set is not even created, so a dead node can hold up the rollout (SPEC D51).
Example: 10 old Pods: old 10 to 0, wait until the last one is gone, new set with size 10.
Mirrors: kubernetes pkg/controller/deployment/recreate.go.
"""

from __future__ import annotations

from cluster.core.actions import Why
from cluster.core.controllers.deployment.rolling import Resize
from cluster.core.controllers.deployment.sets import ReplicaSets
from cluster.core.view import ClusterView


def stop_old(sets: ReplicaSets) -> Resize | None:
    """Set every old set that wants Pods to 0, all in one pass."""
    sizes = {each.name: 0 for each in sets.active_old}
    if not sizes:
        return None
    pods = sum(each.size for each in sets.active_old)
    text = f"all {pods} old Pods have to stop before a new one starts"
    return Resize(sizes, Why("D51", text, {"old": pods}))


def is_waiting(sets: ReplicaSets, view: ClusterView) -> bool:
    """Is there still an old Pod: counted, running or terminating?"""
    if any(each.counted > 0 for each in sets.old):
        return True
    tallies = [view.tally(each.uid) for each in sets.old]
    return any(tally.active + tally.terminating > 0 for tally in tallies)
