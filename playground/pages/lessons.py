"""The lessons: the list, the way into one, and what the lesson's panel asks while it is played.

`/lessons/<slug>/` begins a lesson or goes on with it, on a cluster of its own, and leads to that
cluster's page. There the panel asks for the state of the lesson and tells what the learner does;
each answer of either is the whole state. Refusals are Status objects.

Example: POST /lessons/01-desired-state/do/answer {"choice": 1} locks an answer in.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from typing import Any

import msgspec
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseRedirect,
    JsonResponse,
)
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cluster.runtime.executors import run_read, run_write
from playground import access
from playground.pages.errors import error_page, status_object
from playground.pages.views import lower_headers
from playground.tutorials import catalogue, learners, playing
from playground.tutorials.lesson import Lesson
from playground.tutorials.models import Progress
from playground.tutorials.playing import PlayError
from playground.tutorials.stage import StartError
from playground.tutorials.telling import tell
from playground.visitors import Visitor, remember, visitor_or_newcomer

UNKNOWN = "There is no such lesson."
NOT_BEGUN = "You are not in this lesson: open it first."
FOREIGN = "the request did not come from a page of this server"
NO_CODE = "No learner has this code. It has eight letters and digits: look at it once more."
logger = logging.getLogger(__name__)


class Wish(msgspec.Struct, forbid_unknown_fields=True):
    """What a learner does; only an answer says more than its verb."""

    choice: int = -1


wish_decoder = msgspec.json.Decoder(Wish)


@require_GET
async def index(request: HttpRequest) -> HttpResponseBase:
    """All lessons, with the visitor's progress."""
    return await list_page(request, visitor_or_newcomer(request))


async def list_page(request: HttpRequest, visitor: Visitor, *, problem: str = "") -> HttpResponse:
    found = {} if visitor.is_new else await run_read(progress_by_slug, visitor.digest)
    rows = [row_of(number, each, found) for number, each in enumerate(catalogue.lessons(), 1)]
    context = {
        "rows": rows,
        "problem": problem,
        "minutes": sum(each.minutes for each in catalogue.lessons()),
        "has_progress": bool(found),
        "next": next((row for row in rows if not row["finished"]), None),
    }
    status = 400 if problem else 200
    response = render(request, "playground/lessons.html", context, status=status)
    response.headers["Cache-Control"] = "no-store"
    return response


def progress_by_slug(visitor: str) -> dict[str, Progress]:
    learner = learners.learner_of(visitor)
    rows = Progress.objects.filter(learner=learner) if learner else []
    return {row.slug: row for row in rows}


def row_of(number: int, lesson: Lesson, found: dict[str, Progress]) -> dict[str, Any]:
    """One line of the list."""
    progress = found.get(lesson.slug)
    done = 0
    if progress is not None:
        done = sum(playing.done_at(progress, each) for each in lesson.steps)
    return {
        "number": number,
        "lesson": lesson,
        "done": done,
        "total": len(lesson.steps),
        "begun": progress is not None,
        "finished": progress is not None and progress.finished_at is not None,
    }


@require_GET
async def lesson(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Begin a lesson, or go on with it."""
    found = catalogue.find(slug)
    if found is None:
        return error_page(404, UNKNOWN)
    visitor = visitor_or_newcomer(request)
    try:
        async with playing.turn(visitor.digest, found):
            progress = await playing.begin(visitor.digest, found)
    except StartError as error:
        logger.error("lesson %s does not start: %s", slug, error)
        return error_page(500, "This lesson does not start. The server's log says why.")
    response = HttpResponseRedirect(f"/c/{progress.cluster_id}/?lesson={slug}")
    response.headers["Cache-Control"] = "no-store"
    remember(response, visitor, is_secure=request.is_secure())
    return response


@require_GET
async def state(request: HttpRequest, slug: str) -> HttpResponseBase:
    """The lesson as it stands; `?step=1` shows that earlier step (from 0)."""
    asked = request.GET.get("step", "")
    shown = int(asked) if asked.isascii() and asked.isdigit() else None
    found = catalogue.find(slug)
    if found is None:
        return status_object(404, UNKNOWN)
    async with playing.turn(visitor_or_newcomer(request).digest, found) as progress:
        if progress is None or not progress.cluster_id:
            return status_object(404, NOT_BEGUN)
        return answer_with(await tell(progress, found, shown))


Deed = Callable[[Progress, Lesson], Awaitable[None]]
DEEDS: dict[str, Deed] = {
    "next": playing.go_on,
    "run": playing.run,
    "hint": playing.hint,
    "again": playing.again,
}


@require_POST
async def act(request: HttpRequest, slug: str, verb: str) -> HttpResponseBase:
    """Something that the learner does in a lesson."""
    found, visitor = catalogue.find(slug), visitor_or_newcomer(request)
    if found is None or verb not in (*DEEDS, "answer", "restart"):
        return status_object(404, UNKNOWN)
    if not access.is_own_page(lower_headers(request)):
        return status_object(403, FOREIGN, "Forbidden")
    try:
        wish = wish_decoder.decode(request.body or b"{}")
    except msgspec.DecodeError as error:
        return status_object(400, f"choice: {error}")
    async with playing.turn(visitor.digest, found) as progress:
        if progress is None or not (progress.cluster_id or verb == "restart"):
            return status_object(404, NOT_BEGUN)
        try:
            if verb == "answer":
                await playing.answer(progress, found, wish.choice)
            elif verb == "restart":
                progress = await playing.begin(visitor.digest, found, anew=True)
            else:
                await DEEDS[verb](progress, found)
        except PlayError as error:
            return status_object(409, str(error), "Conflict")
        return answer_with(await tell(progress, found))


@require_POST
async def code(request: HttpRequest) -> HttpResponseBase:
    """A code that carries this browser's progress to another one."""
    if not access.is_own_page(lower_headers(request)):
        return status_object(403, FOREIGN, "Forbidden")
    visitor = visitor_or_newcomer(request)
    made = await run_write(code_for, visitor.digest)
    response = answer_with({"code": f"{made[:4]}-{made[4:]}"})
    remember(response, visitor, is_secure=request.is_secure())
    return response


def code_for(visitor: str) -> str:
    return learners.issue_code(learners.learner_for(visitor))


@require_http_methods(["POST"])
async def resume(request: HttpRequest) -> HttpResponseBase:
    """Take on the progress of a code; the form of the list sends it."""
    visitor = visitor_or_newcomer(request)
    headers = lower_headers(request)
    if headers.get("origin") and not access.is_own_page(headers):
        return error_page(403, FOREIGN)
    typed = request.POST.get("code", "")
    if await run_write(learners.resume, typed, visitor.digest) is None:
        return await list_page(request, visitor, problem=NO_CODE)
    response = HttpResponseRedirect("/lessons/")
    remember(response, visitor, is_secure=request.is_secure())
    return response


def answer_with(body: dict[str, Any]) -> JsonResponse:
    return JsonResponse(body, headers={"Cache-Control": "no-store"})
