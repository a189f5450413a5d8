"""Visitors and their cookie.

The cookie holds a random number and its signature. No cookie means a newcomer. A cookie whose
signature does not fit was made up: the page treats its bearer as a newcomer, the API refuses.
"""

import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponseBase

from playground.passes import GUEST_HEADER

SALT = "playground.visitor"


class ForgedCookieError(Exception):
    """The cookie's signature does not fit."""


@dataclass(frozen=True)
class Visitor:
    """One browser. `secret` is what the cookie holds; only its hash is stored."""

    secret: str
    is_new: bool = False

    @property
    def digest(self) -> str:
        """The name under which the database knows the visitor."""
        return hash_of(self.secret)


def hash_of(secret: str) -> str:
    """SHA-256: these secrets are long and random, so they need no slow hash."""
    return hashlib.sha256(secret.encode()).hexdigest()


def new_visitor() -> Visitor:
    """A visitor nobody has seen before."""
    return Visitor(secrets.token_urlsafe(24), is_new=True)


def visitor_of(cookies: Mapping[str, str]) -> Visitor | None:
    """The visitor who holds these cookies; None for one without a cookie."""
    text = cookies.get(settings.VISITOR_COOKIE)
    return visitor_in(text) if text else None


def visitor_in(text: str) -> Visitor:
    """The visitor of a signed text. Raises ForgedCookieError."""
    try:
        return Visitor(signing.Signer(salt=SALT).unsign(text))
    except signing.BadSignature:
        raise ForgedCookieError from None


def visitor_or_newcomer(request: HttpRequest) -> Visitor:
    """For pages: whoever comes without a good cookie is new. A guest says who they are."""
    guest = request.headers.get(GUEST_HEADER, "")
    try:
        return visitor_in(guest) if guest else visitor_of(request.COOKIES) or new_visitor()
    except ForgedCookieError:
        return new_visitor()


def cookie_text(visitor: Visitor) -> str:
    """The signed text that goes into the cookie."""
    return signing.Signer(salt=SALT).sign(visitor.secret)


def remember(response: HttpResponseBase, visitor: Visitor, *, is_secure: bool) -> None:
    """Give a newcomer the cookie."""
    if visitor.is_new:
        response.set_cookie(
            settings.VISITOR_COOKIE,
            cookie_text(visitor),
            max_age=settings.VISITOR_COOKIE_SECONDS,
            httponly=True,
            secure=is_secure,
            samesite="Lax",
        )
