"""`nodes/drain`: what `kubectl drain` does, in one transaction (SPEC E1).

Cordon, look at the node's Pods, evict each. A Pod without a controller or with an emptyDir is an
error unless the body allows it; then nothing is evicted and the node stays cordoned. Pods that a
budget holds back are named; asking again later goes on with them.

Example: POST {"force": true} -> {"kind":"Drain","evicted":["web-1"],"waiting":[],...}
Mirrors: kubectl pkg/drain/filters.go.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import HttpResponse

from cluster.api import managers, writing
from cluster.api.budgets import Budgets
from cluster.api.call import Call
from cluster.api.decoding import parse
from cluster.api.status import json_reply
from cluster.api.subresources.eviction import evict_pod
from cluster.api.writing import Deletion
from cluster.core.objects import Pod
from cluster.kinds.errors import ApiError
from cluster.runtime.writes import write
from cluster.store.orm import Editing

FLAGS = ("force", "deleteEmptyDirData")
BARE = "cannot delete Pods that declare no controller (use --force to override): {names}"
EMPTY_DIR = (
    "cannot delete Pods with local storage (use --delete-emptydir-data to override): {names}"
)


async def drain(call: Call) -> HttpResponse:
    """Cordon and evict. The refusal of an unsafe drain comes after the cordon is written."""
    options, writer = read_options(call), managers.writer_of(call)

    def change(editing: Editing) -> dict[str, Any] | ApiError:
        editing.dry_run = call.options.dry_run
        node = writing.find(editing, call.kind, "", call.target.name)
        cordoned = {**node.manifest, "spec": {**node.spec, "unschedulable": True}}
        managed = managers.updated(writer, node.manifest, cordoned, editing.now)
        writing.update(editing, call.kind, node, managed, call.caller.by)
        pods = pods_on(editing, node.name)
        complaints = complaints_about(pods, options)
        if complaints:
            return ApiError.conflict(call.kind.resource, node.name, "; ".join(complaints))
        return evict_all(editing, pods, options, call)

    result = await write(call.cluster_id, change)
    if isinstance(result, ApiError):
        raise result
    return json_reply(result)


def read_options(call: Call) -> dict[str, Any]:
    """Raises ApiError 400."""
    options = parse(call).value if call.body.strip() else {}
    if not isinstance(options, dict):
        raise ApiError.bad_request("the body of a drain must be an object")
    for flag in FLAGS:
        if not isinstance(options.get(flag, False), bool):
            raise ApiError.bad_request(f"{flag} must be true or false")
    grace = options.get("gracePeriodSeconds")
    if grace is not None and (isinstance(grace, bool) or not isinstance(grace, int)):
        raise ApiError.bad_request("gracePeriodSeconds must be a whole number")
    return options


def pods_on(editing: Editing, node: str) -> list[Pod]:
    """The node's Pods that a drain looks at: those that are leaving already are not."""
    pods = [pod for pod in editing.list("Pod") if isinstance(pod, Pod) and pod.node_name == node]
    return [pod for pod in pods if not pod.is_deleting]


def complaints_about(pods: Sequence[Pod], options: dict[str, Any]) -> list[str]:
    """Why these Pods may not be evicted; final Pods are always fine."""
    alive = [pod for pod in pods if not pod.is_final]
    bare = [pod for pod in alive if pod.controller_uid is None]
    local = [pod for pod in alive if any("emptyDir" in v for v in pod.spec.get("volumes") or ())]
    complaints = []
    if bare and not options.get("force"):
        complaints.append(BARE.format(names=listed(bare)))
    if local and not options.get("deleteEmptyDirData"):
        complaints.append(EMPTY_DIR.format(names=listed(local)))
    return complaints


def listed(pods: Sequence[Pod]) -> str:
    return ", ".join(f"{pod.namespace}/{pod.name}" for pod in pods)


def evict_all(
    editing: Editing, pods: Sequence[Pod], options: dict[str, Any], call: Call
) -> dict[str, Any]:
    """Evict what the budgets allow and name the rest."""
    wanted, budgets = Deletion(grace=options.get("gracePeriodSeconds")), Budgets(editing)
    evicted, waiting = [], []
    for pod in pods:
        try:
            evict_pod(budgets, editing, pod, wanted, call.caller.by)
        except ApiError as error:
            reason = {"name": pod.name, "namespace": pod.namespace, "message": error.message}
            waiting.append(reason)
        else:
            evicted.append({"name": pod.name, "namespace": pod.namespace})
    return {
        "kind": "Drain",
        "apiVersion": "sim.kubeloop.dev/v1alpha1",
        "node": call.target.name,
        "evicted": evicted,
        "waiting": waiting,
    }


METHODS = {"POST": drain}
