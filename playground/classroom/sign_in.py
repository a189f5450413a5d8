"""How a teacher signs in: name and password, or a link that works once.

Signing in gives the browser a new visitor's cookie and moves its clusters over, so a cookie that
somebody planted before is worth nothing after. Learners never sign in.

Example: `manage.py play` prints .../class/sign-in/3fK...; opening it signs this browser in.
"""

from __future__ import annotations

import datetime
import secrets

from django.contrib.auth.hashers import PBKDF2PasswordHasher, check_password, make_password
from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from playground.classroom.models import SignInLink
from playground.models import Grant, SignIn, Token
from playground.visitors import Visitor, hash_of, new_visitor

DEFAULT_TEACHER = "teacher"
LINK_MINUTES = 60
SIGN_IN_DAYS = 30
NOBODYS_PASSWORD = f"pbkdf2_sha256${PBKDF2PasswordHasher.iterations}$nobody${'A' * 43}="
"""Matches nothing, and takes as long to find out as a real one."""


def teacher_of(visitor: str) -> User | None:
    """The teacher signed in in this browser."""
    rows = SignIn.objects.filter(visitor=visitor, expires_at__gt=timezone.now())
    found = rows.select_related("user").first()
    return found.user if found is not None and found.user.is_active else None


def holder_of(user: User) -> str:
    """What grants call a teacher."""
    return f"user:{user.pk}"


def holders_of(visitor: str) -> list[str]:
    """Every name under which this browser may have rights."""
    if not visitor:
        return []
    teacher = teacher_of(visitor)
    return [visitor, holder_of(teacher)] if teacher else [visitor]


def find_password(name: str) -> tuple[int | None, str]:
    """(user, encoded password) of an active account, or a password that nothing matches."""
    user = User.objects.filter(username=name, is_active=True).first()
    return (user.pk, user.password) if user else (None, NOBODYS_PASSWORD)


def is_right(password: str, encoded: str) -> bool:
    """Slow on purpose: half a second of arithmetic, away from the database's threads."""
    return check_password(password, encoded)


def sign_in(user_id: int, before: Visitor) -> Visitor:
    """Sign a browser in; gives the visitor whose cookie it must get."""
    fresh = new_visitor()
    user = User.objects.get(pk=user_id)
    with transaction.atomic():
        Grant.objects.filter(visitor=before.digest).update(visitor=fresh.digest)
        Token.objects.filter(holder=before.digest).update(holder=fresh.digest)
        SignIn.objects.filter(visitor=before.digest).delete()
        SignIn.objects.create(
            visitor=fresh.digest,
            user=user,
            holder=holder_of(user),
            expires_at=timezone.now() + datetime.timedelta(days=SIGN_IN_DAYS),
        )
    return fresh


def sign_out(visitor: str) -> None:
    """Make the browser a visitor's again; its own clusters stay with it."""
    SignIn.objects.filter(visitor=visitor).delete()


def new_link(name: str = DEFAULT_TEACHER) -> str:
    """A fresh secret for a teacher's link; the account is made when it is not there."""
    user, _ = User.objects.get_or_create(username=name, defaults={"password": make_password(None)})
    secret = secrets.token_urlsafe(24)
    SignInLink.objects.filter(expires_at__lt=timezone.now()).delete()
    SignInLink.objects.create(
        digest=hash_of(secret),
        user=user,
        expires_at=timezone.now() + datetime.timedelta(minutes=LINK_MINUTES),
    )
    return secret


def use_link(secret: str) -> int | None:
    """The user that a link signs in; the link is used up."""
    with transaction.atomic():
        rows = SignInLink.objects.filter(digest=hash_of(secret), expires_at__gt=timezone.now())
        link = rows.select_for_update().first()
        if link is None:
            return None
        link.delete()
    return int(link.user_id)
