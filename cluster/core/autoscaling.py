"""The arithmetic of a HorizontalPodAutoscaler with one utilisation target and no `behavior`.

Rule: ratio = usage / target; within 10% nothing changes, else the new size is ceil(ratio x ready).
One step goes up to at most twice the size (or 4), and always stays between min and max; on the way
down the highest recommendation of the last 300 s counts (SPEC H1, H3).
Example: 3 ready Pods at 100% of a target of 50% want 6; from 1 towards 10 the first step is 4.
Mirrors: kubernetes pkg/controller/podautoscaler (replica_calculator.go, horizontal.go).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

TOLERANCE_TENTHS = 1
STABILIZATION_SECONDS = 300
UP_FACTOR = 2
UP_AT_LEAST = 4


class Bounded(NamedTuple):
    """A size within bounds, and which bound made it so."""

    size: int
    reason: str


def wanted_size(*, current: int, ready: int, usage: int, target: int) -> int:
    """What the utilisation asks for, before any bound; usage and target in percent."""
    if 10 * abs(usage - target) <= TOLERANCE_TENTHS * target:
        return current
    return -(-usage * ready // target)


def bounded_size(*, current: int, wanted: int, smallest: int, largest: int) -> Bounded:
    """One step towards what is wanted."""
    step = max(UP_FACTOR * current, UP_AT_LEAST)
    ceiling, reason = (step, "ScaleUpLimit") if largest > step else (largest, "TooManyReplicas")
    if wanted < smallest:
        return Bounded(smallest, "TooFewReplicas")
    if wanted > ceiling:
        return Bounded(ceiling, reason)
    return Bounded(wanted, "DesiredWithinRange")


def stabilized_size(
    past: Iterable[tuple[float, int]], wanted: int, window: float = STABILIZATION_SECONDS
) -> int:
    """The highest of the new recommendation and those (age in seconds, size) still remembered."""
    return max([wanted, *(size for age, size in past if age <= window)])


def held_back_size(past: Iterable[tuple[float, int]], wanted: int, window: float) -> int:
    """The lowest of them: how a window for growing works, which only `behavior` can ask for."""
    return min([wanted, *(size for age, size in past if age < window)])
