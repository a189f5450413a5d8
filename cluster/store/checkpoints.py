"""The past: any revision in the journal's reach, rebuilt from a checkpoint and what followed it.

A checkpoint holds every object at one revision and the counters of requests, which do not follow
from the objects. The journal is only cut behind a checkpoint, so all that it tells can be rebuilt.

Example: past_at("c1", 500) loads the last checkpoint at or before 500 and applies the journal from
there; past.state has the objects, past.traffic the requests.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from zlib import crc32

import msgspec
from django.db.models import Max

from cluster import models
from cluster.core.objects import Key
from cluster.store import journal
from cluster.store.rows import MODELS
from cluster.store.traffic import StreamMemory, Traffic


class Kept(msgspec.Struct, omit_defaults=True):
    """One object of a checkpoint."""

    kind: str
    namespace: str
    name: str
    object: msgspec.Raw
    sim: msgspec.Raw = journal.ABSENT
    uid: str = ""


@dataclass(slots=True)
class Past:
    """A cluster at one revision, and how it goes on from there."""

    revision: int = 0
    time: float = 0.0
    state: dict[Key, Kept] = field(default_factory=dict)
    traffic: Traffic = field(default_factory=Traffic)

    def follow(self, changes: Iterable[journal.JournalChange]) -> None:
        """Take in what was written next."""
        for change in changes:
            apply_change(self.state, change)
            self.traffic.follow((change,))
            self.revision, self.time = change.revision, change.time


@dataclass(frozen=True, slots=True)
class Prepared:
    """A checkpoint before it is written."""

    revision: int
    time: float
    body: bytes
    memory: bytes


encoder = msgspec.json.Encoder()
decoder = msgspec.json.Decoder(list[Kept])
memory_decoder = msgspec.json.Decoder(dict[str, StreamMemory])


def checkpoint_every(cluster_id: str) -> int:
    """After how many commits a cluster gets its next checkpoint: 75 to 150, for each its own.

    A class of 200 begins in one minute and commits alike; one number for all would make 200
    checkpoints in the same seconds, again and again."""
    most = journal.CHECKPOINT_EVERY_COMMITS
    return most - crc32(cluster_id.encode()) % (most // 2 + 1)


def prepare_checkpoint(cluster_id: str) -> Prepared | None:
    """The next checkpoint; None when the last one is near enough. Only reads."""
    known = models.Checkpoint.objects.filter(cluster_id=cluster_id)
    last = known.aggregate(Max("revision"))["revision__max"]
    commits = models.Journal.objects.filter(cluster_id=cluster_id, last__gt=last or 0)
    newest = commits.aggregate(Max("last"))["last__max"]
    if newest is None:
        return None
    if last is not None and commits.count() < checkpoint_every(cluster_id):
        return None
    try:
        return prepared(past_at(cluster_id, newest))
    except journal.ExpiredError:
        return prepared(present(cluster_id))


def prepared(past: Past) -> Prepared:
    body = journal.pack(encoder.encode(list(past.state.values())))
    memory = encoder.encode(past.traffic.memories())
    return Prepared(past.revision, past.time, body, memory)


def write_checkpoint(cluster_id: str, found: Prepared) -> None:
    """Keep a checkpoint; it does no harm when it is there already."""
    if models.Cluster.objects.filter(id=cluster_id).exists():
        models.Checkpoint.objects.get_or_create(
            cluster_id=cluster_id,
            revision=found.revision,
            defaults={"time": found.time, "body": found.body, "memory": found.memory},
        )


def present(cluster_id: str) -> Past:
    """The cluster as its rows have it, with requests counted from now on."""
    row = models.Cluster.objects.get(id=cluster_id)
    past = started(row.revision, row.clock_virtual)
    for kind, model in MODELS.items():
        rows = model.objects.filter(cluster_id=cluster_id).order_by("id")  # type: ignore[attr-defined]
        for columns in rows.values_list("namespace", "name", "body", "sim", "uid"):
            keep(past, kind, *columns)
    others = models.Resource.objects.filter(cluster_id=cluster_id).order_by("id")
    for kind, *columns in others.values_list("kind", "namespace", "name", "body", "sim", "uid"):
        keep(past, kind, *columns)
    return past


def started(revision: int, time: float) -> Past:
    """Ready to take in what stood at that moment."""
    past = Past(revision, time)
    past.traffic.now = time
    return past


def keep(past: Past, kind: str, namespace: str, name: str, *columns: str | None) -> None:
    body, sim, uid = columns
    take(past, Kept(kind, namespace, name, raw(body), raw(sim), uid or ""))


def take(past: Past, kept: Kept) -> None:
    past.state[kept.kind, kept.namespace, kept.name] = kept
    past.traffic.put(kept, kept.uid, kept.object, kept.sim)


def raw(text: str | None) -> msgspec.Raw:
    return journal.ABSENT if text is None else msgspec.Raw(text.encode())


def past_at(cluster_id: str, revision: int) -> Past:
    """The cluster as it was right after `revision`. Raises journal.ExpiredError."""
    past = base_of(cluster_id, revision)
    for changes in stretches(cluster_id, past.revision, revision):
        past.follow(changes)
    return past


def stretches(
    cluster_id: str, begin: int, revision: int
) -> Iterator[Iterable[journal.JournalChange]]:
    """What was written after `begin`, commit by commit. Raises journal.ExpiredError."""
    while begin < revision:
        commits = journal.read_after(cluster_id, begin)
        if not commits:
            return
        for commit in commits:
            yield [change for change in commit.changes if change.revision <= revision]
        begin = commits[-1].last


def base_of(cluster_id: str, revision: int) -> Past:
    """The last checkpoint at or before a revision; an empty cluster when there is none."""
    known = models.Checkpoint.objects.filter(cluster_id=cluster_id, revision__lte=revision)
    columns = known.order_by("-revision").values_list("revision", "time", "body", "memory")
    base = columns.first()
    if base is None:
        return Past()
    past = started(base[0], base[1])
    for kept in decoder.decode(journal.unpack(base[2])):
        take(past, kept)
    past.traffic.remember(memory_decoder.decode(base[3]))
    return past


def traffic_at(cluster_id: str, revision: int) -> Traffic:
    """The requests as they stood right after `revision`; from now on, if that is out of reach."""
    try:
        base = base_of(cluster_id, revision)
        for changes in stretches(cluster_id, base.revision, revision):
            base.traffic.follow(changes)
        return base.traffic
    except journal.ExpiredError:
        return present(cluster_id).traffic


def state_at(cluster_id: str, revision: int) -> dict[Key, Kept]:
    """Every object as it was right after `revision`. Raises journal.ExpiredError."""
    return past_at(cluster_id, revision).state


def oldest_revision(cluster_id: str) -> int:
    """The first revision that can be rebuilt."""
    commits = models.Journal.objects.filter(cluster_id=cluster_id).order_by("last")
    first = commits.values_list("first", flat=True).first()
    if first is None:
        current = models.Cluster.objects.filter(id=cluster_id).values_list("revision", flat=True)
        return current.first() or 0
    if first == 1:
        return 1
    bases = models.Checkpoint.objects.filter(cluster_id=cluster_id, revision__gte=first - 1)
    return bases.order_by("revision").values_list("revision", flat=True).first() or first


def apply_change(state: dict[Key, Kept], change: journal.JournalChange) -> None:
    key = (change.kind, change.namespace, change.name)
    if change.type == "DELETED":
        state.pop(key, None)
    else:
        state[key] = Kept(*key, change.object, change.sim, change.uid)
