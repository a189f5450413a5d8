"""`/apply`: the page's YAML box. One or many documents, all or nothing.

Every document is read, decoded, defaulted and checked before the first one is stored; what fails,
fails for all, in one transaction. What does not exist is created; what exists is merged with it as
`kubectl apply` does (`last_applied.py`).

A dry run also tells each object as it is and as it would be, for a picture of what will change.

Example: a Deployment and its Service -> {"kind":"List","items":[{"kind":"Deployment","name":"web",
"result":"created"},{"kind":"Service","name":"web","result":"unchanged"}]}.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse

from cluster.api import last_applied, writing
from cluster.api.body import YAML_TYPES, Body, decode_many
from cluster.api.call import Caller, read_body
from cluster.api.decoding import JSON_TYPES, SMALL_BYTES, media_type
from cluster.api.managers import Writer, created, manager_name, refuse_manager, updated
from cluster.api.options import Options, read_options
from cluster.api.shapes import shown
from cluster.api.status import json_reply
from cluster.core.objects import Manifest, Object
from cluster.kinds import Kind, by_api_kind
from cluster.kinds.errors import ApiError
from cluster.runtime.executors import run_read
from cluster.runtime.writes import write
from cluster.store.orm import Editing

DEFAULT_NAMESPACE = "default"


@dataclass(frozen=True, slots=True)
class Document:
    """One manifest of the box, decoded and placed."""

    kind: Kind
    manifest: Manifest

    @property
    def name(self) -> str:
        return str(self.manifest["metadata"].get("name", ""))

    @property
    def namespace(self) -> str:
        return str(self.manifest["metadata"].get("namespace", ""))


async def answer(request: HttpRequest, caller: Caller) -> HttpResponse:
    """Apply the documents in the body. Raises ApiError; then nothing is stored."""
    if request.method != "POST":
        raise ApiError.method_not_allowed()
    options = read_options(request.GET)
    content_type = media_type(request.headers.get("Content-Type", ""))
    if content_type not in JSON_TYPES | YAML_TYPES | {"text/plain"}:
        raise ApiError.unsupported_media_type()
    raw = read_body(request)
    if len(raw) > SMALL_BYTES:
        documents, warnings = await run_read(read_documents, raw, options)
    else:
        documents, warnings = read_documents(raw, options)

    refuse_manager(options, "PatchOptions")
    manager = manager_name(request, options)

    def change(editing: Editing) -> list[Manifest]:
        editing.dry_run = options.dry_run
        return [apply_one(editing, document, manager, caller.by) for document in documents]

    items = await write(caller.cluster_id, change)
    return json_reply({"kind": "List", "apiVersion": "v1", "items": items}, 200, warnings)


def read_documents(raw: bytes, options: Options) -> tuple[list[Document], list[str]]:
    """All documents of the body; JSON is YAML too. Raises ApiError 400."""
    bodies = [each for body in decode_many(raw, "application/yaml") for each in unpacked(body)]
    if not bodies:
        raise ApiError.bad_request("no objects in the manifest")
    documents, warnings = [], []
    for body in bodies:
        document, problems = read_document(body, options.field_validation)
        documents.append(document)
        warnings += problems
    return documents, warnings


def unpacked(body: Body) -> Iterable[Body]:
    """The items of a List, or the document itself."""
    value = body.value
    if isinstance(value, dict) and value.get("kind") == "List" and "items" in value:
        items = value["items"]
        if not isinstance(items, list):
            raise ApiError.bad_request("the items of a List must be a list")
        return [Body(item, body.duplicates) for item in items]
    return [body]


def read_document(body: Body, mode: str) -> tuple[Document, list[str]]:
    """Raises ApiError 400, 404."""
    value = body.value
    if not isinstance(value, dict):
        raise ApiError.bad_request("every document of a manifest must be an object")
    api_version, kind_name = value.get("apiVersion"), value.get("kind")
    for field, found in (("apiVersion", api_version), ("kind", kind_name)):
        if not isinstance(found, str) or not found:
            raise ApiError.bad_request(f"Object '{field}' is missing in a document")
    kind = by_api_kind(str(api_version), str(kind_name))
    if kind is None:
        raise ApiError.bad_request(f'no matches for kind "{kind_name}" in version "{api_version}"')
    if mode != "Ignore" and body.duplicates:
        why = f"strict decoding error: {', '.join(body.duplicates)}"
        raise ApiError.cannot_decode(kind.kind, kind.version, why)
    manifest, problems = kind.decode(value, strict=mode != "Ignore")
    metadata = manifest.get("metadata") or {}
    namespace = metadata.get("namespace") or DEFAULT_NAMESPACE
    document = Document(kind, writing.place(kind, manifest, namespace))
    return document, [*problems, *kind.warnings(document.manifest)]


def apply_one(editing: Editing, document: Document, manager: str, by: str) -> Manifest:
    """Create or merge one document. Raises ApiError."""
    kind = document.kind
    writer = Writer(kind, manager, kind.api_version)
    found = editing.get(kind.kind, document.namespace, document.name) if document.name else None
    if found is None:
        if "create" not in kind.verbs:
            raise ApiError.not_found(kind.resource, document.name)
        manifest = last_applied.remembered(document.manifest, document.manifest)
        managed = created(writer, manifest, editing.now)
        made = writing.create(editing, kind, managed, by)
        return told(editing, document, (None, made), "created")
    merged = last_applied.merged(found, document.manifest, kind.schema)
    managed = updated(writer, found.manifest, merged, editing.now)
    changed = writing.update(editing, kind, found, managed, by)
    result = "unchanged" if changed is found else "configured"
    return told(editing, document, (found, changed), result)


def told(
    editing: Editing, document: Document, states: tuple[Object | None, Object], result: str
) -> Manifest:
    """What became of a document; of a dry run also the object before and after."""
    kind, (before, after) = document.kind, states
    item: Manifest = {"kind": kind.kind, "name": after.name, "result": result}
    if after.namespace:
        item["namespace"] = after.namespace
    if editing.dry_run:
        item["before"] = None if before is None else shown(kind, before.manifest)
        item["after"] = shown(kind, after.manifest)
    return item
