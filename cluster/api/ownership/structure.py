"""What can be owned piece by piece, and what only as a whole.

Maps and structures are owned field by field, lists with merge keys item by item, sets value by
value. Every other list is atomic, and so are a few structures that only make sense whole.

Example: the ports of a container are items `k:{"containerPort":80,"protocol":"TCP"}`; its `args`
are one field; a Deployment's selector is one field.
Mirrors: the `x-kubernetes-list-type`, `-list-map-keys` and `-map-type` of kubernetes' OpenAPI.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from cluster.kinds.schema import ListOf, MapOf, Record, Schema

Path = tuple[str, ...]
LIST_KEYS = {
    "ContainerPort": ("containerPort", "protocol"),
    "ServicePort": ("port", "protocol"),
    "TopologySpreadConstraint": ("topologyKey", "whenUnsatisfiable"),
}
KEY_DEFAULTS = {"protocol": "TCP"}
ATOMIC_RECORDS = frozenset(
    {
        "ConfigMapKeySelector",
        "LabelSelector",
        "LocalObjectReference",
        "NodeSelector",
        "NodeSelectorTerm",
        "ObjectFieldSelector",
        "ObjectReference",
        "OwnerReference",
        "ResourceFieldSelector",
        "SecretKeySelector",
    }
)
ATOMIC_FIELDS = frozenset(
    {
        ("NodeSpec", "taints"),
        ("PodSpec", "nodeSelector"),
        ("ServiceAccount", "imagePullSecrets"),
        ("ServiceSpec", "selector"),
    }
)
ATOMIC = Schema()
"""Stands for a schema whose values are owned whole."""


def field_schema(schema: Schema, key: str) -> Schema:
    """How a field of a map or structure is owned."""
    if isinstance(schema, Record):
        if (schema.name, key) in ATOMIC_FIELDS:
            return ATOMIC
        return schema.fields.get(key, ATOMIC)
    return schema.value if isinstance(schema, MapOf) else ATOMIC


def is_map(schema: Schema) -> bool:
    """Can the fields have owners of their own?"""
    if isinstance(schema, Record):
        return schema.name not in ATOMIC_RECORDS
    return isinstance(schema, MapOf)


def is_list(schema: Schema) -> bool:
    """Can the items have owners of their own?"""
    return isinstance(schema, ListOf) and schema.merges


def keys_of(schema: ListOf) -> tuple[str, ...]:
    """The fields that tell the items of a list apart; none for a set of plain values."""
    if not schema.merge_key:
        return ()
    name = schema.item.name if isinstance(schema.item, Record) else ""
    return LIST_KEYS.get(name, (schema.merge_key,))


def missing_key(item: Any, schema: ListOf) -> str:
    """The key that an item should have and has not; "" when it has all."""
    found = item if isinstance(item, Mapping) else {}
    wanted = (key for key in keys_of(schema) if key not in KEY_DEFAULTS)
    return next((key for key in wanted if not is_plain(found.get(key))), "")


def element_of(item: Any, index: int, schema: ListOf) -> str:
    """The path element of a list's item."""
    keys = keys_of(schema)
    if not keys:
        return f"v:{compact(item)}"
    if missing_key(item, schema):
        return f"i:{index}"
    return f"k:{compact({key: item.get(key, KEY_DEFAULTS.get(key)) for key in keys})}"


def is_plain(value: Any) -> bool:
    return isinstance(value, str | int | float)


def compact(value: Any) -> str:
    return json.dumps(value, separators=(",", ":"), sort_keys=True, ensure_ascii=False)


def path_text(path: Path) -> str:
    """A path as complaints show it: `.spec.containers[name="web"].image`."""
    return "".join(element_text(element) for element in path)


def element_text(element: str) -> str:
    sort, _, rest = element.partition(":")
    match sort:
        case "k":
            told = (f"{key}={compact(value)}" for key, value in sorted(json.loads(rest).items()))
            return f"[{','.join(told)}]"
        case "v":
            return f"[={rest}]"
        case "i":
            return f"[{rest}]"
    return f".{rest}"
