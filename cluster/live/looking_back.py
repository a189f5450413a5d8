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
RECENT_COMMITS = 3_000
"""How far a timeline that is made anew reaches unless the whole of it is asked for: 0.4 s of work,
where 10,000 commits take more than a second."""
KEPT_TIMELINES = 50
MOST_STALE_MOMENTS = 20_000
"""A timeline that reaches this far back behind the journal is made anew."""


class NotYetError(LookupError):
    """The cluster has not come to that revision."""


class NoObjectError(LookupError):
    """There was no object of that uid at the revision."""


class Kept:
    """One cluster's timeline and the lock that lets one thread at a time follow the journal."""

    def __init__(self) -> None:
        self.lock = Lock()
        self.timeline: Timeline | None = None


kept: OrderedDict[str, Kept] = OrderedDict()
kept_lock = Lock()


def history(cluster_id: str, since: int, *, whole: bool = False) -> History:
    """The timeline after a revision; `whole` from the first one in reach on.

    Raises UnknownClusterError."""
    with kept_lock:
        found = kept.setdefault(cluster_id, Kept())
        kept.move_to_end(cluster_id)
        if len(kept) > KEPT_TIMELINES:
            kept.popitem(last=False)
    orm.current_revision(cluster_id)
    with found.lock:
        oldest = oldest_revision(cluster_id)
        recent = oldest if whole else journal.revision_back(cluster_id, RECENT_COMMITS)
        begin = max(oldest, recent)
        timeline = found.timeline
        if timeline is None or is_outdated(timeline, oldest, whole=whole):
            timeline = Timeline(base_of(cluster_id, begin))
        try:
            follow(cluster_id, timeline)
        except journal.ExpiredError:
            timeline = Timeline(base_of(cluster_id, begin))
            follow(cluster_id, timeline)
        found.timeline = timeline
        return timeline.after(since, oldest)


def is_outdated(timeline: Timeline, oldest: int, *, whole: bool) -> bool:
    """It reaches not as far as is asked for, or much further than the journal does."""
    index = min(MOST_STALE_MOMENTS, len(timeline.moments.revisions) - 1)
    is_long = index == MOST_STALE_MOMENTS and timeline.moments.revisions[index] < oldest
    return is_long or (whole and timeline.first > oldest)


def follow(cluster_id: str, timeline: Timeline) -> None:
    while True:
        commits = journal.read_after(cluster_id, timeline.revision, BATCH)
        for commit in commits:
            timeline.follow(commit.changes)
        if len(commits) < BATCH:
            return


def object_at(cluster_id: str, revision: int, uid: str) -> bytes:
    """One object as JSON, as it was right after a revision.

    Raises UnknownClusterError, journal.ExpiredError, NotYetError, and NoObjectError."""
    if revision > orm.current_revision(cluster_id):
        raise NotYetError(revision)
    for each in past_at(cluster_id, revision).state.values():
        if each.uid == uid:
            return bytes(each.object)
    raise NoObjectError(uid)


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
