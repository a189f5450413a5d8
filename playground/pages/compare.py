"""The page that compares two strategies, and its three questions: start, drive, how did it end.

Example: POST /c/k7f2mq/compare with a `Wish` -> 201 {"sides": [{"cluster": "...", ...}, ...]}.
"""

from __future__ import annotations

import msgspec
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cluster.kinds.errors import ApiError
from cluster.live import outcomes
from cluster.runtime import announce
from cluster.runtime.executors import run_read, run_write
from cluster.store.journal import ExpiredError
from playground import access, comparing
from playground.access import Refusal
from playground.pages.errors import status_object
from playground.pages.past import (
    NOT_YET,
    check_visitor,
    enter_past,
    forgotten,
    packed,
    refused,
)
from playground.pages.views import enter, keep_awake, lower_headers, page_config, refusal_page

wish_decoder = msgspec.json.Decoder(comparing.Wish)


class Drive(msgspec.Struct, forbid_unknown_fields=True):
    """How the clocks of both runs go on."""

    clusters: list[str]
    paused: bool
    speed: float = 1.0


drive_decoder = msgspec.json.Decoder(Drive)


@require_http_methods(["GET", "HEAD", "POST"])
async def compare(request: HttpRequest, cluster_id: str) -> HttpResponseBase:
    """The page; by POST two new runs."""
    if request.method == "POST":
        return await start(request, cluster_id)
    try:
        entered = await enter_past(request, cluster_id)
    except Refusal as refusal:
        return refusal_page(refusal)
    await keep_awake(entered)
    config = {**page_config(request, entered), "at": request.GET.get("at", "")}
    response = render(request, "playground/compare.html", {"config": config})
    response.headers["Cache-Control"] = "no-store"
    return response


async def start(request: HttpRequest, cluster_id: str) -> HttpResponseBase:
    headers = lower_headers(request)
    shown = access.credentials_of(headers, request.COOKIES)
    try:
        await enter(cluster_id, shown)
        visitor = check_visitor(shown, headers)
        wish = wish_decoder.decode(request.body)
        sides = await run_write(comparing.start, visitor, cluster_id, wish)
    except Refusal as refusal:
        return refused(refusal)
    except msgspec.DecodeError as error:
        return status_object(400, str(error))
    except ApiError as error:
        return invalid(error)
    except comparing.NoSuchDeploymentError as error:
        return status_object(404, f"There is no Deployment {error} at that moment.")
    except ExpiredError as error:
        if error.asked > error.oldest:
            return status_object(404, NOT_YET.format(asked=error.asked))
        return await forgotten(cluster_id, error.asked)
    body = {"sides": msgspec.to_builtins(sides)}
    return JsonResponse(body, status=201, headers={"Cache-Control": "no-store"})


@require_POST
async def drive(request: HttpRequest, cluster_id: str) -> HttpResponseBase:
    """Play, pause or change the speed of both runs from the same moment on."""
    headers = lower_headers(request)
    shown = access.credentials_of(headers, request.COOKIES)
    try:
        visitor = check_visitor(shown, headers)
        wish = drive_decoder.decode(request.body)
        if not await run_read(comparing.may_drive, visitor, wish.clusters):
            raise access.Forbidden("these are no runs of yours")
        await run_write(comparing.set_clocks, wish.clusters, speed=wish.speed, paused=wish.paused)
    except Refusal as refusal:
        return refused(refusal)
    except msgspec.DecodeError as error:
        return status_object(400, str(error))
    except ApiError as error:
        return invalid(error)
    for each in wish.clusters:
        await announce.moved(each)
    return HttpResponse(status=204)


@require_GET
async def outcome(request: HttpRequest, cluster_id: str) -> HttpResponseBase:
    """How the rollout that began with `?since=` of `?name=` went."""
    since = request.GET.get("since", "")
    if not (since.isascii() and since.isdigit()):
        return status_object(400, "since: must be the revision that began the rollout")
    try:
        await enter_past(request, cluster_id)
        found = await run_read(
            outcomes.outcome,
            cluster_id,
            int(since),
            request.GET.get("namespace", "default"),
            request.GET.get("name", ""),
        )
    except Refusal as refusal:
        return refused(refusal)
    except ExpiredError:
        return await forgotten(cluster_id, int(since))
    return packed(request, msgspec.json.encode(found))


def invalid(error: ApiError) -> HttpResponse:
    """The API's own words about a strategy or a speed that cannot be."""
    status = error.to_status()
    return JsonResponse(status, status=status["code"], headers={"Cache-Control": "no-store"})
