"""GET of one object."""

from __future__ import annotations

from django.http import HttpResponse

from cluster.api import derived, table
from cluster.api.call import Call
from cluster.api.reading import Reader
from cluster.api.status import json_reply
from cluster.kinds.errors import ApiError
from cluster.runtime.executors import run_read
from cluster.store import orm


async def get(call: Call) -> HttpResponse:
    """The object as it is stored; as one row of a table where the client prefers that."""
    return json_reply(await run_read(read, call), warnings=derived.warnings_of(call.kind))


def read(call: Call) -> bytes:
    """Raises ApiError 404."""
    target = call.target
    row = derived.read_object(call.cluster_id, call.kind, target.namespace, target.name)
    if row is None:
        raise missing(call)
    reader = Reader(call.cluster_id, call.kind, target.version)
    body = reader.row(row)
    return table.one(call, reader, body) if call.wants_table else body


def missing(call: Call) -> ApiError:
    """404 for the object, or for its namespace when that is what is missing."""
    namespace = call.target.namespace
    if namespace and orm.read_object(call.cluster_id, "Namespace", "", namespace) is None:
        return ApiError.not_found(("", "namespaces"), namespace)
    return ApiError.not_found(call.kind.resource, call.target.name)
