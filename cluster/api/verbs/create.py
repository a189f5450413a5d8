"""POST to a collection."""

from __future__ import annotations

from django.http import HttpResponse

from cluster.api import managers, writing
from cluster.api.call import Call
from cluster.api.decoding import decode_body
from cluster.api.replies import object_reply
from cluster.core.objects import Object
from cluster.kinds.errors import ApiError
from cluster.runtime.writes import write
from cluster.store.orm import Editing


async def create(call: Call) -> HttpResponse:
    """Store the object in the body; 201 with what was stored."""
    manifest, warnings = await decode_body(call)
    if call.kind.namespaced and not call.target.namespace:
        raise ApiError.method_not_allowed()
    managers.refuse_manager(call.options, "CreateOptions")
    writer = managers.writer_of(call)
    placed = writing.place(call.kind, manifest, call.target.namespace)

    def change(editing: Editing) -> Object:
        editing.dry_run = call.options.dry_run
        managed = managers.created(writer, placed, editing.now)
        return writing.create(editing, call.kind, managed, call.caller.by)

    created = await write(call.cluster_id, change)
    return object_reply(call, created, 201, [*warnings, *call.kind.warnings(created.manifest)])
