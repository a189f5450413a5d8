"""The requests that came to one Pod, one by one: the same fold that counts them (traffic.py).

It begins at the checkpoint before a moment and follows the journal, so what it tells is what the
Service's counters say, request by request. Only the newest are kept.

Example: log = RequestLog(past_near("c1", now - 120), pod_uid); log.follow(changes);
log.take(now) gives the requests up to now that were not taken before.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from typing import NamedTuple

from cluster import models
from cluster.core.requests import Arrival, Stream
from cluster.store import journal
from cluster.store.checkpoints import Past, base_of, present
from cluster.store.traffic import Front

KEPT_REQUESTS = 500


class Request(NamedTuple):
    """One request that came to the Pod."""

    arrival: Arrival
    service: str


class RequestLog:
    """The requests to one Pod, by its uid."""

    def __init__(self, past: Past, pod: str) -> None:
        self.revision = past.revision
        self._pod = pod
        self._traffic = past.traffic
        self._traffic.on_came = self._came
        self._found: deque[Request] = deque(maxlen=KEPT_REQUESTS)

    def follow(self, commits: Iterable[journal.Commit]) -> None:
        """Take in what was written next."""
        for commit in commits:
            self._traffic.follow(commit.changes)
            self.revision = commit.last

    def take(self, until: float) -> list[Request]:
        """The requests up to a moment that were not taken before, in their order."""
        self._traffic.now = max(self._traffic.now, until)
        for uid in self._traffic.streams:
            self._traffic.settled(uid)
        found, self._found = self._found, deque(maxlen=KEPT_REQUESTS)
        return sorted(found)

    @property
    def next_at(self) -> float | None:
        """When the next request comes to the Pod; None while none does."""
        streams = self._traffic.streams.values()
        moments = [stream.next_to(self._pod) for stream in streams]
        return min((each for each in moments if each is not None), default=None)

    def _came(self, front: Front, stream: Stream) -> None:
        until = self._traffic.now
        for arrival in stream.arrivals(self._pod, until, KEPT_REQUESTS):
            self._found.append(Request(arrival, front.name))


def past_near(cluster_id: str, moment: float) -> Past:
    """The cluster at a checkpoint before a moment; the present, when that is out of reach."""
    rows = models.Journal.objects.filter(cluster_id=cluster_id, time__lte=moment)
    revision = rows.order_by("-last").values_list("last", flat=True).first() or 0
    past = base_of(cluster_id, revision)
    try:
        journal.read_after(cluster_id, past.revision, 1)
    except journal.ExpiredError:
        return present(cluster_id)
    return past
