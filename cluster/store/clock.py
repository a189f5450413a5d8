"""The cluster's clock as its row keeps it: an anchor, a speed, and whether it stands.

Example: anchored at virtual 1000 when the machine showed 50, speed 10: at machine time 53 the
cluster reads 1030, and virtual 1100 comes at machine time 60.
"""

from __future__ import annotations

import time
from dataclasses import dataclass


def wall_time() -> float:
    """The machine's clock, in seconds since the epoch. Nobody else asks it."""
    return time.time()


@dataclass(frozen=True, slots=True)
class ClockReading:
    """Where a cluster's clock stands. `virtual` and `real` are seconds since the epoch."""

    virtual: float
    real: float
    speed: float = 1.0
    paused: bool = False

    def now(self, wall: float) -> float:
        """The cluster's time at a moment of the machine's clock; it never runs backwards."""
        if self.paused:
            return self.virtual
        return self.virtual + max(0.0, wall - self.real) * self.speed

    def wall_at(self, virtual: float) -> float | None:
        """When the machine's clock will show that moment; None while the clock stands."""
        if self.paused:
            return None
        return self.real + (virtual - self.virtual) / self.speed
