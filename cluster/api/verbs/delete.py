"""DELETE of one object.

Mirrors: kubernetes apiserver/pkg/admission/plugin/namespace/lifecycle (namespaces that stay).
"""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse

from cluster.api import writing
from cluster.api.call import Call
from cluster.api.deletion_options import read_deletion
from cluster.api.replies import object_reply
from cluster.api.status import json_reply, success
from cluster.core.objects import Object
from cluster.kinds.errors import ApiError
from cluster.runtime.writes import write
from cluster.store.orm import Editing

IMMORTAL_NAMESPACES = frozenset({"default", "kube-public", "kube-system"})


async def delete(call: Call) -> HttpResponse:
    """Mark or remove; the answer is the marked object, or a Status when it is gone."""
    wanted, is_dry_run = read_deletion(call)
    target = call.target
    refuse_immortal(call)

    def change(editing: Editing) -> tuple[Object, Object | None]:
        editing.dry_run = is_dry_run
        found = writing.find(editing, call.kind, target.namespace, target.name)
        return found, writing.delete(editing, call.kind, found, wanted, call.caller.by)

    found, left = await write(call.cluster_id, change)
    if left is not None:
        return object_reply(call, left)
    return json_reply(success(details=details(call, found)))


def refuse_immortal(call: Call) -> None:
    """Raises ApiError 403 for the namespaces that every cluster has."""
    if call.kind.kind == "Namespace" and call.target.name in IMMORTAL_NAMESPACES:
        why = "this namespace may not be deleted"
        raise ApiError.forbidden(call.kind.resource, call.target.name, why)


def details(call: Call, found: Object) -> dict[str, Any]:
    """Which object is gone; kubectl compares the uid while it waits."""
    named = {
        "name": found.name,
        "group": call.kind.group,
        "kind": call.kind.plural,
        "uid": found.uid,
    }
    return {key: value for key, value in named.items() if value}
