"""`clocks/undo`: takes back the user's last write, then the one before, and so on.

The journal keeps each user's write with the state before. Taken back is what the write changed and
nothing else: fields that a controller moved since stay as they are. What was created is deleted,
what was deleted is created again. The undo is a write of its own, by "user (undo)", and notes which
commit it took back, so that the next one goes further.

Example: scaled web from 3 to 10, then Undo: web wants 3 again; the journal has both writes.
Not taken back: time (pause, speed, steps), and Pods that a ReplicaSet has replaced already.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.http import HttpResponse

from cluster.api import writing
from cluster.api.call import Call
from cluster.api.patch.merge_patch import apply_merge_patch
from cluster.api.reading import decode
from cluster.api.status import json_reply, success
from cluster.core.actions import Why
from cluster.core.objects import Manifest
from cluster.kinds import by_kind
from cluster.kinds.base import without
from cluster.kinds.errors import ApiError
from cluster.runtime.writes import write
from cluster.store import journal
from cluster.store.journal import Commit, JournalChange
from cluster.store.orm import Editing

UNDO_BY = "user (undo)"
NOTHING_LEFT = "there is nothing left to undo: no write of yours is in the journal's reach"
GIVEN_BY_THE_SERVER = (
    "uid",
    "resourceVersion",
    "creationTimestamp",
    "generation",
    "deletionTimestamp",
    "deletionGracePeriodSeconds",
)
RULE = "undo"
BY_A_USER = b'"by":"user'


async def undo(call: Call) -> HttpResponse:
    """Take back one commit. Raises ApiError 404, 409."""

    def change(editing: Editing) -> str:
        writing.find(editing, call.kind, "", call.target.name)
        editing.dry_run = call.options.dry_run
        commit, changes = last_undoable(call.cluster_id)
        told = ", ".join(dict.fromkeys(said(each) for each in changes))
        why = Why(RULE, f"took back: {told}", {"undoes": commit.last})
        done = [take_back(editing, each, why) for each in reversed(changes)]
        if not any(done):
            note(editing, call, why)
        return f"took back: {told}"

    return json_reply(success(await write(call.cluster_id, change)))


def note(editing: Editing, call: Call, why: Why) -> None:
    """Nothing is left to change: say so in the journal, so that the next undo goes further."""
    clock = writing.find(editing, call.kind, "", call.target.name)
    editing.ledger.update_status(clock, clock.manifest, UNDO_BY, why)


def last_undoable(cluster_id: str) -> tuple[Commit, list[JournalChange]]:
    """The newest commit of a user that is not taken back yet. Raises ApiError 409."""
    undone: set[int] = set()
    for commit in journal.read_back(cluster_id, saying=BY_A_USER):
        undone |= set(taken_back(commit.changes))
        if commit.last in undone:
            continue
        changes = [change for change in commit.changes if is_undoable(change)]
        if changes:
            return commit, changes
    raise ApiError(409, "Conflict", NOTHING_LEFT)


def taken_back(changes: Iterable[JournalChange]) -> list[int]:
    """The commits that these changes took back."""
    whys = [change.why for change in changes if change.by == UNDO_BY and change.why]
    return [int(why.get("numbers", {}).get("undoes", -1)) for why in whys]


def is_undoable(change: JournalChange) -> bool:
    if not change.by.startswith("user") or change.by == UNDO_BY:
        return False
    if change.kind in ("Clock", "Event", "Lease"):
        return False
    if change.kind == "Pod" and change.type != "ADDED":
        return is_bare(change) and change.type == "DELETED"
    return change.type != "MODIFIED" or bool(inverse(change))


def is_bare(change: JournalChange) -> bool:
    """True for a Pod that no controller replaces."""
    owners = decode(change.object)["metadata"].get("ownerReferences") or ()
    return not any(owner.get("controller") for owner in owners)


def said(change: JournalChange) -> str:
    return (change.why or {}).get("text") or f"{change.type.lower()} {change.kind} {change.name}"


def take_back(editing: Editing, change: JournalChange, why: Why) -> bool:
    """Undo one change; False when what it did is gone already. Raises ApiError 409, 422."""
    kind = by_kind(change.kind)
    found = editing.get(change.kind, change.namespace, change.name)
    if kind is None:
        return False
    if change.type == "DELETED":
        if found is not None:
            raise ApiError.already_exists(kind.resource, change.name)
        writing.create(editing, kind, as_new(decode(change.object)), UNDO_BY, why)
        return True
    if found is None or found.uid != change.uid or found.is_deleting:
        return False
    if change.type == "ADDED":
        editing.ledger.delete(found, UNDO_BY, why)
        return True
    manifest = apply_merge_patch(found.manifest, inverse(change))
    manifest = with_former_managers(manifest, change)
    admitted = kind.admit_update(manifest, found.manifest)
    editing.ledger.update(found, admitted, UNDO_BY, why)
    return True


def as_new(manifest: Manifest) -> Manifest:
    """A deleted object as it is created again: without what the server gives."""
    metadata = {
        key: value for key, value in manifest["metadata"].items() if key not in GIVEN_BY_THE_SERVER
    }
    metadata.pop("finalizers", None)
    again = {**manifest, "metadata": metadata}
    if manifest["kind"] == "Pod":
        again["spec"] = {key: value for key, value in manifest["spec"].items() if key != "nodeName"}
    return again


def inverse(change: JournalChange) -> Manifest:
    """The merge patch that leads from after a write to before it; empty when there is nothing."""
    if not change.before:
        return {}
    before, after = decode(change.before), decode(change.object)
    return way_back(wishes(before), wishes(after))


def with_former_managers(manifest: Manifest, change: JournalChange) -> Manifest:
    """The fields go back to who managed them before the write, unless somebody took some since."""
    if not change.before:
        return manifest
    before = decode(change.before)["metadata"].get("managedFields")
    after = decode(change.object)["metadata"].get("managedFields")
    if manifest["metadata"].get("managedFields") != after:
        return manifest
    metadata = without(manifest["metadata"], "managedFields")
    if before:
        metadata["managedFields"] = before
    return {**manifest, "metadata": metadata}


def wishes(manifest: Manifest) -> Manifest:
    """What a user decides about an object: not its status, not what the server keeps."""
    metadata = manifest["metadata"]
    kept = {key: metadata[key] for key in ("labels", "annotations") if key in metadata}
    parts = {key: value for key, value in manifest.items() if key not in ("status", "metadata")}
    return {**parts, "metadata": kept}


def way_back(before: Any, after: Any) -> Manifest:
    """A merge patch from `after` to `before`, of the fields that differ."""
    patch: Manifest = {}
    for key in {**after, **before}:
        old, new = before.get(key), after.get(key)
        if old == new:
            continue
        if isinstance(old, dict) and isinstance(new, dict):
            patch[key] = way_back(old, new)
        else:
            patch[key] = old
    return patch


METHODS = {"POST": undo}
