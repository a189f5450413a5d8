"""PATCH with `application/apply-patch+yaml`: server-side apply of one object or its status.

The manifest names the fields that its manager wants to own. What does not exist is created; what
other managers own is a conflict (409, one cause for each field), unless the request has `force`.

Example: `Apply failed with 1 conflict: conflict with "kubectl-edit" using apps/v1: .spec.replicas`.
Mirrors: kubernetes apiserver/pkg/endpoints/handlers/patch.go (applyPatcher),
apimachinery/pkg/util/managedfields/internal (conflict.go, lastappliedmanager.go).
Differs: a manifest that does not fit its kind is refused with 400, not 500; a Scale
cannot be applied.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.http import HttpResponse

from cluster.api import managers, shapes, writing
from cluster.api.body import Body, decode
from cluster.api.call import Call
from cluster.api.decoding import SMALL_BYTES, refuse_other_types
from cluster.api.last_applied import ANNOTATION, last_applied
from cluster.api.ownership.fieldsets import MisfitError, fields_of
from cluster.api.ownership.rules import Conflict, ConflictsError
from cluster.api.ownership.structure import path_text
from cluster.api.replies import object_reply
from cluster.core.objects import Manifest, Object
from cluster.kinds.base import without
from cluster.kinds.errors import ApiError
from cluster.kinds.schema import without_nulls
from cluster.runtime.executors import run_read
from cluster.runtime.writes import write
from cluster.store.orm import Editing

KUBECTL = "kubectl"
HTML_SAFE = str.maketrans({"<": "\\u003c", ">": "\\u003e", "&": "\\u0026"})


@dataclass(frozen=True, slots=True)
class Applying:
    """A manifest on its way into one object."""

    call: Call
    config: Manifest
    warnings: list[str]

    @property
    def writer(self) -> managers.Writer:
        return managers.writer_of(self.call, self.call.target.subresource)

    @property
    def is_kubectls(self) -> bool:
        return self.call.options.field_manager == KUBECTL


async def apply(call: Call) -> HttpResponse:
    """Create or change; 201 for a new object."""
    managers.refuse_manager(call.options, "PatchOptions", is_apply=True)
    if len(call.body) > SMALL_BYTES:
        applying = await run_read(read, call)
    else:
        applying = read(call)
    target = call.target

    def change(editing: Editing) -> tuple[Object, int]:
        editing.dry_run = call.options.dry_run
        found = editing.get(call.kind.kind, target.namespace, target.name)
        if found is None:
            return create(editing, applying), 201
        return update(editing, applying, found), 200

    found, code = await write(call.cluster_id, change)
    return object_reply(call, found, code, applying.warnings)


def read(call: Call) -> Applying:
    """The manifest in the body. Raises ApiError 400, 413."""
    body = decode(call.body, "application/apply-patch+yaml")
    config = checked(call, body)
    mode = call.options.field_validation
    if mode == "Strict" and body.duplicates:
        raise ApiError.bad_request(f"error strict decoding YAML: {', '.join(body.duplicates)}")
    return Applying(call, config, body.duplicates if mode == "Warn" else [])


def checked(call: Call, body: Body) -> Manifest:
    """The manifest, which must fit its kind, its place and its name. Raises ApiError 400."""
    kind, target = call.kind, call.target
    if not isinstance(body.value, dict):
        raise ApiError.bad_request("the body of the request must be an object")
    for name in ("apiVersion", "kind"):
        if not isinstance(body.value.get(name), str) or not body.value[name]:
            raise ApiError.bad_request(f"Object '{name}' is missing in the applied manifest")
    refuse_other_types(target, body.value)
    config: Manifest = without_nulls(body.value)
    _, problems = kind.decode(config, strict=False)
    metadata = config.get("metadata") or {}
    if "managedFields" in metadata:
        raise ApiError.bad_request("metadata.managedFields must be nil")
    if problems:
        unknown = problems[0].removeprefix('unknown field "').removesuffix('"')
        raise misfit(call, f".{unknown}: field not declared in schema")
    if metadata.get("name", target.name) != target.name:
        raise ApiError.bad_request(
            f"the name of the object ({metadata['name']}) does not match the name on the URL "
            f"({target.name})"
        )
    named = {**config, "metadata": {**metadata, "name": target.name}}
    return writing.place(kind, named, target.namespace)


def misfit(call: Call, why: object) -> ApiError:
    target = call.target
    place = f"{target.namespace}/{target.name}" if target.namespace else f"/{target.name}"
    gvk = f"{target.api_version}, Kind={target.kind.kind}"
    return ApiError.bad_request(f"failed to create typed patch object ({place}; {gvk}): {why}")


def create(editing: Editing, applying: Applying) -> Object:
    """Raises ApiError."""
    call = applying.call
    if call.target.subresource or "create" not in call.kind.verbs:
        raise ApiError.not_found(call.kind.resource, call.target.name)
    uid = applying.config["metadata"].get("uid")
    if uid:
        why = (
            f"uid mismatch: the provided object specified uid {uid}, and no existing object "
            "was found"
        )
        raise ApiError.conflict(call.kind.resource, call.target.name, why)
    manifest = merged(editing, applying, {}, is_forced=True)
    return writing.create(editing, call.kind, manifest, call.caller.by)


def update(editing: Editing, applying: Applying, found: Object) -> Object:
    """Raises ApiError."""
    call = applying.call
    writing.refuse_other_uid(call.kind, found, applying.config)
    live = shapes.shown(call.kind, found.manifest)
    is_forced = call.options.force
    try:
        manifest = merged(editing, applying, live, is_forced=is_forced)
    except ConflictsError as error:
        left = error.conflicts
        if applying.is_kubectls:
            left = not_its_own(call, found, left)
        if left:
            raise refusal(left) from None
        manifest = merged(editing, applying, live, is_forced=True)
    if applying.is_kubectls and ANNOTATION in found.annotations:
        manifest = remembered(manifest, applying.config)
    store = writing.update_status if call.target.subresource else writing.update
    return store(editing, call.kind, found, manifest, call.caller.by)


def merged(editing: Editing, applying: Applying, live: Manifest, *, is_forced: bool) -> Manifest:
    """The decoded object after the apply. Raises ApiError 400, ConflictsError."""
    writer, config = applying.writer, applying.config
    try:
        new = managers.applied(writer, live, config, editing.now, is_forced=is_forced)
    except MisfitError as error:
        raise misfit(applying.call, error) from None
    manifest, _ = writer.kind.decode(new, strict=False)
    return manifest


def not_its_own(call: Call, found: Object, conflicts: list[Conflict]) -> list[Conflict]:
    """The conflicts about fields that kubectl itself did not apply from its side before.

    That is how objects move from `kubectl apply` to `kubectl apply --server-side`."""
    last = last_applied(found)
    try:
        own = fields_of(last, call.kind.schema)
    except MisfitError:
        own = frozenset()
    return [conflict for conflict in conflicts if conflict.path not in own]


def remembered(manifest: Manifest, config: Manifest) -> Manifest:
    """The manifest with kubectl's annotation kept up to what was applied."""
    own = config["metadata"]
    annotations = without(own.get("annotations") or {}, ANNOTATION)
    bare = without(own, "annotations")
    if annotations:
        bare["annotations"] = annotations
    plain = json_text({**config, "metadata": bare})
    metadata = manifest["metadata"]
    known = {**(metadata.get("annotations") or {}), ANNOTATION: plain}
    return {**manifest, "metadata": {**metadata, "annotations": known}}


