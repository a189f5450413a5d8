"""Questions about the past of a cluster: its timeline, and the picture of any revision in reach.

Timelines are kept for the clusters that were asked about last and followed from where they are, so
a page that asks again pays for what is new. Runs on reader threads.

Example: history("c1", 0) folds 10,000 commits once; history("c1", 84_000) only what came after.
"""

from __future__ import annotations

from collections import OrderedDict
from threading import Lock

from cluster.live import messages as m
from cluster.live.picture import Picture
from cluster.live.timeline import History, Timeline
from cluster.store import journal, orm
from cluster.store.checkpoints import base_of, oldest_revision, past_at

BATCH = 500
KEPT_TIMELINES = 50
MOST_STALE_MOMENTS = 20_000
"""A timeline that reaches this far back behind the journal is made anew."""


class NotYetError(LookupError):
    """The cluster has not come to that revision."""


class Kept:
    """One cluster's timeline and the lock that lets one thread at a time follow the journal."""

    def __init__(self) -> None:
        self.lock = Lock()
        self.timeline: Timeline | None = None


kept: OrderedDict[str, Kept] = OrderedDict()
kept_lock = Lock()


def history(cluster_id: str, since: int) -> History:
    """The timeline after a revision. Raises UnknownClusterError."""
    with kept_lock:
        found = kept.setdefault(cluster_id, Kept())
        kept.move_to_end(cluster_id)
        if len(kept) > KEPT_TIMELINES:
            kept.popitem(last=False)
    orm.current_revision(cluster_id)
    with found.lock:
        oldest = oldest_revision(cluster_id)
        if found.timeline is None or is_too_long(found.timeline, oldest):
            found.timeline = Timeline(base_of(cluster_id, oldest))
        try:
            follow(cluster_id, found.timeline)
        except journal.ExpiredError:
            found.timeline = Timeline(base_of(cluster_id, oldest))
            follow(cluster_id, found.timeline)
        return found.timeline.after(since, oldest)


def is_too_long(timeline: Timeline, oldest: int) -> bool:
    index = min(MOST_STALE_MOMENTS, len(timeline.moments.revisions) - 1)
    return index == MOST_STALE_MOMENTS and timeline.moments.revisions[index] < oldest


def follow(cluster_id: str, timeline: Timeline) -> None:
    while True:
        commits = journal.read_after(cluster_id, timeline.revision, BATCH)
        for commit in commits:
            timeline.follow(commit.changes)
        if len(commits) < BATCH:
            return


def snapshot_at(cluster_id: str, revision: int) -> m.Snapshot:
    """The picture right after a revision, its clock standing at that moment.

    Raises UnknownClusterError, journal.ExpiredError, and NotYetError for one that is to come."""
    if revision > orm.current_revision(cluster_id):
        raise NotYetError(revision)
    past = past_at(cluster_id, revision)
    picture = Picture()
    picture.revision, picture.traffic = past.revision, past.traffic
    for key, each in past.state.items():
        picture.take(key[0], each.object, each.sim)
    picture.remember(journal.read_back(cluster_id, BATCH, until=revision))
    picture.flush()
    speed = orm.clock_of(cluster_id).speed
    return picture.snapshot(m.Clock(past.time, speed, paused=True))
