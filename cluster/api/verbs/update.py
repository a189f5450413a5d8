"""PUT of one object."""

from __future__ import annotations

from django.http import HttpResponse

from cluster.api import managers, writing
from cluster.api.call import Call
from cluster.api.decoding import decode_body
from cluster.api.replies import object_reply
from cluster.core.objects import Object
from cluster.runtime.writes import write
from cluster.store.orm import Editing


async def update(call: Call) -> HttpResponse:
    """Replace the main resource by the one in the body."""
    manifest, warnings = await decode_body(call)
    target = call.target
    managers.refuse_manager(call.options, "UpdateOptions")
    writer = managers.writer_of(call)
    placed = writing.place(call.kind, manifest, target.namespace)

    def change(editing: Editing) -> Object:
        editing.dry_run = call.options.dry_run
        found = writing.find(editing, call.kind, target.namespace, target.name)
        writing.refuse_other_uid(call.kind, found, placed)
        managed = managers.updated(writer, found.manifest, placed, editing.now)
        return writing.update(editing, call.kind, found, managed, call.caller.by)

    return object_reply(call, await write(call.cluster_id, change), 200, warnings)
