"""Clusters as a whole: made, found, put to sleep, woken.

A new cluster has its namespaces, nodes with their Leases, the Clock and the image catalogue. An
idle one sleeps: its clock stands, it has no timers and takes no memory; the next touch wakes it
where it was.
"""

from __future__ import annotations

import secrets
from typing import NamedTuple

from django.conf import settings
from django.db import connection, transaction
from django.db.models import F, Q

from cluster import models
from cluster.core.objects import Manifest
from cluster.kinds.seeds import demo_manifests, first_manifests
from cluster.store import journal, statements
from cluster.store.checkpoints import Prepared, prepare_checkpoint, write_checkpoint
from cluster.store.clock import wall_time
from cluster.store.orm import UNRECONCILED, Editing, clock_reading, edit

ID_ALPHABET = "bcdfghjkmnpqrstvwxz23456789"
ID_LENGTH = 12
MOST_SECONDS_BETWEEN_TOUCHES = 60.0
MISSED_SECONDS = 60.0


def idle_seconds() -> float:
    """How long nobody touches a cluster before it sleeps (`KUBELOOP_LIMITS_IDLE_SECONDS`)."""
    return float(settings.KUBELOOP_LIMITS["idle_seconds"])


def touch_seconds() -> float:
    """How often a cluster in use is noted as such: well within the time after which it sleeps."""
    return min(MOST_SECONDS_BETWEEN_TOUCHES, idle_seconds() / 3)


def new_id() -> str:
    return "".join(secrets.choice(ID_ALPHABET) for _ in range(ID_LENGTH))


def create_cluster(
    name: str,
    *,
    nodes: int = 3,
    speed: float = 1.0,
    demo: bool = False,
    seed: str | None = None,
) -> models.Cluster:
    """Make a cluster with its first objects; with `demo` also the Deployment and Service `web`.

    It sleeps until somebody touches it, so its first Pods start before the visitor's eyes."""
    wall = wall_time()
    with transaction.atomic():
        row = models.Cluster.objects.create(
            id=new_id(),
            name=name,
            seed=secrets.token_hex(8) if seed is None else seed,
            clock_virtual=wall,
            clock_real=wall,
            speed=speed,
            created_at=wall,
            touched_at=wall,
        )
        with edit(row.id, wall) as editing:
            manifests = first_manifests(editing.seed, nodes, editing.now, speed)
            plant(editing, manifests, "kubeloop")
            if demo:
                plant(editing, demo_manifests(), "kubeloop")
            lay_to_sleep(editing)
    return models.Cluster.objects.get(id=row.id)


def plant(editing: Editing, manifests: list[Manifest], by: str) -> None:
    for manifest in manifests:
        editing.ledger.create(manifest, by, None, None)


def find(cluster_id: str) -> models.Cluster | None:
    """The cluster of that id, or None."""
    return statements.fetch(models.Cluster, "id = %s", [cluster_id])


def delete(cluster_ids: list[str]) -> int:
    """Take clusters out with all that they hold; gives how many there were."""
    rows = models.Cluster.objects.filter(id__in=cluster_ids)
    found = rows.count()
    rows.delete()
    return found


def limit_pods(cluster_ids: list[str], most: int | None) -> None:
    """Let some clusters have so many Pods at most; None: as many as the server allows.

    What is there already stays; from now on nothing comes beyond the limit."""
    models.Cluster.objects.filter(id__in=cluster_ids).update(most_pods=most)


def count() -> tuple[int, int]:
    """How many clusters there are, and how many of them are awake."""
    everything = models.Cluster.objects.all()
    return everything.count(), everything.filter(asleep=False).count()


class Load(NamedTuple):
    """What the database knows of the work: clusters that are due, by how many seconds the worst is
    late, commits in all journals, bytes on disk."""

    due: int
    lag_seconds: float
    commits: int
    bytes: int


DUE_SQL = (
    "SELECT COUNT(*), MIN(wake_at) FROM cluster_cluster"
    " WHERE NOT asleep AND (wake_at <= %s OR reconciled_revision < revision)"
)
SIZES = {
    "sqlite": "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()",
    "postgresql": "SELECT pg_database_size(current_database())",
}


