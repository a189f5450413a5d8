"""Codes and passwords cannot be found by trying: wrong tries are counted, then refused for a while.

Counted are wrong tries only, in windows of five minutes: by address, and over all addresses. A
whole room behind one address makes a few typing mistakes; who tries codes makes hundreds. While an
address is shut out its right codes are refused too, so nothing can be learnt from the answer.

Example: of 1,000,000 codes one address can try 30 in five minutes.
"""

from __future__ import annotations

import datetime
import ipaddress
from collections.abc import Mapping

from django.db.models import F
from django.utils import timezone

from playground.classroom.errors import TooOften
from playground.classroom.models import Guesses

WINDOW = datetime.timedelta(minutes=5)
MOST_BY_ADDRESS = 30
MOST_IN_ALL = 2000
EVERYWHERE = "everywhere"


def address_of(peer: str, headers: Mapping[str, str]) -> str:
    """Whose try it is: the peer, or whom a proxy on this machine names last."""
    forwarded = headers.get("x-forwarded-for", "")
    if forwarded and is_this_machine(peer):
        return forwarded.rpartition(",")[2].strip()[:60] or peer
    return peer


def is_this_machine(peer: str) -> bool:
    """A loopback address, or none at all (a Unix socket)."""
    try:
        return ipaddress.ip_address(peer).is_loopback
    except ValueError:
        return not peer


def refuse_too_many(what: str, address: str) -> None:
    """Raises TooOften while this address, or all of them together, have tried too often."""
    now = timezone.now()
    for key, most in keys_of(what, address):
        row = Guesses.objects.filter(key=key, begin_at__gt=now - WINDOW, count__gte=most).first()
        if row is not None:
            minutes = max(1, -(-(row.begin_at + WINDOW - now).seconds // 60))
            raise TooOften(f"Too many wrong tries. Wait {minutes} min, then try again.", what)


def note_wrong(what: str, address: str) -> None:
    """Count one wrong try."""
    now = timezone.now()
    for key, _ in keys_of(what, address):
        current = Guesses.objects.filter(key=key, begin_at__gt=now - WINDOW)
        if not current.update(count=F("count") + 1):
            Guesses.objects.update_or_create(key=key, defaults={"begin_at": now, "count": 1})


def keys_of(what: str, address: str) -> tuple[tuple[str, int], tuple[str, int]]:
    """The two counters of a try, each with its limit."""
    return (f"{what} {address}", MOST_BY_ADDRESS), (f"{what} {EVERYWHERE}", MOST_IN_ALL)


def forget_old() -> None:
    """Drop the counters of former windows."""
    Guesses.objects.filter(begin_at__lt=timezone.now() - WINDOW).delete()
