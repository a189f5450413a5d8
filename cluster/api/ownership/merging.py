"""Merging an applied manifest into an object, and taking fields out of one.

Maps merge by field, lists by their items, everything else is replaced. The applied items keep their
order; items that only the object has stay before the item that they stood before.

Example: containers [web, side] with [web] applied stay [web, side]; removing the path of `side`
leaves [web].
Mirrors: structured-merge-diff typed/merge.go and typed/remove.go.
"""

from __future__ import annotations

from typing import Any

from cluster.api.ownership.structure import Path, element_of, field_schema, is_list, is_map
from cluster.kinds.schema import ListOf, Schema

NOTHING = object()


def merged(live: Any, applied: Any, schema: Schema) -> Any:
    """The object with the applied manifest in it; unchanged parts are shared."""
    if isinstance(live, dict) and isinstance(applied, dict) and is_map(schema):
        result = dict(live)
        for key, value in applied.items():
            if value is not None:
                result[key] = merged(live.get(key), value, field_schema(schema, key))
        return result
    if isinstance(live, list) and isinstance(applied, list) and is_list(schema):
        return _merged_list(live, applied, schema)
    return applied


def _merged_list(live: list[Any], applied: list[Any], schema: Schema) -> list[Any]:
    assert isinstance(schema, ListOf)
    own = [(element_of(item, i, schema), item) for i, item in enumerate(live)]
    wanted = [(element_of(item, i, schema), item) for i, item in enumerate(applied)]
    before = dict(reversed(own))
    names = {element for element, _ in wanted}
    shared = [element for element, _ in wanted if element in before]
    result: list[Any] = []
    for element, item in own:
        if element not in names:
            result.append(item)
        while shared and element == shared[0]:
            name, value = wanted.pop(0)
            result.append(merged(before.get(name), value, schema.item))
            shared = [each for each in shared if each != name]
    return result + [merged(before.get(name), value, schema.item) for name, value in wanted]


def removed(value: Any, schema: Schema, gone: set[Path]) -> Any:
    """The object without some fields, and without the maps and lists that this leaves empty."""
    if not gone:
        return value
    result = _without(value, schema, gone, ())
    return {} if result is NOTHING else result


def _without(value: Any, schema: Schema, gone: set[Path], path: Path) -> Any:
    if path in gone:
        return NOTHING
    if isinstance(value, dict) and is_map(schema):
        kept = {
            key: left
            for key, each in value.items()
            if (left := _without(each, field_schema(schema, key), gone, (*path, f"f:{key}")))
            is not NOTHING
        }
        return kept if kept or not value else NOTHING
    if isinstance(value, list) and isinstance(schema, ListOf) and is_list(schema):
        items = [
            left
            for i, each in enumerate(value)
            if (left := _without(each, schema.item, gone, (*path, element_of(each, i, schema))))
            is not NOTHING
        ]
        return items if items or not value else NOTHING
    return value
