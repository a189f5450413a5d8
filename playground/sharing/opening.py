"""Who opens a share: `/share/<secret>` as a page of ours, `/embed/<secret>` in another site's page.

The page of a cluster that is shown to look at is the playground's own page. For what can be tried
out it first says what will happen, so that a preview of the link makes no cluster; the button
(POST) gives the browser its copy. The frame shows the shared picture at once and makes a copy when
its visitor asks for one (`/embed/<secret>/start`); what may frame it is said in its headers.

Example: POST /embed/q7.../start {} -> 201 {"guest": "...", "cluster": "m2x...", "lesson": ""}.
"""

from __future__ import annotations

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
from django.template.loader import render_to_string
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cluster.runtime.executors import run_read, run_write
from playground import access
from playground.access import Access, Credentials, Refusal
from playground.middleware import CONTENT_POLICY
from playground.models import Role
from playground.own_clusters import TooManyClustersError
from playground.pages.errors import status_object
from playground.pages.views import enter, keep_awake, lower_headers, page_config
from playground.sharing import copies, shares
from playground.sharing.copies import NothingShownError, TooManyCopiesError
from playground.sharing.models import Share
from playground.tutorials.playing import PlayError
from playground.visitors import (
    ForgedCookieError,
    cookie_text,
    new_visitor,
    remember,
    visitor_in,
    visitor_or_newcomer,
)

UNKNOWN = "It may have been copied only in part. Ask for it again."
REVOKED = "This link was taken back by whoever made it."
NOTHING = "What this link showed is no longer there."
TOO_MANY = "You have as many clusters as this server allows."
ALL_IN_USE = "All copies of this link are in use. Try again in some minutes."
NO_START = "This lesson does not start. The server's log says why."
FOREIGN = "the request did not come from a page of this server"
GONE = "This copy is gone: nobody looked at it for a while."
JUST_TO_LOOK = "this is shared to look at, there is nothing to try out"
OWN_FRAME = "frame-ancestors 'self'"


class Wish(msgspec.Struct, forbid_unknown_fields=True):
    """A start in a frame: who was here before says so, and may ask only for what there was."""

    guest: str = ""
    resume: bool = False


wish_decoder = msgspec.json.Decoder(Wish)


@require_http_methods(["GET", "HEAD", "POST"])
async def page(request: HttpRequest, secret: str) -> HttpResponseBase:
    """A share on a page of ours; by POST the browser gets what it can try out."""
    share = await run_read(shares.find, secret)
    if share is None or share.revoked_at:
        return lost(share)
    await note_opened(share)
    if share.kind == Share.Kind.VIEW:
        return await look(request, share)
    if request.method == "POST":
        return await take(request, share)
    words = {"share": share, "is_lesson": bool(share.lesson)}
    return private(render(request, "sharing/open.html", words))


async def note_opened(share: Share) -> None:
    """Most who open it find that it is known to be in use."""
    if shares.is_worth_noting(share):
        await run_write(shares.note_opened, share)


async def look(request: HttpRequest, share: Share) -> HttpResponseBase:
    """The playground's page, read-only."""
    try:
        entered = await enter_shared(share)
    except Refusal:
        return lost(share)
    context = {"config": config_of(request, share, entered)}
    return private(render(request, "playground/page.html", context))


async def take(request: HttpRequest, share: Share) -> HttpResponseBase:
    """Go to the browser's copy, or to its lesson; what a guest did goes along."""
    if not access.is_own_page(lower_headers(request)):
        return told(403, FOREIGN)
    visitor = visitor_or_newcomer(request)
    guest = guest_in(request.POST.get("guest", ""))
    try:
        target = await run_write(taken, share, guest, visitor.digest)
    except NothingShownError:
        return told(410, NOTHING)
    except TooManyClustersError:
        return told(403, TOO_MANY)
    response = private(HttpResponseRedirect(target))
    remember(response, visitor, is_secure=request.is_secure())
    return response


def taken(share: Share, guest: str, visitor: str) -> str:
    """Where the browser goes. Runs on the writer thread."""
    if share.lesson:
        if guest:
            copies.adopt_learner(guest, visitor)
        return f"/lessons/{copies.lesson_of(share).slug}/"
    if guest:
        return f"/c/{copies.adopt(share, guest, visitor)}/"
    return f"/c/{copies.own_copy(share, visitor)}/"


