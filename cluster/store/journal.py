"""The journal: what was written, in order, with author and reason.

One row holds one commit. Readers ask for everything after the revision they know and get whole
commits without gaps; a revision that the journal no longer reaches is `Expired` (410 Gone).

Example: read_after("c1", 40) gives the commits whose changes carry revisions 41, 42, ...
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from threading import local
from typing import Any

import msgspec
import zstandard
from django.db.models import Max

from cluster import models
from cluster.core.changes import Change
from cluster.store import statements

KEPT_SECONDS = 3600
KEPT_COMMITS = 10_000
ALWAYS_KEPT_COMMITS = 500
CHECKPOINT_EVERY_COMMITS = 150

ABSENT = msgspec.Raw(b"")
threads = local()
"""Compressors of each thread: one must not serve two threads at a time."""
READ_AFTER = (
    "SELECT first, last, time, body FROM cluster_journal"
    " WHERE cluster_id = %s AND last > %s ORDER BY last LIMIT %s"
)


class ExpiredError(LookupError):
    """The journal no longer reaches back to that revision; `oldest` is the first one it knows."""

    def __init__(self, asked: int, oldest: int) -> None:
        super().__init__(f"too old resource version: {asked} ({oldest})")
        self.asked = asked
        self.oldest = oldest


class JournalChange(msgspec.Struct, omit_defaults=True):
    """One write as the journal keeps it. `object` is the stored manifest, undecoded.

    `sim` and `before` (the manifest before a user's write) are empty, so false, when absent."""

    revision: int
    type: str
    kind: str
    namespace: str
    name: str
    uid: str
    by: str
    time: float
    object: msgspec.Raw
    why: dict[str, Any] | None = None
    sim: msgspec.Raw = ABSENT
    before: msgspec.Raw = ABSENT


class Commit(msgspec.Struct):
    """All changes of one transaction; revisions `first` to `last`."""

    first: int
    last: int
    time: float
    changes: list[JournalChange]


encoder = msgspec.json.Encoder()
decoder = msgspec.json.Decoder(list[JournalChange])


def pack(text: bytes) -> bytes:
    """The text, compressed."""
    if not hasattr(threads, "compressor"):
        threads.compressor = zstandard.ZstdCompressor(level=1)
    packed: bytes = threads.compressor.compress(text)
    return packed


def unpack(packed: bytes | memoryview) -> bytes:
    """The text that was packed."""
    if not hasattr(threads, "decompressor"):
        threads.decompressor = zstandard.ZstdDecompressor()
    text: bytes = threads.decompressor.decompress(bytes(packed))
    return text


def entry(change: Change, body: bytes, sim: bytes | None) -> JournalChange:
    """The journal's record of a change; users' writes keep the state before, for undo."""
    found = change.object
    before = ABSENT
    if change.old is not None and change.by.startswith("user"):
        before = msgspec.Raw(encoder.encode(change.old.manifest))
    return JournalChange(
        revision=found.revision,
        type=change.type,
        kind=found.kind,
        namespace=found.namespace,
        name=found.name,
        uid=found.uid,
        by=change.by,
        time=change.time,
        object=msgspec.Raw(body),
        why=None if change.why is None else msgspec.to_builtins(change.why),
        sim=ABSENT if sim is None else msgspec.Raw(sim),
        before=before,
    )


def append(cluster_id: str, changes: Sequence[JournalChange], *, time: float, wall: float) -> None:
    """Write one commit."""
    row = models.Journal(
        cluster_id=cluster_id,
        first=changes[0].revision,
        last=changes[-1].revision,
        time=time,
        written_at=wall,
        body=pack(encoder.encode(changes)),
    )
    statements.insert(row)


def read_after(cluster_id: str, revision: int, limit: int = 500) -> list[Commit]:
    """Commits after a revision, oldest first, at most `limit`. Raises ExpiredError."""
    found = statements.select(READ_AFTER, [cluster_id, revision, limit])
    if not found:
        check_reach(cluster_id, revision)
        return []
    if found[0][0] > revision + 1:
        raise ExpiredError(revision, found[0][0])
    commits = []
    for first, last, time, body in found:
        changes = decoder.decode(unpack(body))
        if first <= revision:
            changes = [change for change in changes if change.revision > revision]
        commits.append(Commit(first, last, time, changes))
    return commits


def read_back(
    cluster_id: str,
    at_most: int = KEPT_COMMITS,
    *,
    saying: bytes = b"",
    until: int | None = None,
) -> Iterator[Commit]:
    """Commits backwards from the newest, or from the one that holds revision `until`.

    They are read a few at a time; only those whose text says `saying`."""
    rows = models.Journal.objects.filter(cluster_id=cluster_id).order_by("-last")
    if until is not None:
        rows = rows.filter(first__lte=until)
    columns = rows.values_list("first", "last", "time", "body")[:at_most]
    for first, last, time, body in columns.iterator(chunk_size=50):
        text = unpack(body)
        if saying in text:
            yield Commit(first, last, time, decoder.decode(text))


def revision_back(cluster_id: str, commits: int) -> int:
    """The revision before the newest so many commits; 0 when there are not more of them."""
    rows = models.Journal.objects.filter(cluster_id=cluster_id).order_by("-last")
    found = list(rows.values_list("last", flat=True)[commits : commits + 1])
    return int(found[0]) if found else 0


def check_reach(cluster_id: str, revision: int) -> None:
    """Raise ExpiredError when nothing follows although the cluster is further on."""
    known = models.Cluster.objects.filter(id=cluster_id).values_list("revision", flat=True)
    current = known.first()
    if current is not None and revision < current:
        oldest = models.Journal.objects.filter(cluster_id=cluster_id).aggregate(Max("last"))
        if oldest["last__max"] is None or oldest["last__max"] <= revision:
            raise ExpiredError(revision, current)


def trim(cluster_id: str, wall: float) -> int:
    """Forget commits beyond the newest 10,000, and those over an hour old but for 500.

    The cut is made at the last checkpoint before, so that every revision behind it can be rebuilt;
    older checkpoints go too. Gives the number of commits dropped."""
    rows = models.Journal.objects.filter(cluster_id=cluster_id)
    revisions = rows.order_by("-last").values_list("last", flat=True)
    cuts = list(revisions[KEPT_COMMITS : KEPT_COMMITS + 1])
    spare = list(revisions[ALWAYS_KEPT_COMMITS : ALWAYS_KEPT_COMMITS + 1])
    if spare:
        old = rows.filter(last__lte=spare[0], written_at__lt=wall - KEPT_SECONDS)
        cuts += [newest for newest in [old.aggregate(Max("last"))["last__max"]] if newest]
    if not cuts:
        return 0
    checkpoints = models.Checkpoint.objects.filter(cluster_id=cluster_id)
    base = checkpoints.filter(revision__lte=max(cuts)).aggregate(Max("revision"))["revision__max"]
    if base is None:
        return 0
    checkpoints.filter(revision__lt=base).delete()
    return int(rows.filter(last__lte=base).delete()[0])
