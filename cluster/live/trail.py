"""The trail of one object: who wrote what about it and its own, and why; folded from the journal.

Its own are the objects that name it as an owner: the ReplicaSets of a Deployment, the Pods of a
ReplicaSet, the EndpointSlices of a Service. Each write tells the fields it moved, and for every
field of the object itself the trail names its last writer, controllers included.

Example: the trail of a Deployment in a rollout begins with "deployment-controller: may have 13
Pods, has 10, so 3 new ones start", on ReplicaSet web-6b9d7c8f54, `spec.replicas` 0 to 3.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

import msgspec
from msgspec import Struct

from cluster.core.rules import sum_of, words_of
from cluster.core.sums import Sum
from cluster.store.journal import Commit, JournalChange

MOST_CHANGES = 800
MOST_WRITES = 80
MOST_FIELDS = 8
MOVES_ALWAYS = frozenset({("metadata", "resourceVersion"), ("metadata", "managedFields")})
SILENT = frozenset({"Event", "Lease"})
REPORTS = frozenset({"D53", "R7", "V1"})
"""Rules by which a controller only reports; of those between two decisions the newest is told."""
PODS_OWN = ("kubelet", "default-scheduler")
ABSENT: Any = object()
Path = tuple[str, ...]
Move = tuple[Path, Any, Any]


class Reference(Struct, frozen=True):
    uid: str = ""


class OwnedMetadata(Struct, frozen=True, rename="camel"):
    owner_references: list[Reference] = []


class Owned(Struct, frozen=True):
    """As much of a manifest as tells its owners."""

    metadata: OwnedMetadata = OwnedMetadata()


owned = msgspec.json.Decoder(Owned)


class FieldMove(Struct, frozen=True):
    """A field that a write moved; None stands for absent."""

    path: list[str]
    before: Any
    after: Any


class TrailWrite(Struct, frozen=True, rename="camel"):
    """One write. `fields` are some of those it moved, `more` counts the others.

    `repeats` counts the older writes that it stands for: of the same decision or report. `rule` is
    the rule in words, `sum` its numbers where they add up."""

    revision: int
    type: str
    by: str
    kind: str
    namespace: str
    name: str
    uid: str
    time: float
    why: dict[str, Any] | None
    fields: list[FieldMove]
    more: int
    repeats: int
    rule: str
    sum: Sum | None


class Writer(Struct, frozen=True):
    """Who wrote a field last."""

    path: list[str]
    by: str
    revision: int
    time: float


class Trail(Struct, frozen=True, rename="camel"):
    """Newest writes first. `is_whole` says that the journal reaches back to the object's birth."""

    uid: str
    writes: list[TrailWrite]
    writers: list[Writer]
    is_whole: bool


def trail_of(uid: str, commits: Iterable[Commit], at: int | None = None) -> Trail:
    """Fold commits, newest first, into the trail of the object with that uid."""
    changes = (change for change in backwards(commits) if at is None or change.revision <= at)
    kept = list(islice(about(uid, changes), MOST_CHANGES))
    earlier: dict[str, Any] = {}
    moves: dict[int, list[Move]] = {}
    for change in reversed(kept):
        now = msgspec.json.decode(change.object)
        before = earlier.get(change.uid)
        if before is None and change.before:
            before = msgspec.json.decode(change.before)
        moves[change.revision] = [] if before is None else list(moved(before, now))
        earlier[change.uid] = now
    told = list(islice(stories(kept), MOST_WRITES))
    writes = [write_of(change, moves[change.revision], repeats) for change, repeats in told]
    mine = [change for change in kept if change.uid == uid]
    is_whole = bool(mine) and mine[-1].type == "ADDED"
    return Trail(uid, writes, writers_of(mine, moves, is_whole=is_whole), is_whole)


def backwards(commits: Iterable[Commit]) -> Iterator[JournalChange]:
    for commit in commits:
        yield from reversed(commit.changes)


