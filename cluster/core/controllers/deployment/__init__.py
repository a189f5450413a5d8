"""The Deployment controller: rollouts, sizes, revisions and progress of Deployments.

`sync` is the one pass; the other modules are its cases, each with the rule, an example and the
place in Kubernetes that it mirrors. It writes ReplicaSets and never touches a Pod.
"""

from __future__ import annotations

from collections.abc import Iterable

from cluster.core.controller import Controller, itself
from cluster.core.controllers.deployment.sync import deployments_of, reconcile
from cluster.core.objects import Deployment, Key, Object, Pod
from cluster.core.view import ClusterView

NAME = "deployment-controller"


def of_replica_set(old: Object | None, new: Object | None, view: ClusterView) -> Iterable[Key]:
    """A set changed: look at its Deployment, before and after."""
    keys: dict[Key, None] = {}
    for each in (old, new):
        if each is not None:
            keys.update(dict.fromkeys(deployments_of(each, view)))
    return keys


def of_pod(old: Object | None, new: Object | None, view: ClusterView) -> Iterable[Key]:
    """A Pod went or ended: a Recreate Deployment may have waited for it (D40)."""
    if not isinstance(old, Pod) or old.controller_uid is None:
        return ()
    if isinstance(new, Pod) and new.is_final == old.is_final:
        return ()
    replica_set = view.with_uid(old.controller_uid)
    owner_uid = None if replica_set is None else replica_set.controller_uid
    owner = None if owner_uid is None else view.with_uid(owner_uid)
    if isinstance(owner, Deployment) and owner.strategy_type == "Recreate":
        return (owner.key,)
    return ()


CONTROLLER = Controller(
    name=NAME,
    reconcile=reconcile,
    triggers={"Deployment": itself, "ReplicaSet": of_replica_set, "Pod": of_pod},
)
