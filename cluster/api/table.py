"""Tables: what `kubectl get` prints, made by the kind's own columns.

Example: columns Name, Ready, Up-to-date, Available, Age and a row ["web","3/3",3,3,"5m"]; each row
carries its object's metadata, or the whole object, or nothing, as `includeObject` says.
Mirrors: kubernetes apiserver/pkg/endpoints/handlers/response.go.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from cluster.api.call import Call
from cluster.api.reading import Reader, decode, encode
from cluster.core.objects import Manifest
from cluster.kinds.base import Kind

API_VERSION = "meta.k8s.io/v1"


def definitions(kind: Kind) -> list[dict[str, Any]]:
    """The columns' names, types and priorities."""
    return [
        {
            "name": column.name,
            "type": column.type,
            "format": column.format,
            "description": column.description,
            "priority": column.priority,
        }
        for column in kind.columns
    ]


def row(call: Call, manifest: Manifest, now: float) -> dict[str, Any]:
    """One row."""
    made: dict[str, Any] = {"cells": call.kind.row(manifest, now)}
    match call.request.GET.get("includeObject", "Metadata"):
        case "Object":
            made["object"] = manifest
        case "Metadata":
            made["object"] = {
                "kind": "PartialObjectMetadata",
                "apiVersion": API_VERSION,
                "metadata": manifest["metadata"],
            }
    return made


def table(call: Call, metadata: Manifest, rows: list[Manifest], *, is_first: bool = True) -> bytes:
    """A Table object; in a watch only the first one names the columns."""
    return encode(
        {
            "kind": "Table",
            "apiVersion": API_VERSION,
            "metadata": metadata,
            "columnDefinitions": definitions(call.kind) if is_first else None,
            "rows": rows,
        }
    )


def one(call: Call, reader: Reader, body: bytes, *, is_first: bool = True) -> bytes:
    """The table of one object."""
    manifest = decode(body)
    metadata = {"resourceVersion": manifest["metadata"]["resourceVersion"]}
    return table(call, metadata, [row(call, manifest, reader.now)], is_first=is_first)


def many(call: Call, reader: Reader, metadata: Manifest, bodies: Iterable[bytes]) -> bytes:
    """The table of a list."""
    now = reader.now
    return table(call, metadata, [row(call, decode(body), now) for body in bodies])
