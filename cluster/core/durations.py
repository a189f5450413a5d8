"""Ages as kubectl prints them: `42s`, `7m30s`, `3h5m`, `2d1h`, `8d`, `2y1d`.

Example: human(601) == "10m", because from ten minutes on seconds are left out. Up to 2 s into the
future reads `0s` (clock skew), more is `<invalid>` (SPEC K10).
Mirrors: kubernetes apimachinery/pkg/util/duration.
"""

from __future__ import annotations

MINUTE = 60
HOUR = 3600
DAY = 24 * HOUR
YEAR = 365 * DAY
INVALID = "<invalid>"
UNKNOWN = "<unknown>"


def human(seconds: float) -> str:
    """The age in the long style of tables."""
    whole = int(seconds)
    if whole < -1:
        return INVALID
    if whole < 2 * MINUTE:
        return f"{max(whole, 0)}s"
    for limit, unit, letter, smaller, small_letter in (
        (10 * MINUTE, MINUTE, "m", 1, "s"),
        (3 * HOUR, MINUTE, "m", 0, ""),
        (8 * HOUR, HOUR, "h", MINUTE, "m"),
        (2 * DAY, HOUR, "h", 0, ""),
        (8 * DAY, DAY, "d", HOUR, "h"),
        (2 * YEAR, DAY, "d", 0, ""),
        (8 * YEAR, YEAR, "y", DAY, "d"),
    ):
        if whole < limit:
            rest = whole % unit // smaller if smaller else 0
            return f"{whole // unit}{letter}" + (f"{rest}{small_letter}" if rest else "")
    return f"{whole // YEAR}y"


def human_short(seconds: float) -> str:
    """The age in one unit only."""
    whole = int(seconds)
    if whole < -1:
        return INVALID
    for limit, unit, letter in (
        (MINUTE, 1, "s"),
        (HOUR, MINUTE, "m"),
        (DAY, HOUR, "h"),
        (YEAR, DAY, "d"),
    ):
        if whole < limit:
            return f"{max(whole, 0) // unit}{letter}"
    return f"{whole // YEAR}y"
