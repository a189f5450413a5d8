"""Strategic merge patch: a merge patch that knows which lists are maps in disguise.

Lists with a merge key (containers by name, ports by containerPort, ...) are merged item by item;
the keys stand in the kind's schema. Directives: `$patch: replace` or `delete` in a map or an item,
`$deleteFromPrimitiveList/<field>`, `$setElementOrder/<field>`, `$retainKeys`.

Example: containers [web, side] patched with `[{"name": "side", "$patch": "delete"}]` leave [web];
env [A] patched with [B] gives [B, A], because what the patch names stands before what only the
server has, unless the patch says an order.
Mirrors: kubernetes apimachinery/pkg/util/strategicpatch (behaviour of merges and of the order).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from cluster.api.patch.order import in_order
from cluster.kinds.errors import ApiError
from cluster.kinds.schema import ANY, ListOf, MapOf, Record, Schema

DELETE_FROM = "$deleteFromPrimitiveList/"
ORDER_OF = "$setElementOrder/"
PATCH, RETAIN_KEYS = "$patch", "$retainKeys"
BAD_PRIMITIVES = "invalid patch format of primitive list"
BAD_ORDER = "invalid patch format of setElementOrder list"
BAD_RETAIN_KEYS = "invalid patch format of retainKeys"
Json = dict[str, Any]


def apply_strategic_patch(document: Json, patch: Any, schema: Record) -> Json:
    """The document after the patch; unchanged parts are shared. Raises ApiError."""
    if not isinstance(patch, dict):
        raise ApiError.bad_request("invalid JSON document")
    return merge_maps(document, patch, schema)


def merge_maps(original: Json, patch: Json, schema: Schema) -> Json:
    directive = patch.get(PATCH)
    if directive == "replace":
        return {
            key: cleaned(each)
            for key, each in patch.items()
            if key[0:1] != "$" and each is not None
        }
    if directive == "delete":
        return {}
    if directive not in (None, "merge"):
        raise ApiError.bad_request(f"Unknown patch type found: {directive}")
    result = _retained(original, patch)
    for key, value in patch.items():
        if key.startswith(DELETE_FROM):
            _delete_primitives(result, key.removeprefix(DELETE_FROM), value)
    for key, value in patch.items():
        if not key.startswith("$"):
            _merge_field(result, key, value, _field(schema, key), _order(patch, key))
        elif key.startswith(ORDER_OF) and key.removeprefix(ORDER_OF) not in patch:
            _reorder(result, patch, key.removeprefix(ORDER_OF), schema)
    return result


def _field(schema: Schema, key: str) -> Schema:
    if isinstance(schema, Record):
        return schema.fields.get(key, ANY)
    return schema.value if isinstance(schema, MapOf) else ANY


def _retained(original: Json, patch: Json) -> Json:
    """The original without the keys that `$retainKeys` does not name."""
    kept = patch.get(RETAIN_KEYS)
    if kept is None:
        return dict(original)
    named = [key for key, value in patch.items() if value is not None and key[:1] != "$"]
    if not isinstance(kept, list) or any(key not in kept for key in named):
        raise ApiError.bad_request(BAD_RETAIN_KEYS)
    return {key: value for key, value in original.items() if key in kept}


def _delete_primitives(result: Json, name: str, values: Any) -> None:
    if not isinstance(values, list):
        raise ApiError.bad_request(BAD_PRIMITIVES)
    if isinstance(result.get(name), list):
        result[name] = [value for value in result[name] if value not in values]


def _order(patch: Json, name: str) -> list[Any] | None:
    order = patch.get(ORDER_OF + name)
    if order is not None and not isinstance(order, list):
        raise ApiError.bad_request(BAD_ORDER)
    return order


def _reorder(result: Json, patch: Json, name: str, schema: Schema) -> None:
    """`$setElementOrder` of a list that the patch leaves as it is otherwise."""
    items, order, of = result.get(name), _order(patch, name), _field(schema, name)
    if isinstance(items, list) and isinstance(of, ListOf) and of.merges and order is not None:
        result[name] = in_order(items, order, items, _identify(of))


def _merge_field(
    result: Json, key: str, value: Any, schema: Schema, order: list[Any] | None
) -> None:
    if value is None:
        result.pop(key, None)
    elif isinstance(value, dict):
        before = result.get(key)
        result[key] = merge_maps(before if isinstance(before, dict) else {}, value, schema)
    elif isinstance(value, list) and isinstance(schema, ListOf) and schema.merges:
        before = result.get(key)
        result[key] = merge_lists(before if isinstance(before, list) else [], value, schema, order)
    else:
        result[key] = cleaned(value)


def merge_lists(
    original: list[Any], patch: list[Any], schema: ListOf, order: list[Any] | None = None
) -> list[Any]:
    """Items with the same identity are merged, then all are brought into order."""
    identify = _identify(schema)
    if not schema.merge_key:
        if any(isinstance(each, dict | list) for each in patch):
            raise ApiError.bad_request(BAD_PRIMITIVES)
        merged = list(dict.fromkeys([*original, *patch]))
        return in_order(merged, patch if order is None else order, original, identify)
    if any(not isinstance(each, dict) for each in patch):
        raise ApiError.bad_request("lists of lists are not supported")
    plain = [item for item in patch if item.get(PATCH) in (None, "merge")]
    if any(item.get(PATCH) == "replace" for item in patch):
        return [cleaned(item) for item in plain]
    gone = {identify(item) for item in patch if item.get(PATCH) == "delete"}
    merged_items = {identify(item): item for item in original if identify(item) not in gone}
    for item in plain:
        identity = identify(item)
        merged_items[identity] = merge_maps(merged_items.get(identity, {}), item, schema.item)
    wanted = plain if order is None else order
    return in_order(list(merged_items.values()), wanted, original, identify)


def _identify(schema: ListOf) -> Callable[[Any], Any]:
    """What makes two items of a list the same."""
    key = schema.merge_key

    def identity(item: Any) -> Any:
        if not key:
            return item
        value = item.get(key) if isinstance(item, Mapping) else None
        if value is None or isinstance(value, dict | list):
            raise ApiError.bad_request(
                f"map: {go_text(item)} does not contain declared merge key: {key}"
            )
        return value

    return identity


def cleaned(value: Any) -> Any:
    """A new value as it is stored: without nulls and directives."""
    if isinstance(value, dict):
        return {
            key: cleaned(each)
            for key, each in value.items()
            if each is not None and not key.startswith("$")
        }
    if isinstance(value, list):
        return [
            cleaned(each)
            for each in value
            if not (isinstance(each, dict) and each.get(PATCH) == "delete")
        ]
    return value


def go_text(value: Any) -> str:
    """A value as the API server prints patches in complaints: `map[spec:map[replicas:three]]`."""
    match value:
        case dict():
            parts = (f"{key}:{go_text(each)}" for key, each in sorted(value.items()))
            return f"map[{' '.join(parts)}]"
        case list():
            return f"[{' '.join(go_text(each) for each in value)}]"
        case bool():
            return "true" if value else "false"
        case None:
            return "<nil>"
    return str(value)
