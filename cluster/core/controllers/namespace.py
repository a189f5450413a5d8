"""The namespace controller: a deleted namespace empties itself and then goes (SPEC O8).

The namespace is marked and its finalizer `kubernetes` holds it. Everything in it is deleted, Pods
with their grace period; creations are refused meanwhile. When nothing is left the finalizer goes,
and with it the namespace.

Example: delete a namespace with 3 Pods: phase Terminating, 30 s later (or as soon as the Pods have
stopped) it is gone.
Mirrors: kubernetes pkg/controller/namespace/deletion. Differs: no conditions about what remains;
it is looked for again after a second, later after a quarter of the time it has taken so far.
"""

from __future__ import annotations

from collections.abc import Iterable

from cluster.core.actions import NOTHING_TO_DO, Action, Delete, Plan, Update, Why
from cluster.core.controller import Controller
from cluster.core.objects import Key, Object
from cluster.core.view import ClusterView

FINALIZER = "kubernetes"
FIRST_LOOK_SECONDS = 1.0
LAST_LOOK_SECONDS = 15.0


def reconcile(key: Key, view: ClusterView, now: float) -> Plan:
    """Empty a namespace that is being deleted, and let it go."""
    namespace = view.get(key)
    if namespace is None or namespace.deletion_timestamp is None:
        return NOTHING_TO_DO
    if namespace.status.get("phase") != "Terminating":
        return Plan((terminate(namespace),))
    content = list(content_of(namespace.name, view))
    if not content:
        return Plan((release(namespace),))
    why = Why("O8", f"its namespace {namespace.name} is being deleted")
    actions: list[Action] = [Delete(each, why) for each in content if not each.is_deleting]
    waited = now - namespace.deletion_timestamp
    pause = min(max(FIRST_LOOK_SECONDS, waited / 4), LAST_LOOK_SECONDS)
    return Plan(tuple(actions), requeue_at=now + pause)


def content_of(name: str, view: ClusterView) -> Iterable[Object]:
    """Everything in a namespace."""
    for kind in list(view.kinds()):
        for each in view.all(kind):
            if each.namespace == name:
                yield each


def terminate(namespace: Object) -> Update:
    status = {**namespace.status, "phase": "Terminating"}
    why = Why("O8", "it is being deleted, so nothing new may come in")
    return Update(namespace, {**namespace.manifest, "status": status}, why, status_only=True)


def release(namespace: Object) -> Update:
    """The namespace without its finalizer."""
    spec = namespace.spec
    kept = [each for each in spec.get("finalizers") or [] if each != FINALIZER]
    why = Why("O8", "nothing is left in it")
    return Update(namespace, {**namespace.manifest, "spec": {**spec, "finalizers": kept}}, why)


def itself_if_marked(old: Object | None, new: Object | None, view: ClusterView) -> Iterable[Key]:
    return (new.key,) if new is not None and new.is_deleting else ()


CONTROLLER = Controller(
    name="namespace-controller",
    reconcile=reconcile,
    triggers={"Namespace": itself_if_marked},
)
