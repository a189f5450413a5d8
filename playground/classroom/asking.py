"""What views of the classroom share: who asks, from where, and whether it is our own page.

Browsers send an Origin with every form and every script's request; a foreign page's is refused,
as at the API's door.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from playground import access
from playground.access import Forbidden
from playground.classroom.guesses import address_of
from playground.classroom.join_address import join_address
from playground.visitors import ForgedCookieError, visitor_of


def headers_of(request: HttpRequest) -> dict[str, str]:
    """The request's headers by lower-case name."""
    return {name.lower(): value for name, value in request.headers.items()}


def visitor_digest(request: HttpRequest) -> str:
    """The browser's name in the database; empty for one without a good cookie."""
    try:
        found = visitor_of(request.COOKIES)
    except ForgedCookieError:
        return ""
    return found.digest if found else ""


def refuse_foreign(request: HttpRequest) -> None:
    """Raises Forbidden for what another site's page sends."""
    if not access.is_own_page(headers_of(request)):
        raise Forbidden("the request did not come from a page of this server")


def caller_address(request: HttpRequest) -> str:
    """Whose wrong tries are counted."""
    return address_of(request.META.get("REMOTE_ADDR") or "", headers_of(request))


def join_base(request: HttpRequest) -> str:
    """`http://192.168.1.20:8000`: what learners in this room can reach."""
    return join_address(f"{request.scheme}://{request.get_host()}")


def without_scheme(address: str) -> str:
    """As it is typed."""
    parts = urlsplit(address)
    return f"{parts.netloc}{parts.path}".rstrip("/")


def page(request: HttpRequest, name: str, words: dict[str, object], status: int = 200):  # type: ignore[no-untyped-def]
    """A page that is never kept by caches."""
    response: HttpResponse = render(request, f"classroom/{name}.html", words, status=status)
    response.headers["Cache-Control"] = "no-store"
    return response
