"""Kubernetes timestamps: RFC 3339 in UTC with whole seconds, as `metav1.Time` prints them.

Example: format_time(1767225600.9) == "2026-01-01T00:00:00Z". The fraction is cut, not rounded, so
a stored time is never in the future. Both directions are cached: a pass formats the same second
thousands of times.
"""

from __future__ import annotations

from datetime import UTC, datetime
from functools import lru_cache

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def format_time(now: float) -> str:
    """The timestamp of a moment, for example `2026-01-01T00:00:00Z`."""
    return _format_second(int(now // 1))


def format_micro_time(now: float) -> str:
    """The timestamp with microseconds that Leases and new-style Events carry."""
    seconds = int(now // 1)
    micros = int((now - seconds) * 1_000_000)
    return f"{_format_second(seconds)[:-1]}.{micros:06d}Z"


@lru_cache(maxsize=1024)
def _format_second(seconds: int) -> str:
    moment = datetime.fromtimestamp(seconds, tz=UTC)
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


@lru_cache(maxsize=1024)
def parse_time(text: str) -> float:
    """Seconds since the epoch of an RFC 3339 text. Raises ValueError when it is none."""
    return (datetime.fromisoformat(text) - EPOCH).total_seconds()
