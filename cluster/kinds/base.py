"""What a kind of API object is: its names, fields, defaults, rules and table.

Everything that the REST server, the discovery documents, kubectl's tables and the inspector know
about a kind stands in its `Kind`; the verbs are generic and never ask which kind they serve.

Example: KINDS has a Kind for Deployments; `kind.admit_create(body, context)` fills in defaults,
drops the status, refuses what is invalid, and gives the manifest to store.
Mirrors: kubernetes pkg/registry/*/strategy.go.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from typing import Any

from cluster.core.durations import UNKNOWN, human
from cluster.core.objects import Manifest
from cluster.core.timestamps import parse_time
from cluster.kinds import schema
from cluster.kinds.errors import ApiError, DecodeError, FieldError, Resource
from cluster.kinds.rules import names
from cluster.kinds.rules.metadata import NameRule, validate_metadata, validate_metadata_update

VERBS = (
    "create",
    "delete",
    "deletecollection",
    "get",
    "list",
    "patch",
    "update",
    "watch",
)
SERVER_OWNED = ("creationTimestamp", "deletionTimestamp", "deletionGracePeriodSeconds")
EVERY_FIELD_LABEL = ("metadata.name", "metadata.namespace")


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a kind's table. Priority 1 = only with `-o wide`."""

    name: str
    description: str = ""
    type: str = "string"
    priority: int = 0
    format: str = ""


@dataclass(frozen=True, slots=True)
class Context:
    """What a strategy may need beside the body: time, fresh letters, what is taken already."""

    now: float = 0.0
    token: Callable[[str], str] = lambda purpose: "bcdfg"
    """Five fresh letters of the cluster's seed for a purpose."""
    number: Callable[[str], int] = lambda purpose: 0
    """A fresh number of the cluster's seed for a purpose, 64 bits."""
    cluster_ips: Collection[str] = ()
    node_ports: Collection[int] = ()


def unchanged(manifest: Manifest) -> Manifest:
    return manifest


def no_errors(manifest: Manifest) -> list[FieldError]:
    return []


def no_update_errors(new: Manifest, old: Manifest) -> list[FieldError]:
    return []


def as_created(manifest: Manifest, context: Context) -> Manifest:
    return manifest


def as_updated(new: Manifest, old: Manifest) -> Manifest:
    return new


def only_name_and_age(manifest: Manifest, now: float) -> list[Any]:
    return [manifest["metadata"]["name"], age(manifest, now)]


NAME = Column("Name", "Name must be unique within a namespace.", format="name")
AGE = Column("Age", "How long the object has existed.")


