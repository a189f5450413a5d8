"""Turns between clusters: one that always has more to do does not make the others wait.

Each slice is at most 25 ms, and clusters take turns in the worker's queue. Beyond that a cluster
that ran while others ran too rests as long as its slice took, so it never has more than half of the
worker when somebody else wants it. Alone it rests not at all.

Example: a slice of 25 ms, another cluster ran 0.3 s ago: rest 0.025 s.
"""

from __future__ import annotations

from collections import OrderedDict

RECENT_SECONDS = 1.0
LONGEST_REST_SECONDS = 0.1


class Turns:
    """Who ran when."""

    def __init__(self) -> None:
        self._ran_at: OrderedDict[str, float] = OrderedDict()

    def rest_after(self, cluster_id: str, took: float, now: float) -> float:
        """How long this cluster waits for its next slice, when it has more to do."""
        self._ran_at[cluster_id] = now
        self._ran_at.move_to_end(cluster_id)
        while next(iter(self._ran_at.values())) < now - RECENT_SECONDS:
            self._ran_at.popitem(last=False)
        is_alone = len(self._ran_at) == 1
        return 0.0 if is_alone else min(took, LONGEST_REST_SECONDS)