def json_text(value: Any) -> str:
    """JSON as kubectl writes it into its annotation."""
    text = json.dumps(value, separators=(",", ":"), sort_keys=True, ensure_ascii=False)
    return text.translate(HTML_SAFE) + "\n"


def refusal(conflicts: list[Conflict]) -> ApiError:
    """409 with a cause for each field."""
    causes = [
        {
            "reason": "FieldManagerConflict",
            "message": f"conflict with {conflict.owner}",
            "field": path_text(conflict.path),
        }
        for conflict in conflicts
    ]
    return ApiError(409, "Conflict", told(conflicts), {"causes": causes})


def told(conflicts: list[Conflict]) -> str:
    if len(conflicts) == 1:
        (only,) = conflicts
        path = path_text(only.path)
        return f"Apply failed with 1 conflict: conflict with {only.owner}: {path}"
    by_owner = groupby(sorted(conflicts, key=owner_text), key=owner_text)
    lines = [line for owner, each in by_owner for line in lines_about(owner, each)]
    return f"Apply failed with {len(conflicts)} conflicts: " + "\n".join(lines)


def owner_text(conflict: Conflict) -> str:
    return str(conflict.owner)


def lines_about(owner: str, conflicts: Iterable[Conflict]) -> list[str]:
    paths = [f"- {path_text(conflict.path)}" for conflict in conflicts]
    return [f"conflicts with {owner}:", *paths]
