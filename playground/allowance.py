"""How often a learner's cluster may be asked: one program in a loop must not slow the class.

Each cluster of a class has a bucket that fills by so many requests a second
(`KUBELOOP_LIMITS_CLASS_REQUESTS`) and holds those of `BURST_SECONDS`, so that `kubectl apply` of a
folder goes through at once. Who finds it empty gets a 429 with `Retry-After`, upon which kubectl
and every client-go waits and asks again by itself. Each server process counts for itself.

Example: 20 a second: 200 requests at once are answered, then 20 in each second.
Mirrors: API Priority and Fairness in what a client sees.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from django.conf import settings

BURST_SECONDS = 10.0
MOST_KEPT = 4096
AGAIN_SECONDS = 1
TOO_MANY = "this cluster has been asked too often, please try again in a second"


class Allowance:
    """The buckets, by cluster. A full one is not kept."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._full_at: dict[str, float] = {}

    def take(self, cluster_id: str, each_second: float) -> bool:
        """Take one request out of the bucket; False when it is empty."""
        now = self._now()
        full_at = max(now, self._full_at.get(cluster_id, now)) + 1 / each_second
        if round(full_at - now, 6) > BURST_SECONDS:
            return False
        if len(self._full_at) >= MOST_KEPT:
            self._full_at = {name: at for name, at in self._full_at.items() if at > now}
        self._full_at[cluster_id] = full_at
        return True


allowance = Allowance()


def may_ask(cluster_id: str, *, is_in_class: bool) -> bool:
    """Whether one more request to this cluster is answered now."""
    return not is_in_class or allowance.take(cluster_id, settings.KUBELOOP_LIMITS["class_requests"])
