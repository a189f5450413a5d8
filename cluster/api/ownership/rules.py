"""What a write does to the owners of fields.

An *update* takes what it changed: others lose those fields, the writer gets what it added and
modified. An *apply* owns exactly what the manifest names: it conflicts with every other owner of a
field that it would change, unless it is forced; what it applied the time before, does not name any
more and nobody else owns, is removed from the object.

Example: `a` applied replicas 3; `b` updates them to 5 and owns them now; `a` applying 3 again is a
conflict with `b`, applying a manifest without replicas leaves 5.
Mirrors: structured-merge-diff merge/update.go.
Differs: fields are compared in one version; entries of other versions keep their paths.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from cluster.api.ownership.entries import Owned, Owner, Owners
from cluster.api.ownership.fieldsets import (
    Difference,
    Fields,
    difference,
    fields_of,
    walked,
    with_parents,
)
from cluster.api.ownership.merging import merged, removed
from cluster.api.ownership.structure import Path
from cluster.kinds.schema import Record

Scope = Callable[[Path], bool]
Json = dict[str, Any]
UNOWNED = frozenset(
    {
        ("f:apiVersion",),
        ("f:kind",),
        ("f:metadata",),
        *(
            ("f:metadata", f"f:{name}")
            for name in (
                "creationTimestamp",
                "deletionGracePeriodSeconds",
                "deletionTimestamp",
                "generation",
                "managedFields",
                "name",
                "namespace",
                "resourceVersion",
                "selfLink",
                "uid",
            )
        ),
    }
)
"""What the server writes itself; nobody owns it."""


@dataclass(frozen=True, slots=True)
class Write:
    """Who writes what, and when."""

    schema: Record
    owner: Owner
    scope: Scope
    time: str


@dataclass(frozen=True, slots=True)
class Conflict:
    """A field that the applied manifest would change, and who owns it."""

    owner: Owner
    path: Path


class ConflictsError(Exception):
    """Fields of others would change."""

    def __init__(self, conflicts: list[Conflict]) -> None:
        super().__init__(f"{len(conflicts)} conflicts")
        self.conflicts = conflicts


def in_scope(fields: Fields, scope: Scope) -> Fields:
    return frozenset(path for path in fields if path not in UNOWNED and scope(path))


def scoped_difference(old: Json, new: Json, write: Write) -> Difference:
    found = difference(old, new, write.schema)
    return Difference(
        added=in_scope(found.added, write.scope),
        removed=in_scope(found.removed, write.scope),
        modified=in_scope(found.modified, write.scope),
    )


def after_update(old: Json, new: Json, owners: Owners, write: Write) -> Owners:
    """The owners after an update."""
    change = scoped_difference(old, new, write)
    if not change.touched:
        return owners
    mine = owners.get(write.owner, Owned(frozenset(), ""))
    fields = (mine.fields - change.removed) | change.written
    result = without_fields(owners, write.owner, change.touched)
    result[write.owner] = mine if fields == mine.fields else Owned(fields, write.time)
    return {owner: owned for owner, owned in result.items() if owned.fields}


def without_fields(owners: Owners, but: Owner, lost: Fields) -> Owners:
    """The owners when all but one have lost some fields; who has none left is gone."""
    result: Owners = {}
    for owner, owned in owners.items():
        left = owned.fields if owner == but else owned.fields - lost
        if left:
            result[owner] = Owned(left, owned.time)
    return result


def after_apply(
    live: Json, config: Json, owners: Owners, write: Write, *, is_forced: bool
) -> tuple[Json, Owners]:
    """The object and its owners after an apply. Raises ConflictsError, MisfitError."""
    fields = in_scope(fields_of(config, write.schema), write.scope)
    before = owners.get(write.owner, Owned(frozenset(), ""))
    mine = before if fields == before.fields else Owned(fields, write.time)
    result = {**owners, write.owner: mine}
    new = merged(live, config, write.schema)
    new = removed(new, write.schema, abandoned(new, before.fields, result, write))
    change = scoped_difference(live, new, write)
    conflicts = conflicts_of(change.written, owners, write.owner)
    if conflicts and not is_forced:
        raise ConflictsError(conflicts)
    result = without_fields(result, write.owner, change.touched)
    return new, {owner: owned for owner, owned in result.items() if owned.fields}


def abandoned(new: Json, before: Fields, owners: Owners, write: Write) -> set[Path]:
    """What was applied the time before and nobody owns any more."""
    if not before:
        return set()
    walk = walked(new, write.schema)
    there = with_parents(walk.members) | walk.parents
    owned: set[Path] = set()
    for each in owners.values():
        owned |= with_parents(each.fields)
    return (with_parents(before) & there) - owned - UNOWNED


def conflicts_of(written: Fields, owners: Owners, me: Owner) -> list[Conflict]:
    """By owner and path."""
    return [
        Conflict(owner, path)
        for owner, owned in sorted(owners.items())
        if owner != me
        for path in sorted(owned.fields & written)
    ]
