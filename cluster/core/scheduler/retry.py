"""When a Pod that found no node may be tried again (S11).

Example: after the third failure in a row 4 seconds pass before a change in the cluster wakes it.
Mirrors: kubernetes scheduler/backend/queue (back-off of 1 s to 10 s).
Differs: a try that ends with the words of the last one is not told again, and nothing is tried
without a change in the cluster: exact reads miss none.
"""

from __future__ import annotations

FIRST_SECONDS = 1
LONGEST_SECONDS = 10


def backoff_seconds(failures: int) -> int:
    """Seconds to wait after that many failures in a row."""
    return min(FIRST_SECONDS << max(0, min(failures, 8) - 1), LONGEST_SECONDS)
