"""A cluster at one moment as a view that can be asked: now, or at any revision in reach.

Views of the present are kept for the clusters that were asked about last and follow the journal, so
a page that asks after each write pays for what is new. Who holds one may only read it, and only
inside the `with`.

Example: `with at("c1", None) as moment: moment.view.find(Deployment, "default", "web")`; with 412
instead of None it is the cluster right after revision 412.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Lock

from cluster import models
from cluster.core.view import ClusterView
from cluster.store import journal, statements
from cluster.store.checkpoints import past_at
from cluster.store.clock import wall_time
from cluster.store.limits import limits_of
from cluster.store.orm import UnknownClusterError, clock_reading, from_raw, load_view

KEPT_VIEWS = 8
BATCH = 500


@dataclass(frozen=True, slots=True)
class Moment:
    """All objects, and what the cluster's clock shows."""

    view: ClusterView
    now: float


class Kept:
    """The view of one cluster's present, and the lock of who asks it."""

    def __init__(self) -> None:
        self.lock = Lock()
        self.view: ClusterView | None = None


kept: OrderedDict[str, Kept] = OrderedDict()
kept_lock = Lock()


@contextmanager
def at(cluster_id: str, revision: int | None) -> Iterator[Moment]:
    """The cluster right after a revision; None is now.

    Raises UnknownClusterError and journal.ExpiredError."""
    row = row_of(cluster_id)
    if revision is not None and revision < row.revision:
        past = past_at(cluster_id, revision)
        view = ClusterView(row.seed, limits=limits_of(row))
        for each in past.state.values():
            view.put(from_raw(each.object, each.sim))
        view.revision = past.revision
        yield Moment(view, past.time)
        return
    with kept_lock:
        found = kept.setdefault(cluster_id, Kept())
        kept.move_to_end(cluster_id)
        if len(kept) > KEPT_VIEWS:
            kept.popitem(last=False)
    with found.lock:
        found.view = present(cluster_id, found.view)
        found.view.limits = limits_of(row)
        yield Moment(found.view, clock_reading(row_of(cluster_id)).now(wall_time()))


def row_of(cluster_id: str) -> models.Cluster:
    row = statements.fetch(models.Cluster, "id = %s", [cluster_id])
    if row is None:
        raise UnknownClusterError(cluster_id)
    return row


def present(cluster_id: str, known: ClusterView | None) -> ClusterView:
    """The view as of now; a known one follows the journal unless that has been cut too far."""
    if known is not None:
        try:
            follow(cluster_id, known)
        except journal.ExpiredError:
            known = None
    if known is None:
        known = load_view(row_of(cluster_id))
        follow(cluster_id, known)
    return known


def follow(cluster_id: str, view: ClusterView) -> None:
    """Take in what was committed since. Raises journal.ExpiredError."""
    while True:
        commits = journal.read_after(cluster_id, view.revision, BATCH)
        for commit in commits:
            for change in commit.changes:
                found = from_raw(change.object, change.sim)
                if change.type == "DELETED":
                    view.take(found)
                else:
                    view.put(found)
            view.revision = max(view.revision, commit.last)
        if len(commits) < BATCH:
            return
