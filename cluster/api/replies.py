"""The answer to a write: the object as it stands now, in the form the client asked for."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import HttpResponse

from cluster.api import table
from cluster.api.call import Call
from cluster.api.reading import encode
from cluster.api.shapes import shown
from cluster.api.status import json_reply
from cluster.core.objects import Object
from cluster.core.timestamps import parse_time


def object_reply(
    call: Call, found: Object, code: int = 200, warnings: Sequence[str] = ()
) -> HttpResponse:
    """One object."""
    manifest = shown(call.kind, found.manifest)
    if manifest["apiVersion"] != call.target.api_version:
        manifest = {**manifest, "apiVersion": call.target.api_version}
    if not call.wants_table:
        return json_reply(encode(manifest), code, warnings)
    metadata = manifest["metadata"]
    now = parse_time(metadata["creationTimestamp"])
    rows = [table.row(call, manifest, now)]
    body = table.table(call, {"resourceVersion": metadata["resourceVersion"]}, rows)
    return json_reply(body, code, warnings)
