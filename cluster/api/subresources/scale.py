"""`/scale`: the wanted size of a Deployment or ReplicaSet as an object of its own.

Example: PATCH {"spec": {"replicas": 10}} by kubectl scale; PUT with a resourceVersion by
`kubectl scale --current-replicas`.
Mirrors: kubernetes pkg/registry/apps/deployment/storage (ScaleREST).
"""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse

from cluster.api import managers, writing
from cluster.api.body import decode
from cluster.api.call import Call
from cluster.api.decoding import part, refuse_media_type
from cluster.api.patching import patched_scale, read_patch
from cluster.api.reading import decode as decode_json
from cluster.api.status import json_reply
from cluster.api.verbs.get import missing
from cluster.core.objects import Manifest, Object, read
from cluster.core.selectors import compile_selector
from cluster.kinds.errors import ApiError, invalid
from cluster.runtime.executors import run_read
from cluster.runtime.writes import write
from cluster.store import orm
from cluster.store.orm import Editing

API_VERSION = "autoscaling/v1"
MAX_REPLICAS = 2**31 - 1


def scale_of(found: Object) -> Manifest:
    """The Scale that a workload shows."""
    spec, status, metadata = found.spec, found.status, found.metadata
    shown = ("name", "namespace", "uid", "resourceVersion", "creationTimestamp")
    return {
        "kind": "Scale",
        "apiVersion": API_VERSION,
        "metadata": {key: metadata[key] for key in shown if key in metadata},
        "spec": {"replicas": spec.get("replicas", 1)},
        "status": {
            "replicas": status.get("replicas", 0),
            "selector": str(compile_selector(spec.get("selector"))),
        },
    }


async def get(call: Call) -> HttpResponse:
    """The size that is wanted and the one that is."""

    def show() -> Manifest:
        target = call.target
        row = orm.read_object(call.cluster_id, call.kind.kind, target.namespace, target.name)
        if row is None:
            raise missing(call)
        return scale_of(read(decode_json(row.body)))

    return json_reply(await run_read(show))


async def put(call: Call) -> HttpResponse:
    """Replace the size. A body without a content type is JSON: so kubectl sends it."""
    refuse_media_type(call.content_type)
    scale = decode(call.body, call.content_type).value
    return await resize(call, lambda current: scale)


async def patch(call: Call) -> HttpResponse:
    """Change the size."""
    asked = await read_patch(call)
    return await resize(call, lambda current: patched_scale(call, asked, current))


async def resize(call: Call, scale_after: Any) -> HttpResponse:
    target, writer = call.target, managers.writer_of(call, "scale")

    def change(editing: Editing) -> Manifest:
        editing.dry_run = call.options.dry_run
        found = writing.find(editing, call.kind, target.namespace, target.name)
        scale = scale_after(scale_of(found))
        replicas = replicas_in(scale, found)
        version = part(scale, "metadata").get("resourceVersion")
        if version not in (None, "", found.metadata["resourceVersion"]):
            raise ApiError.conflict(call.kind.resource, found.name)
        manifest = {**found.manifest, "spec": {**found.spec, "replicas": replicas}}
        managed = managers.updated(writer, found.manifest, manifest, editing.now)
        return scale_of(writing.update(editing, call.kind, found, managed, call.caller.by))

    return json_reply(await write(call.cluster_id, change))


def replicas_in(scale: Any, found: Object) -> int:
    """The wanted size. Raises ApiError 400, 422."""
    if not isinstance(scale, dict) or scale.get("kind", "Scale") != "Scale":
        raise ApiError.bad_request("the body of the request must be a Scale")
    replicas = part(scale, "spec").get("replicas", 0)
    if not isinstance(replicas, int) or isinstance(replicas, bool) or replicas > MAX_REPLICAS:
        raise ApiError.cannot_decode(
            "Scale", "v1", "spec.replicas must be a whole number of 32 bits"
        )
    if replicas < 0:
        complaint = invalid("spec.replicas", replicas, "must be greater than or equal to 0")
        raise ApiError.invalid("Scale", found.name, [complaint], "autoscaling")
    return replicas


METHODS = {"GET": get, "PUT": put, "PATCH": patch}
