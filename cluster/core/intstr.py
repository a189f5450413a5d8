"""Whole numbers or percentages, and the rolling update limits that are made of them.

A JSON number is a count; a string must be digits and one percent sign. Percentages are taken of the
wanted size: surge rounds up, unavailability rounds down, and when both come out as 0 the update
could never move, so unavailability becomes 1 (SPEC D25-D29).

Example: 10 wanted with 25% / 25% gives surge 3 and unavailable 2, so at least 8 stay available.
Mirrors: kubernetes apimachinery/pkg/util/intstr,
pkg/controller/deployment/util (ResolveFenceposts).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, NamedTuple

PERCENT = re.compile(r"([0-9]{1,9})%")
WHOLE_NUMBER = re.compile(r"[+-]?[0-9]+")
MAX_INT32 = 2**31 - 1
MIN_INT32 = -(2**31)


class IntOrPercent(NamedTuple):
    """A value as it was read, before it is applied to a size."""

    number: int
    is_percent: bool


class Fenceposts(NamedTuple):
    """How far a rolling update may go above and below the wanted size."""

    surge: int
    unavailable: int


def read_int_or_percent(value: object) -> IntOrPercent:
    """Raises ValueError for anything but an integer or digits with one percent sign."""
    if isinstance(value, int) and not isinstance(value, bool):
        return IntOrPercent(value, False)
    if isinstance(value, str):
        match = PERCENT.fullmatch(value)
        if match:
            return IntOrPercent(int(match[1]), True)
        raise ValueError(
            f'invalid value for IntOrString: invalid type: "{value}" is not a percentage'
        )
    raise ValueError("nil value for IntOrString")


def scale(value: object, *, total: int, round_up: bool) -> int:
    """The count that a value means for a size: `scale("25%", total=10, round_up=True) == 3`."""
    number, is_percent = read_int_or_percent(value)
    if not is_percent:
        return number
    return -(-number * total // 100) if round_up else number * total // 100


def from_text(text: str) -> int | str:
    """A command-line word as an integer where it is one of 32 bits, else as the string it is."""
    if WHOLE_NUMBER.fullmatch(text) and len(text) < 20:
        number = int(text)
        if MIN_INT32 <= number <= MAX_INT32:
            return number
    return text


def resolve_fenceposts(max_surge: object, max_unavailable: object, *, desired: int) -> Fenceposts:
    """Both limits for a wanted size; None counts as 0. Raises ValueError for unreadable values."""
    surge = scale(0 if max_surge is None else max_surge, total=desired, round_up=True)
    unavailable = scale(
        0 if max_unavailable is None else max_unavailable, total=desired, round_up=False
    )
    if surge == 0 and unavailable == 0:
        unavailable = 1
    return Fenceposts(surge, unavailable)


def fenceposts_of(deployment_spec: Mapping[str, Any]) -> Fenceposts:
    """The limits of a Deployment's spec as its controller uses them (D27, D28)."""
    strategy = deployment_spec.get("strategy") or {}
    if strategy.get("type", "RollingUpdate") != "RollingUpdate":
        return Fenceposts(0, 0)
    rolling = strategy.get("rollingUpdate") or {}
    replicas = deployment_spec.get("replicas", 1)
    try:
        surge, unavailable = resolve_fenceposts(
            rolling.get("maxSurge"), rolling.get("maxUnavailable"), desired=replicas
        )
    except ValueError:
        return Fenceposts(0, 0)
    return Fenceposts(surge, min(unavailable, replicas))


def max_unavailable(deployment_spec: Mapping[str, Any]) -> int:
    """How many may be missing; never more than are wanted, 0 for Recreate (D27)."""
    return fenceposts_of(deployment_spec).unavailable


def max_surge(deployment_spec: Mapping[str, Any]) -> int:
    """How many may exist on top; 0 for Recreate (D28)."""
    return fenceposts_of(deployment_spec).surge


def min_available(deployment_spec: Mapping[str, Any]) -> int:
    """How many a rolling update keeps available; Recreate promises none (D29)."""
    strategy = deployment_spec.get("strategy") or {}
    if strategy.get("type", "RollingUpdate") != "RollingUpdate":
        return 0
    replicas: int = deployment_spec.get("replicas", 1)
    return replicas - max_unavailable(deployment_spec)
