"""What `apply` sends: the patch from the live object to the manifest, by way of the last manifest.

Added and changed is what differs between live and manifest; deleted is what the last manifest had
and this one has not; what only the server has stays. Lists with a merge key are compared item by
item, others are replaced whole.
Example: last {a: 1, b: 2}, now {a: 3}, live {a: 1, b: 2, c: 4} gives {"a": 3, "b": null}.
Mirrors: kubernetes apimachinery/pkg/util/strategicpatch CreateThreeWayMergePatch.
"""

from __future__ import annotations

from typing import Any

from cluster.kinds.schema import ANY, ListOf, MapOf, Record, Schema

Json = dict[str, Any]


def three_way_patch(last: Json, wanted: Json, live: Json, schema: Schema) -> Json:
    """The strategic merge patch; empty when nothing is to do."""
    return map_patch(last, wanted, live, schema)


def map_patch(last: Json, wanted: Json, live: Json, schema: Schema) -> Json:
    patch: Json = {}
    for key, value in wanted.items():
        part = field_of(schema, key)
        if value is None:
            if live.get(key) is not None:
                patch[key] = None
        elif key not in live:
            patch[key] = value
        else:
            add_difference(patch, key, (last.get(key), value, live[key]), part)
    for key in last:
        if key not in wanted and key in live:
            patch[key] = None
    return retained(patch, wanted, schema)


def retained(patch: Json, wanted: Json, schema: Schema) -> Json:
    """A changed union (strategy, volume source) names the keys that it keeps."""
    if patch and isinstance(schema, Record) and schema.retain_keys:
        return {**patch, "$retainKeys": sorted(wanted)}
    return patch


def field_of(schema: Schema, key: str) -> Schema:
    if isinstance(schema, Record):
        return schema.fields.get(key, ANY)
    return schema.value if isinstance(schema, MapOf) else ANY


def add_difference(patch: Json, key: str, values: tuple[Any, Any, Any], schema: Schema) -> None:
    last, wanted, live = values
    if isinstance(wanted, dict) and isinstance(live, dict):
        inner = map_patch(last if isinstance(last, dict) else {}, wanted, live, schema)
        if inner:
            patch[key] = inner
    elif isinstance(wanted, list) and isinstance(live, list) and is_merged(schema):
        earlier = last if isinstance(last, list) else []
        assert isinstance(schema, ListOf)
        if schema.merge_key:
            list_difference(patch, key, (earlier, wanted, live), schema)
        else:
            plain_difference(patch, key, (earlier, wanted, live))
    elif not same(wanted, live):
        patch[key] = wanted


def is_merged(schema: Schema) -> bool:
    return isinstance(schema, ListOf) and schema.merges


def same(left: Any, right: Any) -> bool:
    """Equal as JSON: 1 is 1.0, but true is not 1."""
    if isinstance(left, bool) or isinstance(right, bool):
        return left is right
    return bool(left == right)


def list_difference(
    patch: Json, key: str, values: tuple[list[Any], list[Any], list[Any]], schema: ListOf
) -> None:
    """Items by their merge key; removed ones are named with `$patch: delete`."""
    last, wanted, live = values
    name = schema.merge_key
    if any(not isinstance(each, dict) or name not in each for each in wanted):
        if not same(wanted, live):
            patch[key] = wanted
        return
    before = {each[name]: each for each in last if isinstance(each, dict) and name in each}
    there = {each[name]: each for each in live if isinstance(each, dict) and name in each}
    items = []
    for each in wanted:
        found = there.get(each[name])
        if found is None:
            items.append(each)
            continue
        inner = map_patch(before.get(each[name], {}), each, found, schema.item)
        if inner:
            items.append({**inner, name: each[name]})
    kept = {each[name] for each in wanted}
    items += [
        {"$patch": "delete", name: each} for each in before if each not in kept and each in there
    ]
    if items or order_differs(wanted, live, name):
        patch[f"$setElementOrder/{key}"] = [{name: each[name]} for each in wanted]
    if items:
        patch[key] = items


def order_differs(wanted: list[Any], live: list[Any], name: str) -> bool:
    asked = [each[name] for each in wanted]
    shared = [each.get(name) for each in live if each.get(name) in asked]
    return shared != [each for each in asked if each in shared]


def plain_difference(patch: Json, key: str, values: tuple[list[Any], list[Any], list[Any]]) -> None:
    """Merged lists of plain values, such as finalizers."""
    last, wanted, live = values
    added = [each for each in wanted if each not in live]
    removed = [each for each in last if each not in wanted and each in live]
    if added:
        patch[key] = added
    if removed:
        patch[f"$deleteFromPrimitiveList/{key}"] = removed
    if added or removed:
        patch[f"$setElementOrder/{key}"] = wanted
