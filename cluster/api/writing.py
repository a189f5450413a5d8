"""The writes that all verbs and conveniences share: create, change, delete one object.

Each is a plain function on an open transaction. Checks come in the API server's order: identity,
namespace, quota, defaults and rules, then what is stored already. A change that changes nothing is
not written.

Example: update(editing, kind, found, manifest, "user") refuses a stale resourceVersion with 409.
Mirrors: kubernetes apiserver/pkg/registry/generic/registry/store.go.
"""

from __future__ import annotations

from dataclasses import dataclass

from cluster.api import reasons, shapes
from cluster.api.admission import admit_namespace, admit_quota, admit_size, context_of
from cluster.api.status_rules import status_errors
from cluster.core import names
from cluster.core.actions import Propagation, Why
from cluster.core.objects import Manifest, Object, read
from cluster.kinds.base import Kind
from cluster.kinds.errors import ApiError, Resource
from cluster.store.orm import Editing

NAME_TRIES = 8


@dataclass(frozen=True, slots=True)
class Deletion:
    """What a DELETE asks for."""

    grace: int | None = None
    propagation: Propagation = "Background"
    uid: str = ""
    resource_version: str = ""


def find(editing: Editing, kind: Kind, namespace: str, name: str) -> Object:
    """The stored object. Raises ApiError 404."""
    found = editing.get(kind.kind, namespace, name)
    if found is None:
        raise ApiError.not_found(kind.resource, name)
    return found


def place(kind: Kind, manifest: Manifest, namespace: str) -> Manifest:
    """The manifest in the namespace of the request. Raises ApiError 400 when it names another."""
    metadata = manifest.get("metadata") or {}
    own = metadata.get("namespace", "")
    if not kind.namespaced:
        if own:
            raise ApiError.bad_request("namespace may not be set on a cluster-scoped object")
        return {**manifest, "metadata": metadata}
    if own and own != namespace:
        raise ApiError.bad_request(
            "the namespace of the provided object does not match the namespace sent on the request"
        )
    return {**manifest, "metadata": {**metadata, "namespace": namespace}}


def create(
    editing: Editing, kind: Kind, manifest: Manifest, by: str, why: Why | None = None
) -> Object:
    """Store a new object; `manifest` is decoded and placed. Raises ApiError."""
    metadata = manifest["metadata"]
    if metadata.get("resourceVersion"):
        raise ApiError.bad_request("resourceVersion should not be set on objects to be created")
    namespace = metadata.get("namespace", "")
    manifest = with_name(editing, kind, manifest)
    name = manifest["metadata"].get("name", "")
    admit_namespace(editing, kind, namespace, name)
    admit_quota(editing, kind, name)
    admitted = kind.admit_create(manifest, context_of(editing))
    kind.refuse_invalid(admitted, status_errors(admitted))
    admit_size(editing, kind, admitted)
    if editing.get(kind.kind, namespace, name) is not None:
        raise ApiError.already_exists(kind.resource, name)
    why = why or Why("user", reasons.created(admitted))
    return editing.ledger.create(shapes.stored(kind, admitted), by, why, None)


def with_name(editing: Editing, kind: Kind, manifest: Manifest) -> Manifest:
    """The manifest with a free name drawn where it only has generateName (A11)."""
    metadata = manifest["metadata"]
    base = metadata.get("generateName")
    if metadata.get("name") or not base:
        return manifest
    for attempt in range(NAME_TRIES):
        name = names.generated_name(base, editing.seed, editing.revision + 1, attempt)
        if editing.get(kind.kind, metadata.get("namespace", ""), name) is None:
            return {**manifest, "metadata": {**metadata, "name": name}}
    raise ApiError.already_exists(kind.resource, base)


def update(editing: Editing, kind: Kind, old: Object, manifest: Manifest, by: str) -> Object:
    """Replace an object's main resource. Raises ApiError."""
    refuse_foreign(kind, old, manifest)
    admitted = kind.admit_update(manifest, shapes.shown(kind, old.manifest))
    admit_size(editing, kind, admitted)
    return put(editing, old, shapes.stored(kind, admitted), by)


