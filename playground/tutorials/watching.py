"""From the store to a follower: the scene at a revision, and the journal from there on.

Example: scene = scene_at("c1", 40); catch_up(follower, "c1") takes in revisions 41 and on.
"""

from __future__ import annotations

from cluster.store import checkpoints, clusters, journal, orm
from cluster.store.clock import wall_time
from playground.tutorials.following import Follower
from playground.tutorials.goals.scene import Scene


def scene_at(cluster_id: str, revision: int) -> Scene:
    """The objects as they were. Raises ExpiredError when the journal no longer reaches there."""
    scene = Scene(revision)
    for kept in checkpoints.state_at(cluster_id, revision).values():
        scene.put(kept.kind, (kept.namespace, kept.name), bytes(kept.object))
    return scene


def scene_now(cluster_id: str) -> Scene:
    """The objects as they are; what is there counts as old."""
    revision, found = orm.read_everything(cluster_id)
    scene = Scene(revision)
    for kind, row in found:
        scene.put(kind, (row.namespace, row.name), row.body)
    return scene


def catch_up(follower: Follower, cluster_id: str) -> None:
    """Take in all that was written since. Raises ExpiredError, or LookupError for no cluster."""
    moment = settled_until(cluster_id)
    while True:
        commits = journal.read_after(cluster_id, follower.scene.revision)
        for commit in commits:
            follower.take(commit)
        if len(commits) < 500:
            break
    follower.reach(moment)


def settled_until(cluster_id: str) -> float:
    """The moment of the cluster's clock before which the controllers will write nothing more.

    Ask it before reading the journal: what is written meanwhile is later."""
    row = clusters.find(cluster_id)
    if row is None:
        raise orm.UnknownClusterError(cluster_id)
    clock = orm.clock_reading(row)
    if row.reconciled_revision < row.revision:
        return 0.0
    now = clock.now(wall_time())
    return now if row.wake_at is None else min(now, clock.now(row.wake_at))


def scene_until(scene: Scene, cluster_id: str, revision: int | None) -> Scene:
    """Move a scene on to a revision (None: to the newest), so that it knows what came meanwhile."""
    while revision is None or scene.revision < revision:
        commits = journal.read_after(cluster_id, scene.revision)
        if not commits:
            break
        for change in (change for commit in commits for change in commit.changes):
            if revision is not None and change.revision > revision:
                return scene
            scene.apply(change)
    return scene


def hear_requests(follower: Follower, cluster_id: str) -> None:
    """Let a follower count requests from its scene on, if its step asks for them."""
    if follower.wants_traffic:
        traffic = checkpoints.traffic_at(cluster_id, follower.scene.revision)
        follower.listen(traffic)
