"""What an autoscaler remembers between two looks: the sizes it recommended (SPEC H3).

It looks every 15 s, and mostly recommends what it recommended before. So only runs are kept: the
size and when it was recommended last, nothing for the run that still goes on. A quiet autoscaler
writes nothing. The memory lies in the autoscaler's `sim`.

Example: [[10, 120.0], [4, None]] - 10 was recommended up to 120, 4 since then.
Differs: the real controller has this in its process and forgets it when it is restarted.
"""

from __future__ import annotations

from cluster.core.objects import Manifest

PERIOD_SECONDS = 15.0
RECOMMENDATIONS = "recommendations"
LOOKED_AT = "lookedAt"
Run = tuple[int, float | None]
Runs = tuple[Run, ...]


def runs_in(sim: Manifest | None) -> Runs:
    """The runs, oldest first."""
    found = (sim or {}).get(RECOMMENDATIONS) or ()
    return tuple((size, seen) for size, seen in found)


def ages(runs: Runs, now: float) -> list[tuple[float, int]]:
    """(seconds since it was recommended last, size) of each run."""
    return [(PERIOD_SECONDS if seen is None else now - seen, size) for size, seen in runs]


def closed(runs: Runs, now: float) -> Runs:
    """The runs when nothing could be recommended: the last one ended with the look before."""
    return tuple((size, now - PERIOD_SECONDS if seen is None else seen) for size, seen in runs)


def extended(runs: Runs, wanted: int, now: float, window: float) -> Runs:
    """The runs with one more recommendation; what no window reaches is forgotten."""
    if runs and runs[-1] == (wanted, None):
        return runs
    kept = [(size, seen) for size, seen in closed(runs, now) if seen and now - seen <= window]
    return (*kept, (wanted, None))


def sim_with(runs: Runs, tick: float) -> Manifest:
    """What is stored beside the autoscaler."""
    return {RECOMMENDATIONS: [list(run) for run in runs], LOOKED_AT: tick}