def load(wall: float) -> Load:
    """The work that waits, and how large all of it has become."""
    ((due, earliest),) = statements.select(DUE_SQL, [wall])
    ((commits,),) = statements.select("SELECT COUNT(*) FROM cluster_journal", [])
    ((size,),) = statements.select(SIZES[connection.vendor], [])
    lag = 0.0 if earliest is None else max(0.0, wall - earliest)
    return Load(due, lag, commits, size)


class Due(NamedTuple):
    """A cluster that a worker should look at, and where it stands: as long as that is the same,
    nobody has. `worker` is the one that ran it last."""

    cluster_id: str
    revision: int
    wake_at: float | None
    worker: str


def due(wall: float, limit: int = 500) -> list[Due]:
    """Clusters that a worker should look at now."""
    waiting = Q(wake_at__lte=wall) | Q(reconciled_revision__lt=F("revision"))
    rows = models.Cluster.objects.filter(waiting, asleep=False).order_by("wake_at")
    return [Due(*row) for row in rows.values_list("id", *Due._fields[1:])[:limit]]


def touch(cluster_id: str, wall: float) -> bool:
    """Note that somebody uses the cluster, and wake it if it slept. True when it was woken."""
    row = find(cluster_id)
    if row is None or (not row.asleep and row.touched_at > wall - touch_seconds()):
        return False
    was_asleep = row.asleep
    with edit(cluster_id, wall) as editing:
        editing.row.touched_at = wall
        editing.is_row_dirty = True
        if was_asleep:
            editing.row.reconciled_revision = UNRECONCILED
    return was_asleep


def put_idle_to_sleep(wall: float) -> list[str]:
    """Stop the clocks of clusters that nobody touched for long; gives their ids."""
    idle = models.Cluster.objects.filter(asleep=False, touched_at__lt=wall - idle_seconds())
    asleep = []
    for cluster_id in list(idle.values_list("id", flat=True)[:200]):
        with edit(cluster_id, wall) as editing:
            lay_to_sleep(editing)
        asleep.append(cluster_id)
    return asleep


def lay_to_sleep(editing: Editing) -> None:
    """Stop the cluster's clock until somebody touches it."""
    row = editing.row
    row.clock_virtual, row.clock_real = editing.now, editing.wall
    row.asleep, row.wake_at, row.worker = True, None, ""
    editing.is_row_dirty = True


def give_up(worker: str) -> int:
    """A worker ends: anybody may take its clusters; gives their number."""
    return models.Cluster.objects.filter(worker=worker).update(worker="")


def hold(cluster_id: str, wall: float) -> None:
    """Stop a cluster's clock, so that only its maker moves it (`Reconciler.run_for`)."""
    with edit(cluster_id, wall) as editing:
        editing.set_clock(editing.now, paused=True)


def let_go(cluster_id: str, wall: float) -> None:
    """End that: the clock runs on as soon as somebody touches the cluster."""
    with edit(cluster_id, wall) as editing:
        editing.set_clock(editing.now, paused=False)
        lay_to_sleep(editing)


def skip_downtime(wall: float) -> int:
    """After a start: clocks do not run through a stop of the server longer than a minute.

    Gives the number of clusters whose clock was taken back."""
    late = models.Cluster.objects.filter(asleep=False, paused=False)
    skipped = 0
    for row in late.filter(wake_at__lt=wall - MISSED_SECONDS):
        assert row.wake_at is not None
        row.clock_virtual = clock_reading(row).now(row.wake_at)
        row.clock_real = wall
        row.wake_at = wall
        row.save(update_fields=["clock_virtual", "clock_real", "wake_at"])
        skipped += 1
    return skipped


def keep_journal(cluster_id: str, wall: float, prepared: Prepared | None = None) -> None:
    """Write a checkpoint when the last one is far behind, then trim the journal.

    Whoever must not hold up the writers prepares the checkpoint elsewhere and hands it in."""
    found = prepared or prepare_checkpoint(cluster_id)
    with transaction.atomic():
        if found is not None:
            write_checkpoint(cluster_id, found)
        journal.trim(cluster_id, wall)
