"""The parts of objects that follow the cluster's clock and are filled in when somebody reads.

Example: the Clock's `status.now` is the cluster's time at the moment of the request.
"""

from __future__ import annotations

from collections.abc import Callable

from cluster.core.objects import Manifest
from cluster.core.timestamps import format_time

Render = Callable[[Manifest, Manifest | None, float], Manifest]


def clock(manifest: Manifest, sim: Manifest | None, now: float) -> Manifest:
    return {**manifest, "status": {**(manifest.get("status") or {}), "now": format_time(now)}}


MOVING_KINDS: dict[str, Render] = {"Clock": clock}


def rendered(manifest: Manifest, sim: Manifest | None, now: float) -> Manifest:
    """The manifest with what moves filled in."""
    return MOVING_KINDS[manifest["kind"]](manifest, sim, now)
