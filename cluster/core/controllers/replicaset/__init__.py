"""The ReplicaSet controller: keeps as many live Pods as its size says.

`sync` is the one pass; `pods` creates, `ranking` chooses who goes first, `status` counts.
"""

from __future__ import annotations

from collections.abc import Iterable

from cluster.core.controller import Controller, itself
from cluster.core.controllers.replicaset.sync import reconcile
from cluster.core.objects import Key, Object, Pod, ReplicaSet
from cluster.core.selectors import compile_selector
from cluster.core.view import ClusterView

NAME = "replicaset-controller"


def of_pod(old: Object | None, new: Object | None, view: ClusterView) -> Iterable[Key]:
    """A Pod changed in a way that counts: look at the sets that own it, before and after."""
    if isinstance(old, Pod) and isinstance(new, Pod) and is_alike(old, new):
        return ()
    keys: dict[Key, None] = {}
    for pod in (old, new):
        if isinstance(pod, Pod):
            keys.update(dict.fromkeys(sets_of(pod, view)))
    return keys


def is_alike(old: Pod, new: Pod) -> bool:
    """Nothing that a ReplicaSet counts is different."""
    return (
        old.is_active is new.is_active
        and old.is_ready is new.is_ready
        and old.is_final is new.is_final
        and old.ready_since == new.ready_since
        and old.controller_uid == new.controller_uid
        and old.labels == new.labels
    )


def sets_of(pod: Pod, view: ClusterView) -> tuple[Key, ...]:
    """The set that controls a Pod, or those that may adopt it."""
    if pod.controller_uid is not None:
        owner = view.with_uid(pod.controller_uid)
        return (owner.key,) if isinstance(owner, ReplicaSet) else ()
    return tuple(
        each.key
        for each in view.every(ReplicaSet)
        if each.namespace == pod.namespace and compile_selector(each.selector).matches(pod.labels)
    )


CONTROLLER = Controller(
    name=NAME,
    reconcile=reconcile,
    triggers={"ReplicaSet": itself, "Pod": of_pod},
)
