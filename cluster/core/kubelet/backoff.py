"""Back-off: how long to wait before a container is started, or an image pulled, again.

A record is the stored wait and the moment of the last try. Each failure doubles the wait up to the
longest one; the record is forgotten when more than twice the longest passed since the last try
(P11, P12, P17). A container's first restart is immediate because nothing is stored yet.

Example: a container that ends at once restarts after 0, 10, 20, 40, 80, 160, 300, 300 ... seconds.
Mirrors: kubernetes client-go/util/flowcontrol/backoff.go, pkg/kubelet/images, kuberuntime.
"""

from __future__ import annotations

from typing import NamedTuple

FIRST_SECONDS = 10.0
LONGEST_SECONDS = 300.0
REDUCED_FIRST_SECONDS = 1.0
REDUCED_LONGEST_SECONDS = 60.0
FORGET_AFTER = 2


class Limits(NamedTuple):
    """First and longest wait in seconds."""

    first: float = FIRST_SECONDS
    longest: float = LONGEST_SECONDS


class Record(NamedTuple):
    """The stored wait, and the moment of the try that it was stored with."""

    wait: float
    updated: float


LIMITS = Limits()


def limits(*, is_reduced: bool, configured_longest: float | None) -> Limits:
    """The waits of a node: its own maximum wins, a reduced node begins with one second."""
    first = REDUCED_FIRST_SECONDS if is_reduced else FIRST_SECONDS
    longest = REDUCED_LONGEST_SECONDS if is_reduced else LONGEST_SECONDS
    if configured_longest is not None:
        longest = configured_longest
    return Limits(min(first, longest), longest)


def is_forgotten(record: Record, moment: float, waits: Limits = LIMITS) -> bool:
    return moment - record.updated > FORGET_AFTER * waits.longest


def after_failure(
    record: Record | None, failed: float, now: float, waits: Limits = LIMITS
) -> Record:
    """The record once a try begins at `now` after a failure at `failed`."""
    if record is None or is_forgotten(record, failed, waits):
        return Record(waits.first, now)
    return Record(min(record.wait * 2, waits.longest), now)


def wait_after(record: Record | None, failed: float, waits: Limits = LIMITS) -> float:
    """Seconds to wait after a failure; cut short where the record is forgotten meanwhile."""
    if record is None or is_forgotten(record, failed, waits):
        return 0.0
    forgotten = record.updated + FORGET_AFTER * waits.longest
    return min(record.wait, forgotten - failed)


def is_waiting(record: Record | None, now: float, waits: Limits = LIMITS) -> bool:
    """Is the clock still in the window that its last try opened?"""
    if record is None or is_forgotten(record, now, waits):
        return False
    return now - record.updated < record.wait
