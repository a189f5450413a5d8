"""The learner's way in: `/join`, `/join/<code>`, and the QR code of the second.

A plain form that works without JavaScript. What is wrong with it is said at the field it is about,
and what was typed stays.
"""

from __future__ import annotations

import io

import segno
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.views.decorators.http import require_http_methods, require_safe

from cluster.runtime.executors import run_read, run_write
from playground.access import Forbidden
from playground.classroom import asking, seats
from playground.classroom.errors import ClassError
from playground.classroom.line import tell
from playground.classroom.models import Seat
from playground.pages.errors import error_page
from playground.visitors import Visitor, remember, visitor_or_newcomer

FIELDS = ("code", "nickname", "seat_code")


@require_http_methods(["GET", "HEAD", "POST"])
async def join(request: HttpRequest, code: str = "") -> HttpResponseBase:
    """The form, or what it leads to."""
    if request.method == "POST":
        return await take_form(request)
    digest = asking.visitor_digest(request)
    found = await run_read(known_seat, code, digest) if code and digest else None
    if found is not None and found.cluster_id:
        return to_cluster(found)
    return asking.page(request, "join", {"code": code[:6], "has_seat": "seat" in request.GET})


def known_seat(code: str, visitor: str) -> Seat | None:
    """This browser's seat, when it comes again by the class's address."""
    classroom = seats.find_open(code)
    found = seats.seat_of(classroom, visitor) if classroom else None
    return None if found is None or found.left_at else found


async def take_form(request: HttpRequest) -> HttpResponseBase:
    """Come in, or hear why not."""
    try:
        asking.refuse_foreign(request)
    except Forbidden as refusal:
        return error_page(403, f"{refusal.message[0].upper()}{refusal.message[1:]}.")
    typed = {name: request.POST.get(name, "")[:100] for name in FIELDS}
    visitor = visitor_or_newcomer(request)
    try:
        found = await run_write(come_in, typed, visitor.digest, asking.caller_address(request))
    except ClassError as error:
        words: dict[str, object] = {**typed, "error": error, "has_seat": bool(typed["seat_code"])}
        return asking.page(request, "join", words, error.status)
    await tell(found.classroom_id)
    return welcome(request, visitor, found)


def come_in(typed: dict[str, str], visitor: str, address: str) -> Seat:
    """By seat code onto an old seat, else by nickname onto a new one. Raises ClassError."""
    if typed["seat_code"].strip():
        return seats.move_in(typed["code"], typed["seat_code"], visitor, address)
    return seats.join(typed["code"], typed["nickname"], visitor, address)


def welcome(request: HttpRequest, visitor: Visitor, seat: Seat) -> HttpResponseBase:
    """To the cluster, with the cookie that finds it again."""
    response = to_cluster(seat)
    remember(response, visitor, is_secure=request.is_secure())
    return response


def to_cluster(seat: Seat) -> HttpResponseBase:
    """The page of the seat's cluster."""
    response = HttpResponseRedirect(f"/c/{seat.cluster_id}/")
    response.status_code = 303
    response.headers["Cache-Control"] = "no-store"
    return response


@require_safe
async def qr_code(request: HttpRequest, code: str) -> HttpResponseBase:
    """The join address of any six digits as a picture; it tells nothing about the class."""
    picture = segno.make(f"{asking.join_base(request)}/join/{code}", error="m")
    text = io.BytesIO()
    picture.save(text, kind="svg", scale=4, border=2, dark="#14171f", light="#ffffff")
    return HttpResponse(text.getvalue(), content_type="image/svg+xml")
