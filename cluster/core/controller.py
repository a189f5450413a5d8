"""What a controller is: a name, a pure reconcile function and the changes that wake it.

A trigger looks at one change (old and new state, either may be None) and names the keys that have
to be looked at again. It never decides anything: reconcile looks at what is, not at what happened.

Example: the ReplicaSet controller's trigger for Pods names the ReplicaSets that controlled the Pod
before and after.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from cluster.core.actions import Plan
from cluster.core.objects import Key, Object
from cluster.core.view import ClusterView

Reconcile = Callable[[Key, ClusterView, float], Plan]
Trigger = Callable[[Object | None, Object | None, ClusterView], Iterable[Key]]
EVERY_KIND = "*"


@dataclass(frozen=True, slots=True)
class Controller:
    """One row of the controllers' table.

    `name` is the component that events and the journal show; `triggers` maps a kind, or "*" for
    every kind, to the function that names what to look at."""

    name: str
    reconcile: Reconcile
    triggers: Mapping[str, Trigger]


def itself(old: Object | None, new: Object | None, view: ClusterView) -> Iterable[Key]:
    """Trigger of a controller's own kind: look at the object that changed."""
    changed = new if new is not None else old
    return (changed.key,) if changed is not None else ()