def about(uid: str, changes: Iterable[JournalChange]) -> Iterator[JournalChange]:
    """The writes of the object and of what it owns; Events tell the same once more."""
    needle = uid.encode()
    for change in changes:
        if change.uid == uid or (needle in bytes(change.object) and is_owned(change, uid)):
            yield change


def is_owned(change: JournalChange, uid: str) -> bool:
    """Of a Pod only its coming and going belongs to its owner; the rest is the kubelet's story."""
    if change.kind in SILENT or (change.kind == "Pod" and change.by.startswith(PODS_OWN)):
        return False
    references = owned.decode(change.object).metadata.owner_references
    return any(each.uid == uid for each in references)


def stories(changes: Iterable[JournalChange]) -> Iterator[tuple[JournalChange, int]]:
    """Writes newest first, each with the number of older ones that it stands for."""
    pending: dict[tuple[str, str], list[Any]] = {}
    last: tuple[JournalChange, int] | None = None
    for change in changes:
        rule = (change.why or {}).get("rule")
        if rule in REPORTS:
            if last is not None:
                yield last
                last = None
            pending.setdefault((change.uid, rule), [change, -1])[1] += 1
        elif last is not None and is_same_decision(last[0], change):
            last = (last[0], last[1] + 1)
        else:
            yield from [last] if last is not None else []
            yield from ((report, repeats) for report, repeats in pending.values())
            pending.clear()
            last = (change, 0)
    yield from [last] if last is not None else []
    yield from ((report, repeats) for report, repeats in pending.values())


def is_same_decision(newer: JournalChange, older: JournalChange) -> bool:
    """Ten Pods that are created by one sum are one decision."""
    same = newer.kind == older.kind and newer.type == older.type and newer.by == older.by
    return same and newer.why is not None and newer.why == older.why and newer.time == older.time


def write_of(change: JournalChange, moves: list[Move], repeats: int) -> TrailWrite:
    told = [FieldMove(list(path), before, after) for path, before, after in moves]
    rule = (change.why or {}).get("rule", "")
    return TrailWrite(
        change.revision,
        change.type,
        change.by,
        change.kind,
        change.namespace,
        change.name,
        change.uid,
        change.time,
        change.why,
        told[:MOST_FIELDS],
        max(0, len(told) - MOST_FIELDS),
        repeats,
        words_of(rule),
        sum_of(rule, (change.why or {}).get("numbers") or {}, change.by),
    )


def writers_of(
    mine: list[JournalChange], moves: dict[int, list[Move]], *, is_whole: bool
) -> list[Writer]:
    """The last writer of each field; what nobody moved since is its creator's."""
    found: dict[Path, Writer] = {}
    for change in mine:
        for path, _, _ in moves[change.revision]:
            writer = Writer(list(path), change.by, change.revision, change.time)
            found.setdefault(path, writer)
    if is_whole:
        birth = mine[-1]
        for path, _ in leaves(msgspec.json.decode(birth.object)):
            found.setdefault(path, Writer(list(path), birth.by, birth.revision, birth.time))
    return list(found.values())


def moved(before: Any, after: Any) -> Iterator[Move]:
    """The fields that differ: (path, before, after), None for absent."""
    old, new = dict(leaves(before)), dict(leaves(after))
    for path, value in new.items():
        if path[:2] not in MOVES_ALWAYS and old.get(path, ABSENT) != value:
            yield path, old.get(path), value
    for path, value in old.items():
        if path not in new and path[:2] not in MOVES_ALWAYS:
            yield path, value, None


def leaves(value: Any, path: Path = ()) -> Iterator[tuple[Path, Any]]:
    """Every value that holds no other ones, with its path; list positions are texts."""
    if isinstance(value, dict) and value:
        for key, inner in value.items():
            yield from leaves(inner, (*path, key))
    elif isinstance(value, list) and value:
        for index, inner in enumerate(value):
            yield from leaves(inner, (*path, str(index)))
    else:
        yield path, value