def update_status(editing: Editing, kind: Kind, old: Object, manifest: Manifest, by: str) -> Object:
    """Replace an object's status and nothing else (A4). Raises ApiError."""
    refuse_foreign(kind, old, manifest)
    admitted = kind.prepare_status_update(manifest, shapes.shown(kind, old.manifest))
    kind.refuse_invalid(admitted, status_errors(admitted))
    return put(editing, old, shapes.stored(kind, admitted), by, status_only=True)


def put(
    editing: Editing, old: Object, manifest: Manifest, by: str, *, status_only: bool = False
) -> Object:
    """Write a manifest that is admitted already; nothing is written when it is the same."""
    current = old.metadata["resourceVersion"]
    metadata = {**manifest["metadata"], "resourceVersion": current}
    manifest = {**manifest, "metadata": metadata}
    if manifest == old.manifest:
        return old
    why = Why("user", reasons.changed(old.manifest, manifest))
    if status_only:
        return editing.ledger.update_status(old, manifest, by, why)
    updated = editing.ledger.update(old, manifest, by, why)
    if updated is None:
        return editing.ledger.changes[-1].object
    return as_before(updated, current) if editing.dry_run else updated


def as_before(updated: Object, revision: str) -> Object:
    """What a dry run shows: the change without a new resourceVersion."""
    metadata = {**updated.metadata, "resourceVersion": revision}
    return read({**updated.manifest, "metadata": metadata}, updated.sim)


def refuse_foreign(kind: Kind, old: Object, manifest: Manifest) -> None:
    """Raises ApiError when the body is about another object or about a former state of this one."""
    metadata = manifest.get("metadata") or {}
    name = metadata.get("name", "")
    if name != old.name:
        raise ApiError.bad_request(
            f"the name of the object ({name}) does not match the name on the URL ({old.name})"
        )
    if metadata.get("resourceVersion") not in (None, "", "0", old.metadata["resourceVersion"]):
        raise ApiError.conflict(kind.resource, old.name)


def refuse_other_uid(kind: Kind, old: Object, manifest: Manifest) -> None:
    """Raises ApiError 409 when a replacement is meant for a former object of the same name."""
    uid = (manifest.get("metadata") or {}).get("uid")
    if uid and uid != old.uid:
        key = "/".join(part for part in ("/registry", kind.plural, old.namespace, old.name) if part)
        why = (
            f"StorageError: invalid object, Code: 4, Key: {key}, ResourceVersion: 0, "
            f"AdditionalErrorMsg: {uid_mismatch(uid, old)}"
        )
        raise ApiError.conflict(kind.resource, old.name, why)


def uid_mismatch(uid: str, old: Object) -> str:
    return f"Precondition failed: UID in precondition: {uid}, UID in object meta: {old.uid}"


def delete(editing: Editing, kind: Kind, old: Object, wanted: Deletion, by: str) -> Object | None:
    """DELETE one object: the marked object, or None when it is gone. Raises ApiError 409."""
    refuse_precondition(kind.resource, old, wanted)
    why = Why("user", reasons.deleted(old.manifest))
    return editing.ledger.delete(old, by, why, wanted.grace, wanted.propagation)


def refuse_precondition(resource: Resource, old: Object, wanted: Deletion) -> None:
    """Raises ApiError 409 when the object is not the one, or not as, the client thinks."""
    current = old.metadata["resourceVersion"]
    if wanted.uid and wanted.uid != old.uid:
        raise ApiError.conflict(resource, old.name, uid_mismatch(wanted.uid, old))
    if wanted.resource_version and wanted.resource_version != current:
        why = (
            f"Precondition failed: ResourceVersion in precondition: {wanted.resource_version}, "
            f"ResourceVersion in object meta: {current}"
        )
        raise ApiError.conflict(resource, old.name, why)
