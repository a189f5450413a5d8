"""Annotations that the Deployment controller reads and writes: sizes, revisions, copied ones.

`desired-replicas` and `max-replicas` say for which wanted number a set was sized (SPEC D37): a set
whose note differs tells that the Deployment was scaled (D42), and its share is computed from the
note (Z4). All other annotations of the Deployment are copied to its new set, never removed (D36).

Example: a set sized for 10 replicas and surge 3 carries desired-replicas "10", max-replicas "13".
Mirrors: kubernetes pkg/controller/deployment/util (annotations).
"""

from __future__ import annotations

from collections.abc import Mapping

from cluster.core.intstr import max_surge
from cluster.core.objects import Deployment, Object

PREFIX = "deployment.kubernetes.io/"
REVISION = PREFIX + "revision"
REVISION_HISTORY = PREFIX + "revision-history"
DESIRED = PREFIX + "desired-replicas"
MAXIMUM = PREFIX + "max-replicas"
LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration"
OLD_ROLLBACK = "deprecated.deployment.rollback.to"
NOT_COPIED = frozenset({LAST_APPLIED, REVISION, REVISION_HISTORY, DESIRED, MAXIMUM, OLD_ROLLBACK})
LARGEST = 2**31 - 1
MAX_HISTORY = 2000


def read_note(text: str | None) -> int | None:
    """The number in a size note; None when it is absent, negative, too large or no number."""
    if text is None or not text.isascii() or not text.isdigit():
        return None
    number = int(text)
    return number if number <= LARGEST else None


def read_revision(annotations: Mapping[str, str]) -> int | None:
    """The revision of a set: 0 without the annotation, None when it cannot be read (D70)."""
    try:
        return int(annotations.get(REVISION, "0"))
    except ValueError:
        return None


def size_notes(deployment: Deployment) -> dict[str, str]:
    """The two notes for the size that is wanted now."""
    most = deployment.replicas + max_surge(deployment.spec)
    return {DESIRED: str(deployment.replicas), MAXIMUM: str(most)}


def are_notes_stale(annotations: Mapping[str, str], wanted: Mapping[str, str]) -> bool:
    """Do the notes of a set have to be written anew?"""
    return any(annotations.get(key) != value for key, value in wanted.items())


def copied(annotations: Mapping[str, str]) -> dict[str, str]:
    """Those annotations of a Deployment that its new set gets (D36)."""
    return {key: value for key, value in annotations.items() if key not in NOT_COPIED}


def with_revision(annotations: Mapping[str, str], target: int) -> dict[str, str]:
    """The annotations with the revision raised to `target`; a higher own one is kept (D71, D72)."""
    own = read_revision(annotations)
    if own is None or own >= target:
        return dict(annotations)
    raised = {**annotations, REVISION: str(target)}
    if REVISION in annotations:
        raised[REVISION_HISTORY] = append_past(
            annotations.get(REVISION_HISTORY, ""), annotations[REVISION], limit=MAX_HISTORY
        )
    return raised


def append_past(stored: str, number: str, *, limit: int) -> str:
    """The history note with one more number; the oldest are dropped beyond `limit` characters."""
    numbers = [*stored.split(","), number] if stored else [number]
    while len(numbers) > 1 and len(",".join(numbers)) > limit:
        numbers = numbers[1:]
    return ",".join(numbers)


def highest_revision(sets: tuple[Object, ...]) -> int:
    """The highest readable revision among sets; 0 without any."""
    return max((read_revision(each.annotations) or 0 for each in sets), default=0)
