"""From a manifest to its field set, and what differs between two manifests.

Members are plain values, atomic values, empty maps, the items of lists, and entries of maps that
have fields of their own. Parents (the maps and lists around them) are told apart: they count as
added or removed with their first or last field.

Example: {"spec": {"replicas": 3}} has the one member `f:spec/f:replicas`.
Mirrors: structured-merge-diff typed/tofieldset.go and typed/compare.go.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from cluster.api.ownership.structure import (
    Path,
    element_of,
    field_schema,
    is_list,
    is_map,
    missing_key,
    path_text,
)
from cluster.core import quantities
from cluster.kinds.schema import ListOf, MapOf, QuantityText, Schema

Fields = frozenset[Path]
Members = dict[Path, Any]
STRUCTURE = object()
"""The value of a member that has fields of its own."""
ALWAYS_THERE = frozenset(
    tuple(f"f:{name}" for name in place.split("."))
    for place in (
        "metadata",
        "spec",
        "spec.containers",
        "spec.strategy",
        "spec.template",
        "spec.template.metadata",
        "spec.template.spec",
        "spec.template.spec.containers",
        "status",
    )
)
"""Structures that the real server writes even when they are empty; nobody adds them."""


class MisfitError(ValueError):
    """A manifest whose lists cannot be owned item by item; the text says where."""


@dataclass(slots=True)
class Walk:
    """What a walk over a manifest has found."""

    members: Members
    parents: set[Path]
    is_strict: bool

    @property
    def everything(self) -> set[Path]:
        return self.members.keys() | self.parents

    def visit(self, value: Any, schema: Schema, path: Path) -> None:
        if isinstance(value, dict) and is_map(schema):
            self._visit_map(value, schema, path)
        elif isinstance(value, list) and isinstance(schema, ListOf) and is_list(schema):
            self._visit_list(value, schema, path)
        else:
            self.members[path] = canonical(value, schema)

    def _visit_map(self, value: dict[str, Any], schema: Schema, path: Path) -> None:
        if not value and path:
            self.members[path] = {}
            return
        if path:
            self.parents.add(path)
        for key, each in value.items():
            if each is not None:
                below = (*path, f"f:{key}")
                self.visit(each, field_schema(schema, key), below)
                if isinstance(schema, MapOf):
                    self.members.setdefault(below, STRUCTURE)

    def _visit_list(self, value: list[Any], schema: ListOf, path: Path) -> None:
        self.parents.add(path)
        seen: set[str] = set()
        for index, item in enumerate(value):
            element = element_of(item, index, schema)
            if self.is_strict:
                self._refuse(item, index, element in seen, schema, path)
            seen.add(element)
            below = (*path, element)
            self.visit(item, schema.item, below)
            self.members.setdefault(below, STRUCTURE)

    def _refuse(self, item: Any, index: int, is_double: bool, schema: ListOf, path: Path) -> None:
        missing = missing_key(item, schema) if schema.merge_key else ""
        if missing:
            raise MisfitError(
                f"{path_text(path)}: element {index}: associative list with keys has an element "
                f'that omits key field "{missing}" (and doesn\'t have default value)'
            )
        if is_double:
            element = element_of(item, index, schema)
            raise MisfitError(
                f"{path_text(path)}: duplicate entries for key {path_text((element,))}"
            )


def canonical(value: Any, schema: Schema) -> Any:
    """A value as it is compared: quantities by what they mean."""
    if isinstance(schema, QuantityText) and isinstance(value, str | int | float):
        try:
            return quantities.canonical(value)
        except ValueError:
            return value
    return value


def walked(manifest: Any, schema: Schema, *, is_strict: bool = False) -> Walk:
    """Raises MisfitError when strict."""
    walk = Walk({}, set(), is_strict)
    walk.visit(manifest, schema, ())
    return walk


def fields_of(manifest: Any, schema: Schema) -> Fields:
    """The field set of a manifest that is applied. Raises MisfitError."""
    return frozenset(walked(manifest, schema, is_strict=True).members)


@dataclass(frozen=True, slots=True)
class Difference:
    """What a change adds, removes and modifies."""

    added: Fields
    removed: Fields
    modified: Fields

    @property
    def written(self) -> Fields:
        return self.added | self.modified

    @property
    def touched(self) -> Fields:
        return self.added | self.modified | self.removed


def difference(old: Any, new: Any, schema: Schema) -> Difference:
    """What differs between two manifests."""
    before, after = walked(old, schema), walked(new, schema)
    was, now = before.everything - ALWAYS_THERE, after.everything - ALWAYS_THERE
    shared = before.members.keys() & after.members.keys()
    return Difference(
        added=frozenset(now - was),
        removed=frozenset(was - now),
        modified=frozenset(p for p in shared if before.members[p] != after.members[p]),
    )


def with_parents(fields: Iterable[Path]) -> set[Path]:
    """The fields and the named fields they lie in, up to the next item of a list."""
    found: set[Path] = set()
    for path in fields:
        found.add(path)
        for length in range(len(path) - 1, 0, -1):
            if path[length - 1].startswith("f:"):
                found.add(path[:length])
    return found
