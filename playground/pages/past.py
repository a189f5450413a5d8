"""The past of a cluster for its page: timeline, picture and objects of a revision, a fork from it.

Whoever may look at a cluster may look back, and may take a fork of it: the fork is the visitor's
own and counts as one of theirs. Answers that refuse are Status objects, as the page's API client
expects them; a revision that the journal has forgotten is 410.

Example: POST /c/k7f2mq/fork with {"revision": 512} -> 201 {"cluster": "...", "page": "/c/.../"}.
"""

from __future__ import annotations

import gzip
from collections.abc import Callable
from typing import Any

import msgspec
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.views.decorators.http import require_GET, require_POST

from cluster.live import looking_back
from cluster.live.messages import encode
from cluster.runtime.executors import run_read, run_write
from cluster.store.checkpoints import oldest_revision
from cluster.store.journal import ExpiredError
from playground import access
from playground.access import Access, Credentials, Refusal
from playground.own_clusters import TooManyClustersError, fork_own
from playground.pages.errors import status_object
from playground.pages.views import enter, enter_page, lower_headers

WORTH_PACKING_BYTES = 20_000
SNAPSHOT_SECONDS = 3_600
FORGOTTEN = "Revision {asked} is too old: this cluster can be looked at from revision {oldest} on."
NOT_YET = "Revision {asked} has not happened yet."
NO_OBJECT = "At revision {asked} there was no object with the uid {uid}."
NO_VISITOR = "A fork belongs to a visitor: open the page first."
TOO_MANY = "You have as many clusters as this server allows."


class Wish(msgspec.Struct, forbid_unknown_fields=True):
    """What a fork is asked for; without a revision it is the newest."""

    revision: int | None = None


wish_decoder = msgspec.json.Decoder(Wish)


@require_GET
async def history(request: HttpRequest, cluster_id: str) -> HttpResponseBase:
    """The timeline after a revision (`?since=`, 0 without it); all that is left with `?whole`."""
    since = request.GET.get("since", "0")
    if not (since.isascii() and since.isdigit()):
        return status_object(400, "since: must be a revision, for example ?since=40")
    try:
        await enter_past(request, cluster_id)
    except Refusal as refusal:
        return refused(refusal)
    whole = "whole" in request.GET
    found = await run_read(looking_back.history, cluster_id, int(since), whole=whole)
    return packed(request, msgspec.json.encode(found))


@require_GET
async def snapshot(request: HttpRequest, cluster_id: str, revision: int) -> HttpResponseBase:
    """The picture right after a revision, as the live feed would send it."""
    return await of_the_past(request, (cluster_id, revision), snapshot_body)


@require_GET
async def object_then(
    request: HttpRequest, cluster_id: str, revision: int, uid: str
) -> HttpResponseBase:
    """One object as it was right after a revision."""

    def body(cluster_id: str, revision: int) -> bytes:
        return looking_back.object_at(cluster_id, revision, uid)

    return await of_the_past(request, (cluster_id, revision), body)


def snapshot_body(cluster_id: str, revision: int) -> bytes:
    return encode(looking_back.snapshot_at(cluster_id, revision))


async def of_the_past(
    request: HttpRequest, moment: tuple[str, int], read: Callable[[str, int], bytes]
) -> HttpResponseBase:
    """What holds of a moment holds for ever, so a browser may keep the answer."""
    try:
        await enter_past(request, moment[0])
        body = await run_read(read, *moment)
    except Refusal as refusal:
        return refused(refusal)
    except looking_back.NotYetError:
        return status_object(404, NOT_YET.format(asked=moment[1]))
    except looking_back.NoObjectError as error:
        return status_object(404, NO_OBJECT.format(uid=str(error)[:64], asked=moment[1]))
    except ExpiredError:
        return await forgotten(*moment)
    response = packed(request, body)
    response.headers["Cache-Control"] = f"private, max-age={SNAPSHOT_SECONDS}"
    return response


@require_POST
async def fork(request: HttpRequest, cluster_id: str) -> HttpResponseBase:
    """A cluster of the visitor's own that goes on from a past moment of this one."""
    headers = lower_headers(request)
    shown = access.credentials_of(headers, request.COOKIES)
    try:
        entered = await enter(cluster_id, shown)
        visitor = check_visitor(shown, headers)
        wish = wish_decoder.decode(request.body or b"{}")
        made = await run_write(
            fork_own, visitor, cluster_id, wish.revision, name=fork_name(entered)
        )
    except Refusal as refusal:
        return refused(refusal)
    except msgspec.ValidationError as error:
        return status_object(400, f"revision: {error}")
    except msgspec.DecodeError as error:
        return status_object(400, f"this is no JSON object: {error}")
    except TooManyClustersError:
        return status_object(403, TOO_MANY)
    except ExpiredError as error:
        if error.asked > error.oldest:
            return status_object(404, NOT_YET.format(asked=error.asked))
        return await forgotten(cluster_id, error.asked)
    answer = {"cluster": made.id, "page": f"/c/{made.id}/"}
    return JsonResponse(answer, status=201, headers={"Cache-Control": "no-store"})


def fork_name(entered: Access) -> str:
    """Forks of forks do not pile up words."""
    return f"{entered.cluster.name.removesuffix(' (fork)')[:50]} (fork)"


def check_visitor(shown: Credentials, headers: dict[str, str]) -> str:
    """Who gets the fork: a visitor who asks from a page of this server."""
    if shown.share:
        raise access.Forbidden(access.LOOK_ONLY)
    if not shown.visitor:
        raise access.Forbidden(NO_VISITOR)
    if not access.is_own_page(headers):
        raise access.Forbidden("the request did not come from a page of this server")
    return shown.visitor


async def enter_past(request: HttpRequest, cluster_id: str) -> Access:
    return await enter_page(request, cluster_id)


async def forgotten(cluster_id: str, revision: int) -> HttpResponse:
    """410, with what can still be seen."""
    oldest = await run_read(oldest_revision, cluster_id)
    return status_object(410, FORGOTTEN.format(asked=revision, oldest=oldest), "Expired")


def refused(refusal: Refusal) -> HttpResponse:
    return status_object(refusal.status, refusal.message, refusal.reason)


def packed(request: HttpRequest, body: bytes) -> HttpResponse:
    """JSON, compressed where that is worth it and understood."""
    headers: dict[str, Any] = {"Cache-Control": "no-store", "Vary": "Accept-Encoding, Cookie"}
    if len(body) > WORTH_PACKING_BYTES and "gzip" in request.headers.get("Accept-Encoding", ""):
        body = gzip.compress(body, compresslevel=1, mtime=0)
        headers["Content-Encoding"] = "gzip"
    return HttpResponse(body, content_type="application/json", headers=headers)
