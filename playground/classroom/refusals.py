"""What a learner's cluster refused, counted on the seat: the same thing three times means stuck.

Wraps the API's view. Only refusals of changes cost anything: one write, when the cluster belongs
to a seat.

Example: `replicas: -1` sent three times -> "same refusal 3 times" on the wall.
"""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils import timezone

from cluster.runtime.executors import run_write
from playground.access import SAFE_METHODS
from playground.classroom.models import Seat

COUNTED = frozenset({400, 404, 409, 422})
View = Callable[[HttpRequest, str, str], Awaitable[HttpResponseBase]]


def noting_refusals(view: View) -> View:
    """The same view; a refused change is noted on the learner's seat."""

    async def noted(request: HttpRequest, cluster_id: str, rest: str = "") -> HttpResponseBase:
        response = await view(request, cluster_id, rest)
        is_change = request.method not in SAFE_METHODS
        if is_change and response.status_code in COUNTED and isinstance(response, HttpResponse):
            await run_write(note, cluster_id, message_of(response))
        return response

    return noted


def message_of(response: HttpResponse) -> str:
    """The sentence of a Status."""
    try:
        return str(json.loads(response.content).get("message", ""))[:300]
    except (ValueError, AttributeError):
        return ""


def note(cluster_id: str, message: str) -> None:
    """Count it when it is the same as before."""
    seat = Seat.objects.filter(cluster_id=cluster_id, left_at__isnull=True).first()
    if seat is None or not message:
        return
    seat.refusals = seat.refusals + 1 if seat.refusal == message else 1
    seat.refusal, seat.refused_at = message, timezone.now()
    seat.save(update_fields=["refusal", "refusals", "refused_at"])
