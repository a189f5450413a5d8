"""The garbage collector: what belongs to nobody any more goes (SPEC O3-O7).

Background: an object whose owners are all gone is deleted. Foreground: the owner stays, marked,
until the dependents that block it are gone. Orphan: the dependents lose their reference, then the
owner goes. An owner reference with a wrong uid counts as an owner that is gone; dead references
beside a living owner are taken out.

Example: delete a Deployment: it goes at once, then its ReplicaSets, then their Pods with their
grace period, level by level.
Mirrors: kubernetes pkg/controller/garbagecollector/garbagecollector.go.
"""

from __future__ import annotations

from collections.abc import Iterable

from cluster.core.actions import NOTHING_TO_DO, Action, Delete, Plan, Update, Why
from cluster.core.controller import EVERY_KIND, Controller
from cluster.core.deletion import FOREGROUND, ORPHAN, with_finalizers
from cluster.core.objects import Key, Manifest, Object
from cluster.core.ownership import with_references, without_owner
from cluster.core.view import ClusterView


def reconcile(key: Key, view: ClusterView, now: float) -> Plan:
    """Let go of what the object's owners, or its own deletion, ask for."""
    target = view.get(key)
    if target is None:
        return NOTHING_TO_DO
    if not target.is_deleting:
        return Plan(tuple(collect(target, view)))
    if ORPHAN in target.finalizers:
        return orphan_dependents(target, view)
    if FOREGROUND in target.finalizers:
        return delete_dependents(target, view)
    return NOTHING_TO_DO


def collect(target: Object, view: ClusterView) -> list[Action]:
    """Delete an object without living owners; tidy the references of one that has some (O6, O7)."""
    references = target.owner_references
    living = [each for each in references if is_living(each, view)]
    if len(living) == len(references):
        return []
    if living:
        why = Why("O6", "one of its owners is gone, another one lives", {"owners": len(living)})
        return [Update(target, with_references(target.manifest, living), why)]
    is_awaited = any(is_waiting(view.with_uid(each["uid"])) for each in references)
    has_dependents = len(view.dependents_of(target.uid)) > 0
    propagation = "Foreground" if is_awaited and has_dependents else "Background"
    text = "its owner waits for it to go" if is_awaited else "its owners are all gone"
    rule = "O4" if is_awaited else "O3"
    return [Delete(target, Why(rule, text), propagation=propagation)]  # type: ignore[arg-type]


def is_living(reference: Manifest, view: ClusterView) -> bool:
    """Does the owner exist under this uid, and does it not wait for its dependents to go?"""
    owner = view.with_uid(reference["uid"])
    if owner is None or owner.kind != reference["kind"] or owner.name != reference["name"]:
        return False
    return not is_waiting(owner)


def is_waiting(owner: Object | None) -> bool:
    """Is the owner being deleted in the foreground?"""
    return owner is not None and owner.is_deleting and FOREGROUND in owner.finalizers


def orphan_dependents(target: Object, view: ClusterView) -> Plan:
    """Take the reference from every dependent, then let the owner go (O5)."""
    freed = Why("O5", f"{target.kind} {target.name} goes without what it owns")
    actions: list[Action] = [
        Update(each, without_owner(each, target.uid), freed)
        for each in list(view.dependents_of(target.uid))
    ]
    done = Why("O5", "its dependents are on their own now", {"dependents": len(actions)})
    return Plan((*actions, release(target, ORPHAN, done)))


def delete_dependents(target: Object, view: ClusterView) -> Plan:
    """Delete what blocks the owner; let the owner go when nothing does any more (O4)."""
    blocking = [each for each in view.dependents_of(target.uid) if blocks(each, target.uid)]
    if not blocking:
        done = Why("O4", "nothing that it owns is left")
        return Plan((release(target, FOREGROUND, done),))
    actions: list[Action] = []
    for each in blocking:
        if not each.is_deleting:
            actions += collect(each, view)
    return Plan(tuple(actions))


def blocks(dependent: Object, uid: str) -> bool:
    return any(
        each["uid"] == uid and each.get("blockOwnerDeletion") for each in dependent.owner_references
    )


def release(target: Object, finalizer: str, why: Why) -> Update:
    """The object without one finalizer; the last one takes the object with it."""
    kept = [each for each in target.finalizers if each != finalizer]
    return Update(target, with_finalizers(target.manifest, kept), why)


def affected(old: Object | None, new: Object | None, view: ClusterView) -> Iterable[Key]:
    """Objects that a change may have left without an owner, or free to go."""
    if new is None:
        return () if old is None else after_removal(old, view)
    if new.is_deleting and (FOREGROUND in new.finalizers or ORPHAN in new.finalizers):
        return (new.key,)
    if old is not None and old.owner_references is new.owner_references:
        return ()
    lost = [] if old is None else waiting_owners(old, view)
    if any(not is_living(each, view) for each in new.owner_references):
        return (new.key, *lost)
    return lost


def after_removal(gone: Object, view: ClusterView) -> list[Key]:
    """What the object owned, and an owner that waited for it."""
    return [each.key for each in view.dependents_of(gone.uid)] + waiting_owners(gone, view)


def waiting_owners(dependent: Object, view: ClusterView) -> list[Key]:
    owners = [view.with_uid(each["uid"]) for each in dependent.owner_references]
    return [each.key for each in owners if each is not None and is_waiting(each)]


CONTROLLER = Controller(
    name="garbage-collector",
    reconcile=reconcile,
    triggers={EVERY_KIND: affected},
)