@dataclass(frozen=True, kw_only=True, eq=False)
class Kind:
    """One kind of the API. Functions get and give whole manifests and never change them."""

    group: str
    kind: str
    plural: str
    schema: schema.Record
    versions: tuple[str, ...] = ("v1",)
    short_names: tuple[str, ...] = ()
    namespaced: bool = True
    verbs: tuple[str, ...] = VERBS
    subresources: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    has_status: bool = True
    name_rule: NameRule = names.subdomain
    field_labels: tuple[str, ...] | None = None
    """Fields a field selector may use; None = name and namespace only, with another refusal."""
    fill_defaults: Callable[[Manifest], Manifest] = unchanged
    rules: Callable[[Manifest], list[FieldError]] = no_errors
    update_rules: Callable[[Manifest, Manifest], list[FieldError]] = no_update_errors
    on_create: Callable[[Manifest, Context], Manifest] = as_created
    on_update: Callable[[Manifest, Manifest], Manifest] = as_updated
    columns: tuple[Column, ...] = (NAME, AGE)
    cells: Callable[[Manifest, float], list[Any]] = only_name_and_age
    warnings: Callable[[Manifest], list[str]] = field(default=lambda manifest: [])

    @property
    def singular(self) -> str:
        return self.kind.lower()

    @property
    def version(self) -> str:
        return self.versions[0]

    @property
    def api_version(self) -> str:
        return f"{self.group}/{self.version}" if self.group else self.version

    @property
    def resource(self) -> Resource:
        return (self.group, self.plural)

    def decode(
        self, body: Any, *, strict: bool, duplicates: Sequence[str] = ()
    ) -> tuple[Manifest, list[str]]:
        """The manifest that a body means, and its unknown and repeated fields.

        Raises ApiError 400: for wrong JSON types always, for those fields when strict."""
        try:
            manifest, problems = schema.decode(body, self.schema)
        except DecodeError as error:
            raise ApiError.cannot_decode(self.kind, self.version, error) from None
        problems = [*duplicates, *problems]
        if strict and problems:
            why = f"strict decoding error: {', '.join(problems)}"
            raise ApiError.cannot_decode(self.kind, self.version, why)
        return manifest, problems

    def defaults(self, manifest: Manifest) -> Manifest:
        """The manifest with everything filled in that the server fills in when it decodes."""
        return self.fill_defaults(manifest)

    def validate(self, manifest: Manifest, old: Manifest | None = None) -> list[FieldError]:
        """All complaints in the server's order, about a new object or a change of `old`."""
        if old is None:
            metadata = validate_metadata(manifest, self.name_rule, namespaced=self.namespaced)
            return metadata + self.rules(manifest)
        return [
            *validate_metadata_update(manifest, old),
            *self.rules(manifest),
            *self.update_rules(manifest, old),
        ]

    def prepare_create(self, manifest: Manifest, context: Context) -> Manifest:
        """The object as it is stored first: no status of the client's, no server-owned metadata."""
        metadata = without(manifest.get("metadata") or {}, *SERVER_OWNED, "generation")
        metadata = without(metadata, "uid", "resourceVersion", "selfLink")
        prepared = {**manifest, **self.type_meta, "metadata": metadata}
        if self.has_status:
            prepared.pop("status", None)
        return self.on_create(prepared, context)

    def prepare_update(self, new: Manifest, old: Manifest) -> Manifest:
        """A write of the main resource: status, identity and times stay the server's."""
        prepared = {**new, **self.type_meta, "metadata": keep_identity(new, old)}
        if self.has_status:
            prepared.pop("status", None)
            if "status" in old:
                prepared["status"] = old["status"]
        return self.on_update(prepared, old)

    def prepare_status_update(self, new: Manifest, old: Manifest) -> Manifest:
        """A write of the status subresource: spec and labels sent with it are ignored (A4)."""
        metadata = old["metadata"]
        for key in ("annotations", "managedFields"):
            wanted = (new.get("metadata") or {}).get(key)
            if wanted != metadata.get(key):
                metadata = without(metadata, key)
                if wanted:
                    metadata = {**metadata, key: wanted}
        prepared = {**old, "metadata": metadata}
        prepared.pop("status", None)
        return {**prepared, "status": new["status"]} if "status" in new else prepared

    @property
    def type_meta(self) -> dict[str, str]:
        return {"apiVersion": self.api_version, "kind": self.kind}

    def admit_create(self, manifest: Manifest, context: Context) -> Manifest:
        """Defaults, strategy and rules in one: the object to store. Raises ApiError 422."""
        prepared = self.prepare_create(self.defaults(manifest), context)
        self.refuse_invalid(prepared, self.validate(prepared))
        return prepared

    def admit_update(self, manifest: Manifest, old: Manifest) -> Manifest:
        """The same for a change of the main resource."""
        prepared = self.prepare_update(self.defaults(manifest), old)
        self.refuse_invalid(prepared, self.validate(prepared, old))
        return prepared

    def refuse_invalid(self, manifest: Manifest, errors: Sequence[FieldError]) -> None:
        if errors:
            metadata = manifest.get("metadata") or {}
            name = metadata.get("name") or metadata.get("generateName", "")
            raise ApiError.invalid(self.kind, name, errors, self.group)

    def row(self, manifest: Manifest, now: float) -> list[Any]:
        """The cells of the object's row, one for each column."""
        return self.cells(manifest, now)

    def refuse_field_labels(self, paths: Sequence[str]) -> str | None:
        """The complaint about the first field that a field selector may not use; None if fine."""
        known = EVERY_FIELD_LABEL + (self.field_labels or ())
        for path in paths:
            if path in known:
                continue
            if self.field_labels is not None:
                return f"field label not supported: {path}"
            listed = ", ".join(f'"{label}"' for label in EVERY_FIELD_LABEL)
            return f'"{path}" is not a known field selector: only {listed}'
        return None


def keep_identity(new: Manifest, old: Manifest) -> Manifest:
    """Metadata of a change: what the client left out of the server's own fields is as before."""
    metadata = without(new.get("metadata") or {}, "generation", "selfLink")
    before = old["metadata"]
    for key in ("uid", "resourceVersion", *SERVER_OWNED):
        if key not in metadata and key in before:
            metadata[key] = before[key]
    for key in ("deletionTimestamp", "deletionGracePeriodSeconds"):
        if key not in before:
            metadata.pop(key, None)
    if "generation" in before:
        metadata["generation"] = before["generation"]
    return metadata


def without(mapping: Manifest, *keys: str) -> Manifest:
    """A copy of a map without some keys."""
    return {key: value for key, value in mapping.items() if key not in keys}


def age(manifest: Manifest, now: float) -> str:
    """The cell AGE."""
    return since(manifest["metadata"].get("creationTimestamp"), now)


def since(moment: str | None, now: float) -> str:
    """How long ago a stored time was; `<unknown>` without one."""
    return human(now - parse_time(moment)) if moment else UNKNOWN


def label_text(labels: Manifest | None) -> str:
    """Labels as tables print them; `<none>` when there are none."""
    return ",".join(f"{key}={value}" for key, value in sorted((labels or {}).items())) or "<none>"
