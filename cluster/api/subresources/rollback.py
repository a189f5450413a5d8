"""`deployments/rollback`: `kubectl rollout undo` in one request (SPEC D76-D78).

Example: POST {"toRevision": 0} goes back to the revision before the last; refusals carry kubectl's
texts.
"""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse

from cluster.api import managers, writing
from cluster.api.call import Call
from cluster.api.decoding import parse
from cluster.api.status import json_reply, success
from cluster.core.controllers.deployment.undo import UndoRefused, undo
from cluster.core.objects import Deployment, ReplicaSet
from cluster.kinds.errors import ApiError
from cluster.runtime.writes import write
from cluster.store.orm import Editing

REVISION_LIMIT = 2**63


async def rollback(call: Call) -> HttpResponse:
    """Go back. Raises ApiError 400, 404, 409."""
    to_revision = wanted_revision(call)
    target = call.target

    writer = managers.writer_of(call)

    def change(editing: Editing) -> str:
        editing.dry_run = call.options.dry_run
        found = writing.find(editing, call.kind, target.namespace, target.name)
        assert isinstance(found, Deployment)
        sets = [
            each
            for each in editing.list("ReplicaSet", target.namespace)
            if isinstance(each, ReplicaSet) and each.controller_uid == found.uid
        ]
        try:
            undone = undo(found, sets, to_revision)
        except UndoRefused as refusal:
            raise ApiError(409, "Conflict", str(refusal)) from None
        if undone.patch:
            managed = managers.updated(writer, found.manifest, undone.manifest, editing.now)
            writing.update(editing, call.kind, found, managed, call.caller.by)
        return undone.message

    message = await write(call.cluster_id, change)
    details = {"name": target.name, "group": call.kind.group, "kind": call.kind.plural}
    return json_reply(success(message, details))


def wanted_revision(call: Call) -> int:
    """The revision in the body, 0 without one. Raises ApiError 400."""
    body: Any = parse(call).value if call.body.strip() else {}
    revision = body.get("toRevision", 0) if isinstance(body, dict) else None
    if not isinstance(revision, int) or isinstance(revision, bool) or revision >= REVISION_LIMIT:
        raise ApiError.bad_request('the body of a rollback must be {"toRevision": <number>}')
    return revision


METHODS = {"POST": rollback}
