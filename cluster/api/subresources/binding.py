"""`pods/binding`: give a Pod its node, as a scheduler does.

Example: POST {"target": {"kind": "Node", "name": "node-2"}} to .../pods/web-1/binding.
Mirrors: kubernetes pkg/registry/core/pod/storage/storage.go (assignPod).
"""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse

from cluster.api import writing
from cluster.api.call import Call
from cluster.api.decoding import parse
from cluster.api.status import json_reply, success
from cluster.core.actions import Update, Why
from cluster.core.objects import Node, Pod
from cluster.core.scheduler.cycle import bind as bind_plan
from cluster.kinds.errors import ApiError, required
from cluster.runtime.writes import write
from cluster.store.orm import Editing


async def bind(call: Call) -> HttpResponse:
    """Raises ApiError 400, 404, 409, 422."""
    name = wanted_node(call)
    target = call.target

    def change(editing: Editing) -> None:
        editing.dry_run = call.options.dry_run
        pod = writing.find(editing, call.kind, target.namespace, target.name)
        node = editing.get("Node", "", name)
        assert isinstance(pod, Pod)
        refuse_unfit(call, pod)
        if not isinstance(node, Node):
            raise ApiError.not_found(("", "nodes"), name)
        why = Why("user", f"bound Pod {pod.name} to {name}")
        for action in bind_plan(pod, node, why, editing.now).actions:
            if isinstance(action, Update):
                editing.ledger.update_status(pod, action.manifest, call.caller.by, why)

    await write(call.cluster_id, change)
    return json_reply(success(), 201)


def refuse_unfit(call: Call, pod: Pod) -> None:
    """Raises ApiError 409 for a Pod that is leaving or has a node already."""
    if pod.is_deleting:
        why = f"pod {pod.name} is being deleted, cannot be assigned to a host"
        raise ApiError.conflict(("", "pods/binding"), pod.name, why)
    if pod.node_name:
        why = f'pod {pod.name} is already assigned to node "{pod.node_name}"'
        raise ApiError.conflict(("", "pods/binding"), pod.name, why)


def wanted_node(call: Call) -> str:
    """The node in the body. Raises ApiError 400, 422."""
    body: Any = parse(call).value
    if not isinstance(body, dict) or body.get("kind", "Binding") != "Binding":
        raise ApiError.bad_request("the body of the request must be a Binding")
    target = body.get("target")
    if not isinstance(target, dict) or target.get("kind", "Node") != "Node":
        raise ApiError.bad_request("target must be a reference to a Node")
    name = target.get("name")
    if not isinstance(name, str) or not name:
        raise ApiError.invalid("Binding", call.target.name, [required("target.name")])
    return name


METHODS = {"POST": bind}
