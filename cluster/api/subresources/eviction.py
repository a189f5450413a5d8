"""`pods/eviction`: a deletion that respects disruption budgets (SPEC E2, E3, P7).

Example: POST {"kind":"Eviction","apiVersion":"policy/v1","metadata":{"name":"web-1"}} -> 201, or
429 while the budget has nothing to give.
Mirrors: kubernetes pkg/registry/core/pod/storage/eviction.go.
"""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse

from cluster.api import writing
from cluster.api.budgets import Budgets
from cluster.api.call import Call
from cluster.api.decoding import parse, part
from cluster.api.deletion_options import checked
from cluster.api.status import json_reply, success
from cluster.api.writing import Deletion
from cluster.core import conditions
from cluster.core.actions import Why
from cluster.core.objects import Object, Pod
from cluster.core.timestamps import format_time
from cluster.kinds.errors import ApiError
from cluster.runtime.writes import write
from cluster.store.orm import Editing


async def evict(call: Call) -> HttpResponse:
    """Evict one Pod. Raises ApiError 400, 404, 429."""
    body = parse(call).value if call.body.strip() else {}
    wanted, is_dry_run = wanted_deletion(call, body)
    target = call.target

    def change(editing: Editing) -> None:
        editing.dry_run = call.options.dry_run or is_dry_run
        found = writing.find(editing, call.kind, target.namespace, target.name)
        evict_pod(Budgets(editing), editing, found, wanted, call.caller.by)

    await write(call.cluster_id, change)
    return json_reply(success(), 201)


def wanted_deletion(call: Call, body: Any) -> tuple[Deletion, bool]:
    """What the Eviction in the body says. Raises ApiError 400."""
    if not isinstance(body, dict) or body.get("kind", "Eviction") != "Eviction":
        raise ApiError.bad_request("the body of the request must be an Eviction")
    name = part(body, "metadata").get("name", call.target.name)
    if name != call.target.name:
        raise ApiError.bad_request(
            f"name in URL does not match name in Eviction object: {call.target.name} != {name}"
        )
    given = checked(part(body, "deleteOptions"))
    preconditions = given.get("preconditions") or {}
    wanted = Deletion(
        grace=given.get("gracePeriodSeconds"),
        uid=str(preconditions.get("uid") or ""),
        resource_version=str(preconditions.get("resourceVersion") or ""),
    )
    return wanted, "All" in (given.get("dryRun") or ())


def evict_pod(budgets: Budgets, editing: Editing, pod: Object, wanted: Deletion, by: str) -> None:
    """Check the budget, note why, delete. Raises ApiError 409, 429, 500."""
    assert isinstance(pod, Pod)
    writing.refuse_precondition(("", "pods"), pod, wanted)
    budgets.check(pod)
    why = Why("E2", f"evicted Pod {pod.name}")
    if not pod.is_deleting and not pod.is_final:
        marked = editing.ledger.update_status(pod, disrupted(pod, editing.now), by, why)
        editing.ledger.delete(marked, by, why, wanted.grace, "Background")
        return
    editing.ledger.delete(pod, by, why, wanted.grace, "Background")


def disrupted(pod: Object, now: float) -> dict[str, Any]:
    """The Pod with the condition that says why it has to go (P7)."""
    condition = {
        "type": "DisruptionTarget",
        "status": "True",
        "lastTransitionTime": format_time(now),
        "reason": "EvictionByEvictionAPI",
        "message": "Eviction API: evicting",
    }
    present = pod.status.get("conditions") or []
    status = {**pod.status, "conditions": list(conditions.put(present, condition))}
    return {**pod.manifest, "status": status}


METHODS = {"POST": evict}
