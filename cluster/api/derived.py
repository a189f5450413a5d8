"""Kinds that are not stored but made of others when somebody reads them: Endpoints.

Example: GET endpoints/web reads the Service `web` and its EndpointSlices; a watch of Endpoints
tells `web` anew when one of the two was written.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

import msgspec

from cluster.api.reading import decode, encode
from cluster.core.objects import Manifest
from cluster.kinds.base import Kind
from cluster.kinds.endpointslice import ENDPOINTS_KIND, endpoints_of
from cluster.store import orm
from cluster.store.journal import Commit, JournalChange
from cluster.store.orm import StoredRow

DEPRECATED = "v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice"
SERVICE_LABEL = "kubernetes.io/service-name"


def warnings_of(kind: Kind) -> list[str]:
    """What a reader of the kind is warned of."""
    return [DEPRECATED] if is_derived(kind) else []


def is_derived(kind: Kind) -> bool:
    """Whether the kind is made of others."""
    return kind is ENDPOINTS_KIND


def read_object(cluster_id: str, kind: Kind, namespace: str, name: str) -> StoredRow | None:
    """The object, stored or derived."""
    if not is_derived(kind):
        return orm.read_object(cluster_id, kind.kind, namespace, name)
    _, rows = read_list(cluster_id, kind, namespace)
    return next((row for row in rows if row.name == name), None)


def read_list(cluster_id: str, kind: Kind, namespace: str | None) -> tuple[int, list[StoredRow]]:
    """(revision, the objects by namespace and name), stored or derived."""
    if not is_derived(kind):
        return orm.read_list(cluster_id, kind.kind, namespace)
    revision, services = orm.read_list(cluster_id, "Service", namespace)
    slices: dict[tuple[str, str], list[Manifest]] = defaultdict(list)
    for row in orm.read_list(cluster_id, "EndpointSlice", namespace)[1]:
        manifest = decode(row.body)
        slices[row.namespace, service_of(manifest)].append(manifest)
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


def changes(cluster_id: str, kind: Kind, commit: Commit) -> Iterator[JournalChange]:
    """What a watch of the kind is told of a commit; derived objects are told as they are now."""
    if not is_derived(kind):
        yield from commit.changes
        return
    told = set()
    for change in commit.changes:
        place = (change.namespace, source(change))
        if place[1] and place not in told:
            told.add(place)
            yield from endpoints_change(cluster_id, change, place[1], commit.last)


def source(change: JournalChange) -> str:
    """The Service whose Endpoints a change concerns; empty for none."""
    if change.kind == "EndpointSlice":
        return service_of(decode(change.object))
    return change.name if change.kind == "Service" else ""


def service_of(slice_: Manifest) -> str:
    """The Service that a slice belongs to."""
    return str((slice_["metadata"].get("labels") or {}).get(SERVICE_LABEL, ""))


def endpoints_change(
    cluster_id: str, change: JournalChange, service: str, last: int
) -> Iterator[JournalChange]:
    """The change, told of the Endpoints; nothing when a later commit tells it."""
    is_service = change.kind == "Service"
    event = change.type if is_service else "MODIFIED"
    if event == "DELETED":
        body = encode(endpoints_of(decode(change.object), ()))
    else:
        row = read_object(cluster_id, ENDPOINTS_KIND, change.namespace, service)
        if row is None or (event == "MODIFIED" and row.revision > last):
            return
        body = row.body
    yield msgspec.structs.replace(
        change, kind="Endpoints", name=service, type=event, object=msgspec.Raw(body)
    )
