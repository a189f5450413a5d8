"""Kinds that are not stored but made of others when somebody reads them: Endpoints.

Example: GET endpoints/web reads the Service `web` and its EndpointSlices.
"""

from __future__ import annotations

from collections import defaultdict

from cluster.api.reading import decode, encode
from cluster.core.objects import Manifest
from cluster.kinds.base import Kind
from cluster.kinds.endpointslice import ENDPOINTS_KIND, endpoints_of
from cluster.store import orm
from cluster.store.orm import StoredRow

DEPRECATED = "v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice"
SERVICE_LABEL = "kubernetes.io/service-name"


def warnings_of(kind: Kind) -> list[str]:
    """What a reader of the kind is warned of."""
    return [DEPRECATED] if kind is ENDPOINTS_KIND else []


def read_object(cluster_id: str, kind: Kind, namespace: str, name: str) -> StoredRow | None:
    """The object, stored or derived."""
    if kind is not ENDPOINTS_KIND:
        return orm.read_object(cluster_id, kind.kind, namespace, name)
    _, rows = read_list(cluster_id, kind, namespace)
    return next((row for row in rows if row.name == name), None)


def read_list(cluster_id: str, kind: Kind, namespace: str | None) -> tuple[int, list[StoredRow]]:
    """(revision, the objects by namespace and name), stored or derived."""
    if kind is not ENDPOINTS_KIND:
        return orm.read_list(cluster_id, kind.kind, namespace)
    revision, services = orm.read_list(cluster_id, "Service", namespace)
    slices: dict[tuple[str, str], list[Manifest]] = defaultdict(list)
    for row in orm.read_list(cluster_id, "EndpointSlice", namespace)[1]:
        manifest = decode(row.body)
        service = (manifest["metadata"].get("labels") or {}).get(SERVICE_LABEL, "")
        slices[row.namespace, service].append(manifest)
    found = (derived(row, slices[row.namespace, row.name]) for row in services)
    return revision, [row for row in found if row is not None]


def derived(row: StoredRow, slices: list[Manifest]) -> StoredRow | None:
    """The Endpoints of a stored Service; None when it chooses no Pods."""
    service = decode(row.body)
    if not service["spec"].get("selector") or service["spec"].get("type") == "ExternalName":
        return None
    manifest = endpoints_of(service, slices)
    revision = int(manifest["metadata"]["resourceVersion"])
    return StoredRow(row.namespace, row.name, revision, encode(manifest), None)
