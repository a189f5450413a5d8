"""How far one look may go: stabilised first, then within the step and the bounds (SPEC H3).

Example: from 2 towards 9 with at most 10 the step ends at 4 (ScaleUpLimit); from 6 down to 2 it
waits until no recommendation above 2 is younger than 300 s (ScaleDownStabilized).
Mirrors: kubernetes pkg/controller/podautoscaler/horizontal.go (normalizeDesiredReplicas).
Differs: of `behavior` the stabilization windows and selectPolicy Disabled are followed; policies
and tolerance are not, growth is at most to the double or 4 in 15 s, shrinking has no limit.
"""

from __future__ import annotations

from collections.abc import Sequence

from cluster.core.autoscaling import (
    STABILIZATION_SECONDS,
    bounded_size,
    held_back_size,
    stabilized_size,
)
from cluster.core.controllers.horizontal_pod_autoscaler.notes import ABLE, LIMITED, Notes
from cluster.core.objects import Manifest

Past = Sequence[tuple[float, int]]
"""(seconds since it was recommended last, size)"""
HIGHEST = (
    "recent recommendations were higher than current one, "
    "applying the highest recent recommendation"
)
LOWEST = (
    "recent recommendations were lower than current one, applying the lowest recent recommendation"
)
READY = "recommended size matches current size"
MESSAGES = {
    "ScaleUpLimit": "the desired replica count is increasing faster than the maximum scale rate",
    "ScaleDownLimit": "the desired replica count is decreasing faster than the maximum scale rate",
    "TooManyReplicas": "the desired replica count is more than the maximum replica count",
    "TooFewReplicas": "the desired replica count is less than the minimum replica count",
    "DesiredWithinRange": "the desired count is within the acceptable range",
}


def allowed_size(spec: Manifest, notes: Notes, past: Past, *, current: int, wanted: int) -> int:
    """The size to go to now. Sets AbleToScale and ScalingLimited."""
    size, reason, message = steady_size(spec, past, current=current, wanted=wanted)
    if size == wanted:
        reason, message = "ReadyForNewScale", READY
    notes.condition(ABLE, True, reason, message)
    bounded, reason = limited(spec, current=current, wanted=size)
    notes.condition(LIMITED, bounded != size, reason, MESSAGES[reason])
    return bounded


def steady_size(spec: Manifest, past: Past, *, current: int, wanted: int) -> tuple[int, str, str]:
    """(size, reason, message) after what was recommended lately is taken into account."""
    if "behavior" in spec and wanted >= current:
        size = held_back_size(past, wanted, window(spec, "scaleUp"))
        return size, "ScaleUpStabilized", LOWEST
    size = stabilized_size(past, wanted, window(spec, "scaleDown"))
    return size, "ScaleDownStabilized", HIGHEST


def window(spec: Manifest, side: str) -> int:
    """For how many seconds recommendations of a direction count."""
    usual = STABILIZATION_SECONDS if side == "scaleDown" else 0
    rules = (spec.get("behavior") or {}).get(side) or {}
    return int(rules.get("stabilizationWindowSeconds", usual))


def longest_window(spec: Manifest) -> int:
    return max(window(spec, "scaleUp"), window(spec, "scaleDown"))


def limited(spec: Manifest, *, current: int, wanted: int) -> tuple[int, str]:
    """(size, reason) within the step, the bounds and what is disabled."""
    side, reason = ("scaleUp", "ScaleUpLimit")
    if wanted < current:
        side, reason = ("scaleDown", "ScaleDownLimit")
    rules = (spec.get("behavior") or {}).get(side) or {}
    if wanted != current and rules.get("selectPolicy") == "Disabled":
        return current, reason
    bounded = bounded_size(
        current=current,
        wanted=wanted,
        smallest=spec.get("minReplicas", 1),
        largest=spec["maxReplicas"],
    )
    return bounded.size, bounded.reason
