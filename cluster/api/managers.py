"""The managers of an object's fields, as the verbs record them in `metadata.managedFields`.

The manager is the request's `fieldManager`, or the first part of its User-Agent. Objects that
nobody's request created (by controllers, or with the cluster) have no managers until somebody
applies to them on the server; what they had then belongs to `before-first-apply`.

Example: `kubectl scale` of an own Deployment: manager `kubectl`, operation Update, subresource
scale, `f:spec: {f:replicas: {}}`.
Mirrors: kubernetes apimachinery/pkg/util/managedfields, apiserver/pkg/endpoints/handlers/create.go.
Differs: managers are recorded for requests only; what controllers write (status, ReplicaSets, Pods)
has none. More than 50 managers of one object are refused.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from cluster.api.call import Call
from cluster.api.options import Options
from cluster.api.ownership.entries import (
    APPLY,
    UPDATE,
    Owned,
    Owner,
    Owners,
    read_entries,
    write_entries,
)
from cluster.api.ownership.fieldsets import walked
from cluster.api.ownership.rules import Scope, Write, after_apply, after_update
from cluster.api.ownership.structure import Path
from cluster.api.shapes import shown
from cluster.core.objects import Manifest
from cluster.core.timestamps import format_time
from cluster.kinds.base import Kind, without
from cluster.kinds.errors import ApiError, FieldError, forbidden, invalid, required, too_long

MOST_BYTES = 128
MOST_MANAGERS = 50
BEFORE = "before-first-apply"
ADMITTED = frozenset(
    ("f:spec", f"f:{name}")
    for name in (
        "preemptionPolicy",
        "priority",
        "serviceAccount",
        "serviceAccountName",
        "tolerations",
        "volumes",
    )
)
ANNOTATIONS = ("f:metadata", "f:annotations")


@dataclass(frozen=True, slots=True)
class Writer:
    """Who writes an object, or a part of it."""

    kind: Kind
    manager: str
    api_version: str
    subresource: str = ""

    def write(self, operation: str, now: float) -> Write:
        owner = Owner(operation, self.manager, self.api_version, self.subresource)
        scope = scope_of(self.kind, self.subresource)
        return Write(self.kind.schema, owner, scope, format_time(now))


def writer_of(call: Call, subresource: str = "") -> Writer:
    """The writer of a request."""
    name = manager_name(call.request, call.options)
    return Writer(call.kind, name, call.target.api_version, subresource)


def manager_name(request: HttpRequest, options: Options) -> str:
    """What the request says, or the program that sent it."""
    agent = request.headers.get("User-Agent", "")
    program = "".join(letter for letter in agent.split("/")[0] if letter.isprintable())
    return options.field_manager or program[:MOST_BYTES] or "unknown"


def refuse_manager(options: Options, options_kind: str, *, is_apply: bool = False) -> None:
    """Raises ApiError 422 for a manager that cannot be recorded, or that is missing."""
    name = options.field_manager
    errors: list[FieldError] = []
    if is_apply and not name:
        errors.append(required("fieldManager", "is required for apply patch"))
    if not is_apply and options.force:
        errors.append(forbidden("force", "may not be specified for non-apply patch"))
    if len(name.encode()) > MOST_BYTES:
        errors.append(too_long("fieldManager", f"may not be more than {MOST_BYTES} bytes"))
    if not name.isprintable():
        errors.append(invalid("fieldManager", name, "should only contain printable characters"))
    if errors:
        raise ApiError.invalid(options_kind, "", errors, "meta.k8s.io")


def scope_of(kind: Kind, subresource: str) -> Scope:
    """Which fields a request to the object, or to its status, can write at all."""
    if subresource == "status":
        return in_status
    return outside_status if kind.has_status else anywhere


def in_status(path: Path) -> bool:
    return path[0] == "f:status" or path[:2] == ANNOTATIONS


def outside_status(path: Path) -> bool:
    return path[0] != "f:status"


def anywhere(path: Path) -> bool:
    return True


def created(writer: Writer, manifest: Manifest, now: float) -> Manifest:
    """A new object with its creator as the manager of all its fields."""
    bare = with_owners(manifest, {})
    whole = writer.kind.defaults(bare)
    owners = after_update({}, whole, {}, writer.write(UPDATE, now))
    if writer.kind.kind == "Pod":
        said = walked(bare, writer.kind.schema).everything
        for owner, owned in owners.items():
            fields = {path for path in owned.fields if path in said or not is_admitted(path)}
            owners[owner] = Owned(frozenset(fields), owned.time)
    return with_owners(bare, owners)


def is_admitted(path: Path) -> bool:
    """Is this what the server fills into new Pods after it noted who wrote them?"""
    return path[:2] in ADMITTED or "f:volumeMounts" in path


def updated(writer: Writer, live: Manifest, manifest: Manifest, now: float) -> Manifest:
    """An object after an update or a patch, with its managers."""
    live = shown(writer.kind, live)
    known = owners_of(live)
    owners = known if writer.subresource else asked_owners(manifest, known)
    if not owners:
        return with_owners(manifest, {})
    whole = writer.kind.defaults(manifest)
    after = after_update(live, whole, owners, writer.write(UPDATE, now))
    return with_known(manifest, live) if after == known else with_owners(manifest, after)


def applied(
    writer: Writer, live: Manifest, config: Manifest, now: float, *, is_forced: bool
) -> Manifest:
    """The object after the manifest was applied, with its managers; `live` is {} for a new one.

    Raises ApiError 403, ConflictsError, MisfitError."""
    known = owners = owners_of(live)
    if live and not known:
        first = Writer(writer.kind, BEFORE, writer.api_version)
        owners = after_update({}, live, {}, first.write(UPDATE, now))
    new, after = after_apply(live, config, owners, writer.write(APPLY, now), is_forced=is_forced)
    if len(after) > MOST_MANAGERS:
        why = f"exceeded quota: at most {MOST_MANAGERS} managers may share an object"
        raise ApiError.forbidden(writer.kind.resource, config["metadata"]["name"], why)
    return with_known(new, live) if live and after == known else with_owners(new, after)


def with_known(manifest: Manifest, live: Manifest) -> Manifest:
    """A manifest with the managers as they are stored."""
    entries = live["metadata"]["managedFields"]
    return {**manifest, "metadata": {**manifest["metadata"], "managedFields": entries}}


def owners_of(manifest: Manifest) -> Owners:
    """The managers that are stored with an object."""
    return readable((manifest.get("metadata") or {}).get("managedFields") or [])


def asked_owners(manifest: Manifest, known: Owners) -> Owners:
    """The managers that a request itself sets; as known when it does not, or not readably."""
    asked = (manifest.get("metadata") or {}).get("managedFields")
    if asked == [{}]:
        return {}
    return readable(asked or []) or known


def readable(entries: Any) -> Owners:
    try:
        return read_entries(entries)
    except ValueError:
        return {}


def with_owners(manifest: Manifest, owners: Owners) -> Manifest:
    """A manifest with these managers and no others."""
    metadata = without(manifest.get("metadata") or {}, "managedFields")
    if owners:
        metadata["managedFields"] = write_entries(owners)
    return {**manifest, "metadata": metadata}
