"""The schemas of kinds as OpenAPI v3 says them: what `kubectl explain` and validators read.

Example: components(kinds of apps/v1) has `io.k8s.api.apps.v1.Deployment` with a `$ref` to
`io.k8s.api.apps.v1.DeploymentSpec` and the extension `x-kubernetes-group-version-kind`.
Mirrors: kubernetes api/openapi-spec/v3. Differs: descriptions are short and our own.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from cluster.kinds import descriptions
from cluster.kinds.base import Kind
from cluster.kinds.schema import (
    Base64,
    Boolean,
    IntOrString,
    ListOf,
    MapOf,
    QuantityText,
    Real,
    Record,
    Schema,
    Text,
    Time,
    Whole,
)

Json = dict[str, Any]
PLAIN: dict[type[Schema], Json] = {
    Text: {"type": "string"},
    Boolean: {"type": "boolean"},
    Real: {"type": "number", "format": "double"},
    Time: {"type": "string", "format": "date-time"},
    Base64: {"type": "string", "format": "byte"},
}
SHARED: dict[type[Schema], tuple[str, Json]] = {
    IntOrString: (
        "io.k8s.apimachinery.pkg.util.intstr.IntOrString",
        {"format": "int-or-string", "oneOf": [{"type": "integer"}, {"type": "string"}]},
    ),
    QuantityText: (
        "io.k8s.apimachinery.pkg.api.resource.Quantity",
        {"oneOf": [{"type": "string"}, {"type": "number"}]},
    ),
}
"""Types with a name of their own, which `kubectl explain` prints."""


def definition_name(kind: Kind, record: Record) -> str:
    """`io.k8s.api.apps.v1.Deployment`; for groups with a domain its parts are turned round."""
    if "." in kind.group and not kind.group.endswith(".k8s.io"):
        prefix = ".".join(reversed(kind.group.split(".")))
    else:
        prefix = f"io.k8s.api.{kind.group.partition('.')[0] or 'core'}"
    return f"{prefix}.{kind.version}.{record.name}"


def components(kinds: Iterable[Kind]) -> Json:
    """All schemas that the kinds need, by name; kinds of one group and version."""
    found: Json = {}
    for kind in kinds:
        _define(kind, kind.schema, found)
        found[definition_name(kind, kind.schema)]["x-kubernetes-group-version-kind"] = [
            {"group": kind.group, "version": kind.version, "kind": kind.kind}
        ]
    return found


def _define(kind: Kind, record: Record, found: Json) -> Json:
    name = definition_name(kind, record)
    if name not in found:
        definition: Json = {"type": "object"} | _described(record.name)
        found[name] = definition
        properties = {
            key: _property(kind, each, found) | _described(record.name, key)
            for key, each in record.fields.items()
        }
        if properties:
            definition["properties"] = properties
    return _reference(name)


def _reference(name: str) -> Json:
    return {"$ref": f"#/components/schemas/{name}"}


def _described(structure: str, field: str = descriptions.SELF) -> Json:
    text = descriptions.of(structure, field)
    return {"description": text} if text else {}


def _property(kind: Kind, schema: Schema, found: Json) -> Json:
    match schema:
        case Record():
            return {"allOf": [_define(kind, schema, found)]}
        case ListOf():
            return {"type": "array", "items": _property(kind, schema.item, found)} | _merge(schema)
        case MapOf():
            return {"type": "object", "additionalProperties": _property(kind, schema.value, found)}
        case Whole():
            return {"type": "integer", "format": schema.name}
        case IntOrString() | QuantityText():
            name, definition = SHARED[type(schema)]
            found[name] = definition
            return {"allOf": [_reference(name)]}
    return PLAIN.get(type(schema), {"type": "object"})


def _merge(schema: ListOf) -> Json:
    if not schema.merges:
        return {}
    strategy = "merge,retainKeys" if schema.retain_keys else "merge"
    told = {"x-kubernetes-patch-strategy": strategy}
    if schema.merge_key:
        told["x-kubernetes-patch-merge-key"] = schema.merge_key
    return told
