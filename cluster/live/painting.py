"""What a feed does on a reader thread: paint a picture anew, follow the journal, look back.

Rows are read without a lock, so some may be newer than the revision that was read first; following
the journal from there passes over what the picture already knows.
"""

from __future__ import annotations

from cluster.live import messages as m
from cluster.live.picture import News, Picture
from cluster.store import journal, orm
from cluster.store.checkpoints import traffic_at
from cluster.store.clock import ClockReading
from cluster.store.journal import JournalChange

BATCH = 500
LOOKED_BACK_COMMITS = 200
"""How far a new picture looks for the last writes."""


def paint(cluster_id: str) -> tuple[Picture, ClockReading]:
    """The picture as of now. Raises UnknownClusterError."""
    picture = Picture()
    picture.revision, rows = orm.read_everything(cluster_id, newest_events=m.MAX_EVENTS)
    for kind, row in rows:
        picture.take(kind, row.body, row.sim)
    picture.traffic = traffic_at(cluster_id, picture.revision)
    _, reading = follow(cluster_id, picture, None)
    picture.remember(journal.read_back(cluster_id, LOOKED_BACK_COMMITS))
    return picture, reading


def follow(
    cluster_id: str, picture: Picture, known: ClockReading | None
) -> tuple[News, ClockReading]:
    """Bring a picture up to the newest commit. Raises ExpiredError and UnknownClusterError.

    A running clock that nobody touched is where it was known to be, so it is read again only when
    the Clock was written, when time stands (steps move it), or when nothing else is new."""
    has_moved, has_clock = False, False
    while True:
        commits = journal.read_after(cluster_id, picture.revision, BATCH)
        changes = [change for commit in commits for change in commit.changes]
        has_moved = has_moved or bool(changes)
        has_clock = has_clock or any(change.kind == "Clock" for change in changes)
        picture.follow(changes)
        if len(commits) < BATCH:
            break
    if known is None or known.paused or has_clock or not has_moved:
        known = orm.clock_of(cluster_id)
    return picture.flush(), known


def read_between(cluster_id: str, since: int, until: int) -> list[JournalChange]:
    """The changes after one revision up to another. Raises ExpiredError."""
    changes: list[JournalChange] = []
    position = since
    while position < until:
        commits = journal.read_after(cluster_id, position, BATCH)
        if not commits:
            break
        for commit in commits:
            changes += [change for change in commit.changes if change.revision <= until]
        position = commits[-1].last
    return changes
