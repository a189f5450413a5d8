"""Simulated users: they send requests to a Service at a steady rate, each at a moment of its own.

Nothing waits for them. Request number k comes at `begin + (k + 1) / rate` on the cluster's clock
and goes to the target at place k modulo their number, so how many were served or failed between
two moments is a sum, not a timer: a cluster at rest stays at rest. Users come 6 times a second;
the annotation `sim.kubeloop.dev/requests-per-second` on the Service says another rate, 0 sends
nobody. They begin when the Service has its first target.

Example: rate 6, 4 targets of which one fails: in 10 s 60 requests come and 15 of them fail.
Differs: each request is a connection of its own and takes no time; endpoints change everywhere at
once; a program that was told to stop answers until it has stopped; nobody tries again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import floor, isfinite
from typing import NamedTuple

REQUESTS = "sim.kubeloop.dev/requests-per-second"
USUAL_RATE = 6.0
MOST_RATE = 1_000.0
MOMENT = 1e-6
ERROR_STATUS = 500

NO_ENDPOINT, NODE_SILENT, NOT_RUNNING, ANSWERED_ERROR = (
    "NoEndpoint",
    "NodeSilent",
    "NotRunning",
    "AnsweredError",
)
REASONS: Mapping[str, str] = {
    NO_ENDPOINT: "no endpoint is ready: the connection is refused",
    NODE_SILENT: "the Pod's node does not answer",
    NOT_RUNNING: "the Pod's program does not run",
    ANSWERED_ERROR: "the program answers with an error",
}


@dataclass(frozen=True, slots=True)
class Target:
    """A Pod that gets requests; `failing` is the reason why each of them fails, or ""."""

    pod: str
    failing: str = ""


class Arrival(NamedTuple):
    """One request at one Pod: when, its number in the stream, why it failed there (or "")."""

    moment: float
    number: int
    failing: str


@dataclass(slots=True)
class Stream:
    """The requests to one Service: which come when, and what became of those that came.

    `begin` is None until the first target is there. Request `first` is the first after `begin`;
    `next` is the number of the one that comes next. `served` and `failed` count since `since`."""

    rate: float = USUAL_RATE
    begin: float | None = None
    first: int = 0
    next: int = 0
    since: float = 0.0
    served: int = 0
    failed: Counter[str] = field(default_factory=Counter)
    targets: Sequence[Target] = ()

    @property
    def next_at(self) -> float | None:
        """When the next request comes; None when none does."""
        if self.begin is None or not self.rate:
            return None
        return self.begin + (self.next - self.first + 1) / self.rate

    def moment_of(self, number: int) -> float:
        """When a request comes that is still to be counted."""
        assert self.begin is not None and self.rate
        return self.begin + (number - self.first + 1) / self.rate

    def next_to(self, pod: str) -> float | None:
        """When the next request comes to a Pod; None when none does."""
        if self.begin is None or not self.rate:
            return None
        count = len(self.targets)
        numbers = [
            self.next + (place - self.next) % count
            for place, target in enumerate(self.targets)
            if target.pod == pod
        ]
        return min(map(self.moment_of, numbers)) if numbers else None

    def arrivals(self, pod: str, until: float, at_most: int) -> list[Arrival]:
        """The last of the requests that come to a Pod up to a moment, those counted left out."""
        end, count = self.next + self.due(until), len(self.targets)
        found = [
            Arrival(self.moment_of(number), number, target.failing)
            for place, target in enumerate(self.targets)
            if target.pod == pod
            for number in range(
                max(
                    self.next + (place - self.next) % count,
                    end - at_most * count + (place - end) % count,
                ),
                end,
                count,
            )
        ]
        return sorted(found)[-at_most:]

    def due(self, until: float) -> int:
        """How many requests come up to a moment, those already counted left out."""
        if self.begin is None:
            return 0
        come = self.first + floor((until - self.begin) * self.rate + MOMENT)
        return max(0, come - self.next)

    def settle(self, until: float) -> Counter[str]:
        """Count the requests up to a moment; gives those of them that failed, by reason."""
        due = self.due(until)
        failed = failures(self.targets, self.next, due)
        self.next += due
        self.served += due - failed.total()
        self.failed.update(failed)
        return failed

    def aim(self, targets: Sequence[Target], now: float) -> None:
        """From now on requests go there; the first targets bring the first users."""
        self.targets = targets
        if self.begin is None and targets:
            self.begin = self.since = now

    def change_rate(self, rate: float, now: float) -> None:
        """Let users come at another rate from now on."""
        if self.begin is not None:
            self.begin, self.first = now, self.next
        self.rate = rate

    def restart(self, now: float) -> None:
        """Count anew: a rollout begins."""
        self.served, self.failed, self.since = 0, Counter(), now


def failures(targets: Sequence[Target], start: int, number: int) -> Counter[str]:
    """Which of `number` requests from request `start` on fail, by reason."""
    found: Counter[str] = Counter()
    if not number:
        return found
    if not targets:
        return Counter({NO_ENDPOINT: number})
    for place, target in enumerate(targets):
        if target.failing:
            found[target.failing] += turns(place, len(targets), start, number)
    return +found


def turns(place: int, places: int, start: int, number: int) -> int:
    """How many of the numbers from `start` on are `place` modulo `places`.

    Example: of 10 requests from number 3 on, those to place 0 of 4 are 4, 8 and 12: 3."""
    return (start + number - 1 - place) // places - (start - 1 - place) // places


def rate_of(annotations: Mapping[str, str]) -> float:
    """Requests a second as the Service's annotation says; what is no number says nothing."""
    try:
        rate = float(annotations.get(REQUESTS, USUAL_RATE))
    except ValueError:
        return USUAL_RATE
    return min(max(rate, 0.0), MOST_RATE) if isfinite(rate) else USUAL_RATE
