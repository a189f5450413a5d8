"""`clocks/step`: one reconcile pass while the time stands still.

The request is written beside the Clock (`sim.stepsWanted`), so it is not lost with a worker; the
worker counts it down.

Example: POST .../clocks/clock/step -> 202, and shortly after the journal has the one write of the
pass. While time runs it is refused with 409.
"""

from __future__ import annotations

from django.http import HttpResponse

from cluster.api import writing
from cluster.api.call import Call
from cluster.api.status import json_reply, success
from cluster.core.actions import Why
from cluster.kinds.errors import ApiError
from cluster.runtime.writes import write
from cluster.store.orm import Editing

RUNNING = "time runs; pause it first (spec.paused: true), then step"
MOST_WAITING = 1000


async def step(call: Call) -> HttpResponse:
    """Ask for one step. Raises ApiError 404, 409, 429."""

    def change(editing: Editing) -> None:
        clock = writing.find(editing, call.kind, "", call.target.name)
        if not clock.spec.get("paused"):
            raise ApiError.conflict(call.kind.resource, clock.name, RUNNING)
        wanted = int((clock.sim or {}).get("stepsWanted", 0)) + 1
        if wanted > MOST_WAITING:
            raise ApiError.too_many_requests(f"{MOST_WAITING} steps are waiting already")
        sim = {**(clock.sim or {}), "stepsWanted": wanted}
        why = Why("user", "asked for one step")
        editing.ledger.update_status(clock, clock.manifest, call.caller.by, why, sim)

    await write(call.cluster_id, change)
    return json_reply(success("one step is on its way"), 202)


METHODS = {"POST": step}
