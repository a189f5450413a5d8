"""`metadata.managedFields`: read into owners and their field sets, and written again.

Example: {"manager": "kubectl", "operation": "Apply", "apiVersion": "apps/v1", "fieldsType":
"FieldsV1", "fieldsV1": {"f:spec": {"f:replicas": {}}}} is one owner with one field.
Mirrors: kubernetes apimachinery/pkg/util/managedfields/internal (managedfields.go, fields.go,
capmanagers.go); structured-merge-diff fieldpath/serialize.go.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from cluster.api.ownership.fieldsets import Fields
from cluster.api.ownership.structure import Path

APPLY, UPDATE = "Apply", "Update"
MOST_UPDATERS = 10
ANCIENT = "ancient-changes"


@dataclass(frozen=True, slots=True, order=True)
class Owner:
    """Who owns fields: a manager by one way of writing."""

    operation: str
    manager: str
    api_version: str
    subresource: str = ""

    def __str__(self) -> str:
        text = json.dumps(self.manager, ensure_ascii=False)
        if self.subresource:
            text = f'{text} with subresource "{self.subresource}"'
        return f"{text} using {self.api_version}" if self.operation == UPDATE else text


@dataclass(frozen=True, slots=True)
class Owned:
    """What an owner has, and since when."""

    fields: Fields
    time: str


Owners = dict[Owner, Owned]


def read_entries(entries: Any) -> Owners:
    """Raises ValueError for what nobody can have written."""
    if not isinstance(entries, list):
        raise ValueError("managedFields must be a list")
    owners: Owners = {}
    for entry in entries:
        owner, owned = _read_entry(entry)
        owners[owner] = owned
    return owners


def _read_entry(entry: Any) -> tuple[Owner, Owned]:
    if not isinstance(entry, dict) or entry.get("operation") not in (APPLY, UPDATE):
        raise ValueError("operation must be Apply or Update")
    if entry.get("fieldsType") != "FieldsV1":
        raise ValueError("fieldsType must be FieldsV1")
    words = [entry.get(key, "") for key in ("manager", "apiVersion", "subresource", "time")]
    if not all(isinstance(word, str) for word in words):
        raise ValueError("manager, apiVersion, subresource and time must be texts")
    manager, api_version, subresource, time = words
    owner = Owner(entry["operation"], manager, api_version, subresource)
    return owner, Owned(frozenset(_read_fields(entry.get("fieldsV1"), ())), time)


def _read_fields(node: Any, path: Path) -> list[Path]:
    if not isinstance(node, dict):
        raise ValueError("fieldsV1 must be made of objects")
    found: list[Path] = []
    for key, below in node.items():
        if key == ".":
            found += [path] if path else []
            continue
        here = (*path, read_element(key))
        found += _read_fields(below, here) if below else [here]
    return found


def read_element(text: str) -> str:
    """A path element in its one spelling. Raises ValueError."""
    sort, _, rest = text.partition(":")
    if sort == "f":
        return text
    value = json.loads(rest) if sort in ("k", "v") else rest
    if sort == "k" and not isinstance(value, dict):
        raise ValueError(f"{text} is no key")
    if sort not in ("k", "v") and not (sort == "i" and rest.isdigit()):
        raise ValueError(f"{text} is no path element")
    if sort == "i":
        return text
    shown = json.dumps(value, separators=(",", ":"), sort_keys=True, ensure_ascii=False)
    return f"{sort}:{shown}"


def write_entries(owners: Owners) -> list[dict[str, Any]]:
    """The entries in their order: appliers first, then by time and name."""
    ordered = sorted(
        capped(owners).items(), key=lambda each: (each[0].operation, each[1].time, each[0])
    )
    return [_write_entry(owner, owned) for owner, owned in ordered]


def _write_entry(owner: Owner, owned: Owned) -> dict[str, Any]:
    entry: dict[str, Any] = {
        "manager": owner.manager,
        "operation": owner.operation,
        "apiVersion": owner.api_version,
        "time": owned.time,
        "fieldsType": "FieldsV1",
        "fieldsV1": fields_v1(owned.fields),
    }
    if not owned.time:
        del entry["time"]
    return {**entry, "subresource": owner.subresource} if owner.subresource else entry


def fields_v1(fields: Fields) -> dict[str, Any]:
    """A field set as nested maps; `.` marks a member that has members below it."""
    root: dict[str, Any] = {}
    for path in sorted(fields):
        node = root
        for element in path[:-1]:
            node = node.setdefault(element, {})
        node.setdefault(path[-1], {})
    return _marked(root, (), fields)


def _marked(node: dict[str, Any], path: Path, fields: Fields) -> dict[str, Any]:
    mark: dict[str, Any] = {".": {}} if node and path in fields else {}
    below = sorted(node.items())
    return mark | {key: _marked(child, (*path, key), fields) for key, child in below}


def capped(owners: Owners) -> Owners:
    """At most ten updaters: the oldest ones become one, `ancient-changes`."""
    updaters = [each for each in owners.items() if each[0].operation == UPDATE]
    if len(updaters) <= MOST_UPDATERS:
        return owners
    updaters.sort(key=lambda each: (each[1].time, each[0]))
    result = dict(owners)
    for owner, owned in updaters[: len(updaters) - MOST_UPDATERS + 1]:
        del result[owner]
        ancient = Owner(UPDATE, ANCIENT, owner.api_version)
        known = result.get(ancient, Owned(frozenset(), ""))
        result[ancient] = Owned(known.fields | owned.fields, max(known.time, owned.time))
    return result
