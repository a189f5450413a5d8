"""Namespace: a room for names (SPEC O8).

Example: new_namespace("default") is Active and carries the label `kubernetes.io/metadata.name`.
Mirrors: kubernetes pkg/registry/core/namespace/strategy.go. Differs: the finalizer `kubernetes`
stands in `spec.finalizers` as on the wire; the namespace controller decides when it goes.
"""

from __future__ import annotations

from typing import Any

from cluster.core.objects import Manifest
from cluster.kinds.base import AGE, NAME, Column, Context, Kind, age
from cluster.kinds.fields.meta import CONDITIONS, top_level
from cluster.kinds.rules import names
from cluster.kinds.schema import STRING, STRING_KEPT, ListOf, record

NAME_LABEL = "kubernetes.io/metadata.name"
SCHEMA = top_level(
    "Namespace",
    spec=record("NamespaceSpec", finalizers=ListOf(STRING_KEPT)),
    status=record("NamespaceStatus", phase=STRING, conditions=CONDITIONS),
)


def defaults(manifest: Manifest) -> Manifest:
    """Every namespace carries its name as a label."""
    metadata = manifest.get("metadata") or {}
    if not metadata.get("name"):
        return manifest
    labels = {**(metadata.get("labels") or {}), NAME_LABEL: metadata["name"]}
    return {**manifest, "metadata": {**metadata, "labels": labels}}


def on_create(manifest: Manifest, context: Context) -> Manifest:
    return {
        **manifest,
        "spec": {"finalizers": ["kubernetes"]},
        "status": {"phase": "Active"},
    }


def on_update(new: Manifest, old: Manifest) -> Manifest:
    return {**new, "spec": old.get("spec") or {}}


def new_namespace(name: str) -> Manifest:
    manifest = {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": name}}
    return on_create(defaults(manifest), Context())


def cells(manifest: Manifest, now: float) -> list[Any]:
    phase = (manifest.get("status") or {}).get("phase", "")
    return [manifest["metadata"]["name"], phase, age(manifest, now)]


KIND = Kind(
    group="",
    kind="Namespace",
    plural="namespaces",
    schema=SCHEMA,
    short_names=("ns",),
    namespaced=False,
    verbs=("create", "delete", "get", "list", "patch", "update", "watch"),
    subresources=("status", "finalize"),
    name_rule=names.label,
    field_labels=("status.phase",),
    fill_defaults=defaults,
    on_create=on_create,
    on_update=on_update,
    columns=(NAME, Column("Status", "The status of the namespace."), AGE),
    cells=cells,
)
