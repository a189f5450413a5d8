"""What a rollout came to, told by the journal: how long, how many Pods, how few, how many failed.

Example: Outcome(started=100.0, finished=122.5, most_pods=18, fewest_available=8, served=135,
failed=0). While it goes on `finished` is None and the numbers are those of now.
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from cluster.live import readings as r
from cluster.store import journal, orm
from cluster.store.checkpoints import Past, past_at
from cluster.store.clock import wall_time
from cluster.store.journal import JournalChange

BATCH = 500


class Outcome(Struct, rename="camel"):
    """The numbers of one rollout; times are moments of the cluster's clock."""

    started: float
    finished: float | None
    now: float
    most_pods: int
    fewest_available: int
    served: int
    failed: int


class Counting:
    """Follows one Deployment from the revision that changed it."""

    def __init__(self, past: Past, namespace: str, name: str) -> None:
        self.past = past
        self.key = ("Deployment", namespace, name)
        self.started = past.time
        self.finished: float | None = None
        self.available: dict[str, int] = {}
        self.pods: set[str] = set()
        for kept in past.state.values():
            if kept.kind == "ReplicaSet" and kept.namespace == namespace:
                self._note_set(kept.uid, r.decode("ReplicaSet", kept.object))
            elif kept.kind == "Pod" and kept.namespace == namespace:
                self.pods.add(kept.uid)
        self.most_pods = len(self.pods)
        self.fewest = sum(self.available.values())

    def follow(self, change: JournalChange) -> None:
        """Take in one change; at the end of the rollout nothing counts any more."""
        self.past.follow((change,))
        if change.namespace != self.key[1]:
            return
        if change.kind == "Pod":
            (self.pods.discard if change.type == "DELETED" else self.pods.add)(change.uid)
            self.most_pods = max(self.most_pods, len(self.pods))
        elif change.kind == "ReplicaSet" and change.type != "DELETED":
            self._note_set(change.uid, r.decode("ReplicaSet", change.object))
            self.fewest = min(self.fewest, sum(self.available.values()))
        elif self._completes(change):
            self.finished = change.time

    def _completes(self, change: JournalChange) -> bool:
        is_mine = (change.kind, change.namespace, change.name) == self.key
        return is_mine and is_complete(r.decode("Deployment", change.object))

    def _note_set(self, uid: str, found: r.Manifest) -> None:
        assert isinstance(found, r.ReplicaSetManifest)
        owner = found.metadata.controller
        if owner is not None and owner.name == self.key[2]:
            self.available[uid] = found.status.available_replicas


def is_complete(found: r.Manifest) -> bool:
    """Every Pod is of the new template and available, and no other is left."""
    assert isinstance(found, r.DeploymentManifest)
    status, wanted = found.status, found.spec.get("replicas", 1)
    counts = (status.updated_replicas, status.replicas, status.available_replicas)
    is_observed = status.observed_generation >= found.metadata.generation
    return is_observed and counts == (wanted, wanted, wanted)


def outcome(cluster_id: str, since: int, namespace: str, name: str) -> Outcome:
    """The rollout that began with a revision. Raises UnknownClusterError and ExpiredError."""
    counting = Counting(past_at(cluster_id, since), namespace, name)
    for change in changes_after(cluster_id, since):
        counting.follow(change)
        if counting.finished is not None:
            break
    now = max(orm.clock_of(cluster_id).now(wall_time()), counting.past.time)
    return told(counting, now)


def changes_after(cluster_id: str, revision: int) -> Iterator[JournalChange]:
    """Every change after a revision, read a few commits at a time."""
    commits = journal.read_after(cluster_id, revision, BATCH)
    while commits:
        for commit in commits:
            yield from commit.changes
        commits = journal.read_after(cluster_id, commits[-1].last, BATCH)


def told(counting: Counting, now: float) -> Outcome:
    traffic = counting.past.traffic
    traffic.now = now if counting.finished is None else counting.finished
    streams = [traffic.settled(uid) for uid in list(traffic.streams)]
    return Outcome(
        counting.started,
        counting.finished,
        now,
        counting.most_pods,
        counting.fewest,
        sum(each.served for each in streams),
        sum(each.failed.total() for each in streams),
    )
