"""`/status`: the status alone is replaced; spec and labels sent with it are ignored (SPEC A4)."""

from __future__ import annotations

from django.http import HttpResponse

from cluster.api import managers, writing
from cluster.api.call import Call
from cluster.api.decoding import decode_body
from cluster.api.patching import is_apply, patched, read_patch
from cluster.api.replies import object_reply
from cluster.api.verbs import server_side_apply
from cluster.api.verbs.get import get
from cluster.core.objects import Object
from cluster.runtime.writes import write
from cluster.store.orm import Editing


async def put(call: Call) -> HttpResponse:
    """Replace the status."""
    manifest, warnings = await decode_body(call)
    target, writer = call.target, managers.writer_of(call, "status")

    def change(editing: Editing) -> Object:
        editing.dry_run = call.options.dry_run
        found = writing.find(editing, call.kind, target.namespace, target.name)
        managed = managers.updated(writer, found.manifest, manifest, editing.now)
        return writing.update_status(editing, call.kind, found, managed, call.caller.by)

    return object_reply(call, await write(call.cluster_id, change), 200, warnings)


async def patch(call: Call) -> HttpResponse:
    """Change the status."""
    if is_apply(call):
        return await server_side_apply.apply(call)
    asked = await read_patch(call)
    target, writer = call.target, managers.writer_of(call, "status")

    def change(editing: Editing) -> tuple[Object, list[str]]:
        editing.dry_run = call.options.dry_run
        found = writing.find(editing, call.kind, target.namespace, target.name)
        manifest, warnings = patched(call, asked, found.manifest)
        managed = managers.updated(writer, found.manifest, manifest, editing.now)
        return writing.update_status(editing, call.kind, found, managed, call.caller.by), warnings

    found, warnings = await write(call.cluster_id, change)
    return object_reply(call, found, 200, warnings)


METHODS = {"GET": get, "PUT": put, "PATCH": patch}
