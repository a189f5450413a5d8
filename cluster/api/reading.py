"""Stored JSON on its way out: what stands still is passed on as bytes, what moves is filled in.

A Clock's `status.now`, a Lease's `renewTime` and a Node's heartbeats follow the cluster's clock all
the time; writing them down every few seconds would be all that a quiet cluster does, so they are
filled in when somebody reads.

Example: a list of 500 Pods is joined from 500 stored texts without decoding one of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from cluster.api.moving import MOVING_KINDS, Moment, rendered
from cluster.api.moving import decode as decode
from cluster.api.shapes import is_stored_as_shown, shown
from cluster.core.objects import Manifest
from cluster.core.selectors import FieldSelector
from cluster.kinds.base import Kind
from cluster.store.orm import StoredRow

NO_LABELS: Mapping[str, str] = {}


class LabelsOnly(msgspec.Struct):
    labels: dict[str, str] | None = None


class MetadataOnly(msgspec.Struct):
    metadata: LabelsOnly


encode = msgspec.json.Encoder().encode
labels_decoder = msgspec.json.Decoder(MetadataOnly)
NAME_PATHS = frozenset({"metadata.name", "metadata.namespace"})


def labels_of(body: bytes | msgspec.Raw) -> Mapping[str, str]:
    """The labels alone, without building the rest."""
    return labels_decoder.decode(body).metadata.labels or NO_LABELS


def matches_fields(fields: FieldSelector, namespace: str, name: str, body: Any) -> bool:
    """Name and namespace are compared without decoding; other fields need the manifest."""
    if all(path in NAME_PATHS for path in fields.paths):
        return fields.matches({"metadata": {"name": name, "namespace": namespace}})
    return fields.matches(decode(body))


class Reader:
    """Renders objects of one kind as of one moment. For one request, on a reader thread."""

    def __init__(self, cluster_id: str, kind: Kind, version: str) -> None:
        self._cluster_id = cluster_id
        self._kind = kind
        self._api_version = f"{kind.group}/{version}" if kind.group else version
        self._moment = Moment(cluster_id)

    @property
    def now(self) -> float:
        """The cluster's time. Raises UnknownClusterError."""
        return self._moment.now

    def anew(self) -> Reader:
        """The same reader at the present moment."""
        self._moment = Moment(self._cluster_id)
        return self

    @property
    def is_raw(self) -> bool:
        """True when stored bytes may go out as they are."""
        return (
            self._kind.kind not in MOVING_KINDS
            and self._api_version == self._kind.api_version
            and is_stored_as_shown(self._kind)
        )

    def body(self, body: bytes | msgspec.Raw, sim: bytes | msgspec.Raw | None = None) -> bytes:
        """The object as JSON."""
        if self.is_raw:
            return bytes(body)
        return encode(self.manifest(decode(body), decode(sim) if sim else None))

    def row(self, row: StoredRow) -> bytes:
        return self.body(row.body, row.sim)

    def manifest(self, manifest: Manifest, sim: Manifest | None) -> Manifest:
        """The object with what moves filled in, in the version that was asked for."""
        if self._kind.kind in MOVING_KINDS:
            manifest = rendered(manifest, sim, self._moment)
        manifest = shown(self._kind, manifest)
        if self._api_version != manifest["apiVersion"]:
            manifest = {**manifest, "apiVersion": self._api_version}
        return manifest
