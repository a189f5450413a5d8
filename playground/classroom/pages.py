"""The pages of a class: the wall, its results, what is done there, and whose page this is.

Example: GET /class/of/k7f2mq -> {"role":"learner","code":"482913","socket":"/ws/class/..."}
"""

from __future__ import annotations

import json
from typing import Any

from django.db.models import Q
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.views.decorators.http import require_POST, require_safe

from cluster.runtime.executors import run_read
from playground.access import Forbidden
from playground.classroom import asking, classes, export, lessons, line
from playground.classroom.acts import Asked, carry_out
from playground.classroom.classes import Caller, caller_of
from playground.classroom.errors import ClassError, NotThere
from playground.classroom.join_address import is_only_here
from playground.classroom.models import Classroom, Seat, Staff
from playground.classroom.questions import PREPARED
from playground.classroom.sign_in import holders_of
from playground.pages.errors import error_page, status_object

REASONS = {403: "Forbidden", 404: "NotFound", 422: "Invalid", 429: "TooManyRequests"}
MOST_BYTES = 16 * 1024


@require_safe
async def wall(request: HttpRequest, code: str) -> HttpResponseBase:
    """The wall; learners who open its address come to their own cluster's page."""
    try:
        caller = await run_read(caller_of, code, asking.visitor_digest(request))
    except NotThere as error:
        return error_page(404, error.message)
    if caller.staff is None:
        return error_page(403, "The wall is for the teacher. Your cluster is at the address /.")
    return asking.page(request, "wall", {"config": wall_config(request, caller)})


def wall_config(request: HttpRequest, caller: Caller) -> dict[str, Any]:
    """What the wall must know to start."""
    classroom = caller.classroom
    base = asking.join_base(request)
    return {
        "code": classroom.code,
        "title": classroom.title,
        "role": caller.role,
        "cluster": classroom.cluster_id,
        "join": asking.without_scheme(f"{base}/join"),
        "onlyHere": is_only_here(f"{request.scheme}://{request.get_host()}"),
        "socket": f"/ws/class/{classroom.code}/wall/",
        "seats": classroom.max_seats,
        "questions": list(PREPARED),
        "lessons": lessons.titles(),
    }


@require_safe
async def results(request: HttpRequest, code: str) -> HttpResponseBase:
    """The CSV file, for the teacher."""
    try:
        caller = await run_read(caller_of, code, asking.visitor_digest(request))
    except NotThere as error:
        return error_page(404, error.message)
    if caller.role != Staff.Role.TEACHER:
        return error_page(403, "Results are for the teacher.")
    text = await run_read(export.results, caller.classroom)
    response = HttpResponse(text, content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="class-{code}.csv"'
    response.headers["Cache-Control"] = "no-store"
    return response


@require_POST
async def do(request: HttpRequest, code: str, verb: str) -> HttpResponseBase:
    """One act; its answer or its refusal as JSON."""
    try:
        asking.refuse_foreign(request)
        caller = await run_read(caller_of, code, asking.visitor_digest(request))
        headers = [
            (name.lower().encode("latin1"), value.encode("latin1", "replace"))
            for name, value in request.headers.items()
        ]
        answer = await carry_out(verb, Asked(caller, read_body(request), headers))
    except Forbidden as refusal:
        return status_object(403, refusal.message)
    except ClassError as error:
        return refused(error)
    await line.tell(caller.classroom.pk)
    return JsonResponse(answer, headers={"Cache-Control": "no-store"})


def refused(error: ClassError) -> HttpResponseBase:
    """A Status that names the field."""
    response = status_object(error.status, error.message, REASONS[error.status])
    body = json.loads(response.content)
    body["details"] = {"causes": [{"field": error.field, "message": error.message}]}
    return JsonResponse(body, status=error.status, headers={"Cache-Control": "no-store"})


def read_body(request: HttpRequest) -> dict[str, Any]:
    """The JSON object; nothing is an empty one. Raises ClassError."""
    if len(request.body) > MOST_BYTES:
        raise ClassError(f"This is more than {MOST_BYTES} bytes.")
    try:
        body = json.loads(request.body or b"{}")
    except ValueError:
        raise ClassError("The body must be a JSON object.") from None
    if not isinstance(body, dict):
        raise ClassError("The body must be a JSON object.")
    return body


@require_safe
async def of_cluster(request: HttpRequest, cluster_id: str) -> HttpResponseBase:
    """Whether this page belongs to a class, for this browser; {} when it does not."""
    found = await run_read(class_of, cluster_id, asking.visitor_digest(request))
    return JsonResponse(found, headers={"Cache-Control": "no-store"})


def class_of(cluster_id: str, visitor: str) -> dict[str, Any]:
    """As a learner on the own seat, or as staff on a learner's or the teacher's cluster."""
    if not visitor:
        return {}
    is_its = Q(cluster_id=cluster_id) | Q(own_cluster_id=cluster_id)
    seat = Seat.objects.filter(is_its, left_at__isnull=True)
    found = seat.select_related("classroom").order_by("-pk").first()
    if found is not None:
        if found.devices.filter(visitor=visitor).exists():
            return told(found.classroom, classes.LEARNER, cluster_id)
        staff = found.classroom.staff.filter(holder__in=holders_of(visitor)).first()
        is_open = staff is not None and found.classroom.is_open
        return told(found.classroom, str(staff.role), cluster_id) if staff and is_open else {}
    classroom = Classroom.objects.filter(cluster_id=cluster_id, ended_at__isnull=True).first()
    if classroom is None:
        return {}
    staff = classroom.staff.filter(holder__in=holders_of(visitor), role="teacher").first()
    return told(classroom, "teacher", cluster_id) if staff else {}


def told(classroom: Classroom, role: str, cluster_id: str) -> dict[str, Any]:
    """What the page needs to take part."""
    return {
        "role": role,
        "code": classroom.code,
        "title": classroom.title,
        "isOwnCluster": role == "teacher" and cluster_id == classroom.cluster_id,
        "socket": f"/ws/class/{classroom.code}/page/?cluster={cluster_id}",
    }
