"""Applying a manifest again: a three-way merge of what was applied last, what is, what is wanted.

The annotation `kubectl.kubernetes.io/last-applied-configuration` keeps the last manifest. What it
named and the new one does not, goes: fields of maps, and items of lists that have a merge key. What
no manifest ever named stays. The result is a strategic merge patch, as kubectl would send it (K34).

Example: env A and B were applied, A is wanted: the patch has {"$patch": "delete", "name": "B"}.
Mirrors: kubernetes apimachinery/pkg/util/strategicpatch (CreateThreeWayMergePatch).
"""

from __future__ import annotations

import json
from typing import Any

from cluster.api.patch.strategic import ORDER_OF, PATCH, RETAIN_KEYS, apply_strategic_patch
from cluster.core.objects import Manifest, Object
from cluster.kinds.schema import ANY, ListOf, MapOf, Record, Schema

ANNOTATION = "kubectl.kubernetes.io/last-applied-configuration"


def merged(found: Object, wanted: Manifest, schema: Record) -> Manifest:
    """The stored object after the manifest, with the annotation renewed. Raises ApiError 400."""
    named = wanted["metadata"]
    # What was applied last always has annotations, if empty: their absence must not take all away.
    whole = {**wanted, "metadata": {**named, "annotations": named.get("annotations") or {}}}
    patch = three_way(last_applied(found), found.manifest, whole, schema)
    return remembered(apply_strategic_patch(found.manifest, patch, schema), wanted)


def remembered(manifest: Manifest, wanted: Manifest) -> Manifest:
    """The manifest with the annotation that says what was applied."""
    own = wanted["metadata"].get("annotations") or {}
    annotations = {key: text for key, text in own.items() if key != ANNOTATION}
    plain = {**wanted, "metadata": {**wanted["metadata"], "annotations": annotations}}
    plain.pop("status", None)
    text = json.dumps(plain, separators=(",", ":"), sort_keys=True) + "\n"
    metadata = manifest["metadata"]
    kept = metadata.get("annotations") or {}
    return {**manifest, "metadata": {**metadata, "annotations": {**kept, ANNOTATION: text}}}


def last_applied(found: Object) -> Manifest:
    """The manifest that was applied last; empty when none is noted or it cannot be read."""
    try:
        noted = json.loads(found.annotations.get(ANNOTATION, "{}"))
    except ValueError:
        return {}
    return noted if isinstance(noted, dict) else {}


def three_way(last: Any, current: Any, wanted: Manifest, schema: Schema) -> Manifest:
    """The strategic merge patch of a map."""
    patch: Manifest = dict(wanted)
    last = last if isinstance(last, dict) else {}
    current = current if isinstance(current, dict) else {}
    for key in last:
        if key not in wanted:
            patch[key] = None
    for key, value in wanted.items():
        field = field_of(schema, key)
        if isinstance(value, dict):
            patch[key] = three_way(last.get(key), current.get(key), value, field)
        elif isinstance(value, list) and isinstance(field, ListOf) and field.merge_key:
            patch[key] = items(last.get(key), current.get(key), value, field)
            names = [item[field.merge_key] for item in value if field.merge_key in item]
            patch[ORDER_OF + key] = [{field.merge_key: name} for name in names]
    if isinstance(schema, Record) and schema.retain_keys and differs(current, wanted):
        patch = {key: patch[key] for key in wanted} | {RETAIN_KEYS: sorted(wanted)}
    return patch


def items(last: Any, current: Any, wanted: list[Any], schema: ListOf) -> list[Any]:
    """The patch of a list whose items have names."""
    before, now = by_name(last, schema), by_name(current, schema)
    key = schema.merge_key
    patch: list[Any] = []
    for item in wanted:
        name = item.get(key)
        patch.append(three_way(before.get(name), now.get(name), item, schema.item))
    names = {item.get(key) for item in wanted}
    gone = [name for name in before if name not in names]
    return patch + [{PATCH: "delete", key: name} for name in gone]


def by_name(found: Any, schema: ListOf) -> dict[Any, Manifest]:
    """A list's items by their merge key; what has none, or is no map, is left out."""
    entries = found if isinstance(found, list) else []
    key = schema.merge_key
    return {
        entry[key]: entry
        for entry in entries
        if isinstance(entry, dict) and isinstance(entry.get(key), str | int)
    }


def field_of(schema: Schema, key: str) -> Schema:
    if isinstance(schema, Record):
        return schema.fields.get(key, ANY)
    return schema.value if isinstance(schema, MapOf) else ANY


def differs(current: Manifest, wanted: Manifest) -> bool:
    """Does the manifest ask for something that is not so?"""
    return any(current.get(key) != value for key, value in wanted.items())
