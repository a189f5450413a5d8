"""DELETE of a collection: every object that the selectors leave, all in one transaction."""

from __future__ import annotations

from django.http import HttpResponse

from cluster.api import writing
from cluster.api.call import Call
from cluster.api.deletion_options import read_deletion
from cluster.api.reading import encode
from cluster.api.status import json_reply
from cluster.api.verbs.list import refuse_unknown_fields
from cluster.core.objects import Manifest
from cluster.kinds.errors import ApiError
from cluster.runtime.writes import write
from cluster.store.orm import Editing


async def delete_collection(call: Call) -> HttpResponse:
    """The answer lists what was deleted, as it was or as it is marked."""
    refuse_unknown_fields(call)
    if call.kind.namespaced and not call.target.namespace:
        raise ApiError.method_not_allowed()
    wanted, is_dry_run = read_deletion(call)
    labels, fields = call.options.labels, call.options.fields

    def change(editing: Editing) -> tuple[int, list[Manifest]]:
        editing.dry_run = is_dry_run
        items = []
        for found in editing.list(call.kind.kind, call.target.namespace or None):
            if labels.matches(found.labels) and fields.matches(found.manifest):
                left = writing.delete(editing, call.kind, found, wanted, call.caller.by)
                items.append(found.manifest if left is None else left.manifest)
        return editing.revision, items

    revision, items = await write(call.cluster_id, change)
    answer = {
        "kind": f"{call.kind.kind}List",
        "apiVersion": call.target.api_version,
        "metadata": {"resourceVersion": str(revision)},
        "items": items,
    }
    return json_reply(encode(answer))
