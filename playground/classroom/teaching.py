"""The teacher's way in: signing in, and opening a class in one click (`/class/new`).

Opening asks for nothing that must be thought of: title and limit have defaults. Former classes are
listed with their results, and with one click each is deleted whole.
"""

from __future__ import annotations

import asyncio

from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.views.decorators.http import require_http_methods, require_POST

from cluster.runtime.executors import run_read, run_write
from playground.access import Forbidden
from playground.classroom import asking, classes, guesses, sign_in
from playground.classroom.errors import ClassError
from playground.classroom.models import Classroom
from playground.pages.errors import error_page
from playground.visitors import Visitor, remember, visitor_or_newcomer

WRONG = "This name and password do not fit. Try again, or use the link that the server prints."
STALE_LINK = "This link was used already or is too old. Restart the server for a new one."
LISTED = 30


@require_http_methods(["GET", "HEAD", "POST"])
async def new(request: HttpRequest) -> HttpResponseBase:
    """The sign-in form, or the one button; and what the button does."""
    digest = asking.visitor_digest(request)
    teacher = await run_read(sign_in.teacher_of, digest) if digest else None
    if teacher is None:
        return asking.page(request, "sign_in", {})
    if request.method != "POST":
        return asking.page(request, "new", await run_read(desk_of, teacher))
    title = " ".join(request.POST.get("title", "").split())[:60] or "My class"
    pods = request.POST.get("pods", "").strip()
    try:
        asking.refuse_foreign(request)
        classroom = await run_write(classes.open_class, teacher, digest, title, pods)
    except Forbidden as refusal:
        return error_page(403, refusal.message)
    except ClassError as error:
        words = {**await run_read(desk_of, teacher), "title": title, "pods": pods, "error": error}
        return asking.page(request, "new", words, error.status)
    return see(f"/class/{classroom.code}/")


def desk_of(teacher: User) -> dict[str, object]:
    """Open classes and former ones."""
    rows = list(Classroom.objects.filter(teacher=teacher).order_by("-created_at")[:LISTED])
    for row in rows:
        row.count = row.seats.filter(left_at__isnull=True).count()  # type: ignore[attr-defined]
    return {
        "teacher": teacher.username,
        "title": "My class",
        "pods": classes.usual_pods(),
        "allowed_pods": classes.allowed_pods(),
        "open": [row for row in rows if row.is_open],
        "former": [row for row in rows if not row.is_open],
    }


@require_POST
async def take_password(request: HttpRequest) -> HttpResponseBase:
    """Name and password. A wrong one takes as long as a right one, and is counted."""
    name, password = request.POST.get("name", "")[:150], request.POST.get("password", "")[:500]
    address = asking.caller_address(request)
    try:
        asking.refuse_foreign(request)
        await run_read(guesses.refuse_too_many, "password", address)
        user_id, encoded = await run_read(sign_in.find_password, name)
        is_right = await asyncio.to_thread(sign_in.is_right, password, encoded)
        if not is_right or user_id is None:
            await run_write(guesses.note_wrong, "password", address)
            raise ClassError(WRONG, "password")
    except Forbidden as refusal:
        return error_page(403, refusal.message)
    except ClassError as error:
        return asking.page(request, "sign_in", {"error": error, "name": name}, error.status)
    return await signed_in(request, user_id)


@require_http_methods(["GET", "HEAD", "POST"])
async def take_link(request: HttpRequest, secret: str) -> HttpResponseBase:
    """The link that the server prints. Looking at it changes nothing; its button uses it up."""
    if request.method != "POST":
        return asking.page(request, "link", {"secret": secret})
    address = asking.caller_address(request)
    try:
        asking.refuse_foreign(request)
        await run_read(guesses.refuse_too_many, "link", address)
    except (Forbidden, ClassError) as refusal:
        return error_page(403, refusal.message)
    user_id = await run_write(sign_in.use_link, secret)
    if user_id is None:
        await run_write(guesses.note_wrong, "link", address)
        return error_page(403, STALE_LINK)
    return await signed_in(request, user_id)


async def signed_in(request: HttpRequest, user_id: int) -> HttpResponseBase:
    """A fresh cookie, and on to the classes."""
    before = visitor_or_newcomer(request)
    fresh = await run_write(sign_in.sign_in, user_id, before)
    response = see("/class/new")
    remember(response, fresh, is_secure=request.is_secure())
    return response


@require_POST
async def sign_out(request: HttpRequest) -> HttpResponseBase:
    """The browser is a visitor's again."""
    try:
        asking.refuse_foreign(request)
    except Forbidden as refusal:
        return error_page(403, refusal.message)
    await run_write(sign_in.sign_out, asking.visitor_digest(request))
    return see("/class/new")


async def helper_link(request: HttpRequest, code: str, secret: str) -> HttpResponseBase:
    """A helper's link: a button, then the wall."""
    if request.method != "POST":
        return asking.page(request, "link", {"secret": secret, "helps": True})
    visitor = visitor_or_newcomer(request)
    address = asking.caller_address(request)
    try:
        asking.refuse_foreign(request)
        await run_read(guesses.refuse_too_many, "link", address)
    except (Forbidden, ClassError) as refusal:
        return error_page(403, refusal.message)
    found = await run_write(classes.become_helper, code, secret, visitor.digest)
    if found is None:
        await run_write(guesses.note_wrong, "link", address)
        return error_page(403, "This link is not valid any more. Ask the teacher for a new one.")
    return remembered(request, see(f"/class/{found.code}/"), visitor)


def see(address: str) -> HttpResponseBase:
    """Go there with GET."""
    response = HttpResponseRedirect(address)
    response.status_code = 303
    response.headers["Cache-Control"] = "no-store"
    return response


def remembered(
    request: HttpRequest, response: HttpResponseBase, visitor: Visitor
) -> HttpResponseBase:
    """Give a newcomer the cookie."""
    remember(response, visitor, is_secure=request.is_secure())
    return response