@require_safe
async def frame(request: HttpRequest, secret: str) -> HttpResponseBase:
    """A share as a part of another site's page."""
    share = await run_read(shares.find, secret)
    if share is None or share.revoked_at:
        return framed(lost(share, is_frame=True), share)
    await note_opened(share)
    try:
        entered = None if share.lesson else await enter_shared(share)
    except Refusal:
        return framed(lost(share, is_frame=True), share)
    config = config_of(request, share, entered)
    return framed(render(request, "sharing/embed.html", {"config": config, "share": share}), share)


@require_POST
async def start(request: HttpRequest, secret: str) -> HttpResponseBase:
    """A guest begins, or comes back."""
    if not access.is_own_page(lower_headers(request)):
        return status_object(403, FOREIGN, "Forbidden")
    share = await run_read(shares.find, secret)
    if share is None:
        return status_object(404, f"This link leads nowhere. {UNKNOWN}")
    if share.revoked_at:
        return status_object(410, REVOKED, "Gone")
    if share.kind == Share.Kind.VIEW:
        return status_object(403, JUST_TO_LOOK, "Forbidden")
    try:
        return await begin(share, wish_decoder.decode(request.body or b"{}"))
    except msgspec.DecodeError as error:
        return status_object(400, f"guest: {error}")
    except NothingShownError:
        return status_object(410, NOTHING, "Gone")
    except TooManyCopiesError:
        return status_object(429, ALL_IN_USE, "TooManyRequests")
    except PlayError:
        return status_object(500, NO_START)


async def begin(share: Share, wish: Wish) -> HttpResponseBase:
    guest = guest_in(wish.guest)
    secret = wish.guest
    if not guest:
        if wish.resume:
            return status_object(404, GONE)
        visitor = new_visitor()
        guest, secret = visitor.digest, cookie_text(visitor)
    elif wish.resume and await run_read(copies.copy_of, share, guest) is None:
        return status_object(404, GONE)
    copy = await run_write(copies.copy_for_guest, share, guest)
    cluster_id = str(copy.cluster_id or "")
    if share.lesson:
        cluster_id = await copies.enter_lesson(share, guest)
    entered = await enter(cluster_id, Credentials(visitor=guest))
    await keep_awake(entered)
    body = {"guest": secret, "cluster": cluster_id, "lesson": share.lesson}
    return JsonResponse(body, status=201, headers={"Cache-Control": "no-store"})


def guest_in(text: str) -> str:
    """The digest of a guest; nobody for a text that was made up."""
    try:
        return visitor_in(text).digest if text else ""
    except ForgedCookieError:
        return ""


async def enter_shared(share: Share) -> Access:
    """The door, with the share alone. Raises a Refusal."""
    shown = shares.shown_cluster(share)
    if shown is None:
        raise access.NotFound(NOTHING)
    entered = await enter(shown.id, Credentials(share=share.secret))
    await keep_awake(entered)
    return entered


def config_of(request: HttpRequest, share: Share, entered: Access | None) -> dict[str, Any]:
    """What the page must know to start; a frame with a lesson has no cluster yet."""
    own: dict[str, Any] = {
        "name": share.title,
        "share": share.secret,
        "guest": "",
        "lesson": "",
        "shared": {"kind": share.kind, "lesson": share.lesson, "isMoment": bool(share.revision)},
    }
    if entered is None:
        empty = {"cluster": "", "api": "", "feed": "", "role": str(Role.VIEWER), "view": "owner"}
        return {**empty, **own}
    config = page_config(request, entered)
    feed = f"/ws/c/{entered.cluster.id}/?share={share.secret}"
    return {**config, **own, "feed": feed}


def lost(share: Share | None, *, is_frame: bool = False) -> HttpResponse:
    """No such link, or nothing behind it any more."""
    if share is None:
        return told(404, UNKNOWN, is_frame=is_frame)
    return told(410, REVOKED if share.revoked_at else NOTHING, is_frame=is_frame)


def told(status: int, sentence: str, *, is_frame: bool = False) -> HttpResponse:
    """A small page that says what became of a link."""
    words = {"status": status, "sentence": sentence, "is_frame": is_frame}
    return private(HttpResponse(render_to_string("sharing/lost.html", words), status=status))


def framed(response: HttpResponse, share: Share | None) -> HttpResponse:
    """Which sites may show it: those named with the share, every page when none is named.

    Then nothing is said, because a star would still shut out a page that lies on a disk."""
    named = share.origins if share else ""
    ancestors = f"; {OWN_FRAME} {named}" if named else ""
    policy = CONTENT_POLICY.replace(f"; {OWN_FRAME}", ancestors)
    response.headers["Content-Security-Policy"] = policy
    return private(response)


def private(response: HttpResponse) -> HttpResponse:
    """For whoever has the link: no cache keeps it, no search engine lists it."""
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    return response
