"""Reading and committing: the one way to a cluster's objects.

`edit` opens a transaction that holds the cluster's row, hands out a ledger, and at its end writes
rows, journal and revision together or not at all.

Example:
    with edit(cluster_id) as editing:
        found = editing.get("Deployment", "default", "web")
        editing.ledger.update(found, manifest, "user", None)
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import msgspec
from django.db import transaction

from cluster import models
from cluster.core.changes import Change, Ledger
from cluster.core.objects import Key, Manifest, Object, read
from cluster.core.view import ClusterView, Limits
from cluster.store import journal, statements
from cluster.store.clock import ClockReading, wall_time
from cluster.store.limits import limits_of
from cluster.store.rows import MODELS, model_of, select_rows, write_rows

encoder = msgspec.json.Encoder()
decode = msgspec.json.Decoder(dict).decode
STORED = "namespace, name, revision, body, sim"
UNRECONCILED = -1
"""The revision up to which a cluster is reconciled when there is work left: due at once."""
OTHERS = f"SELECT kind, {STORED} FROM cluster_resource WHERE cluster_id = %s ORDER BY id"


class UnknownClusterError(LookupError):
    """There is no cluster of that id."""


@dataclass(frozen=True, slots=True)
class StoredRow:
    """One object as it lies in the database: `body` is the manifest as JSON."""

    namespace: str
    name: str
    revision: int
    body: bytes
    sim: bytes | None


@dataclass(slots=True)
class Editing:
    """One open transaction on one cluster."""

    row: models.Cluster
    wall: float
    now: float
    ledger: Ledger
    limits: Limits
    dry_run: bool = False
    is_row_dirty: bool = False

    @property
    def seed(self) -> str:
        return self.row.seed

    @property
    def revision(self) -> int:
        return self.ledger.revision

    def get(self, kind: str, namespace: str, name: str) -> Object | None:
        """The stored object, changes of this transaction included."""
        for change in reversed(self.ledger.changes):
            if change.object.key == (kind, namespace, name):
                return None if change.type == "DELETED" else change.object
        place = {"cluster_id": self.row.id, "namespace": namespace, "name": name}
        found = select_rows(kind, "body, sim", place)
        return from_row(*found[0]) if found else None

    def list(self, kind: str, namespace: str | None = None) -> list[Object]:
        """Stored objects of a kind as they were when the transaction began."""
        rows = rows_of(self.row.id, kind, namespace).order_by("id").values_list("body", "sim")
        return [from_row(body, sim) for body, sim in rows.iterator()]

    def everything(self) -> Iterator[Object]:
        """Every stored object but Events, as it was when the transaction began."""
        models_but_events = [model for kind, model in MODELS.items() if kind != "Event"]
        for model in (*models_but_events, models.Resource):
            rows = model.objects.filter(cluster_id=self.row.id)  # type: ignore[attr-defined]
            for body, sim in rows.order_by("id").values_list("body", "sim"):
                yield from_row(body, sim)

    def count(self, kind: str) -> int:
        return int(rows_of(self.row.id, kind, None).count())

    def count_all(self) -> int:
        """How many objects the cluster has, Events left out."""
        kinds = [kind for kind in MODELS if kind != "Event"]
        others = models.Resource.objects.filter(cluster_id=self.row.id).count()
        return others + sum(self.count(kind) for kind in kinds)

    def set_clock(
        self, now: float, *, speed: float | None = None, paused: bool | None = None
    ) -> None:
        """Anchor the clock anew at `now`, with another speed or standing still."""
        self.row.clock_virtual, self.row.clock_real = now, self.wall
        self.row.speed = self.row.speed if speed is None else speed
        self.row.paused = self.row.paused if paused is None else paused
        self.is_row_dirty = True


@contextmanager
def edit(cluster_id: str, wall: float | None = None, *, wakes: bool = True) -> Iterator[Editing]:
    """A transaction that locks the cluster; commits what the ledger holds at its end.

    A sleeping cluster is woken, unless `wakes` is false."""
    with transaction.atomic():
        row = statements.fetch(models.Cluster, "id = %s", [cluster_id], lock=True)
        if row is None:
            raise UnknownClusterError(cluster_id)
        moment = wall_time() if wall is None else wall
        if row.asleep and wakes:
            wake(row, moment)
        now = clock_reading(row).now(moment)
        editing = Editing(row, moment, now, Ledger(row.seed, row.revision, now), limits_of(row))
        yield editing
        if editing.dry_run:
            transaction.set_rollback(True)
        else:
            persist(editing)


def persist(editing: Editing) -> None:
    """Write rows, journal and the cluster's row for what the ledger holds."""
    changes, row = editing.ledger.changes, editing.row
    if changes:
        write_changes(row.id, changes, editing)
        row.revision = editing.ledger.revision
        editing.is_row_dirty = True
    if editing.is_row_dirty:
        statements.update(row)


def write_changes(cluster_id: str, changes: list[Change], editing: Editing) -> None:
    last: dict[Key, tuple[Object | None, str, str | None]] = {}
    entries = []
    for change in changes:
        found = change.object
        body = encoder.encode(found.manifest)
        sim = None if found.sim is None else encoder.encode(found.sim)
        entries.append(journal.entry(change, body, sim))
        last.pop(found.key, None)
        if change.type == "DELETED":
            last[found.key] = (None, "", None)
        else:
            last[found.key] = (found, body.decode(), None if sim is None else sim.decode())
        if found.kind == "Clock" and change.by.startswith("user"):
            follow_clock(editing, found)
    write_rows(cluster_id, last)
    journal.append(cluster_id, entries, time=changes[-1].time, wall=editing.wall)


def follow_clock(editing: Editing, clock: Object) -> None:
    """Let the row's clock follow the Clock object that a user wrote."""
    speed, paused = float(clock.spec.get("speed", 1)), bool(clock.spec.get("paused", False))
    if (speed, paused) != (editing.row.speed, editing.row.paused):
        editing.set_clock(editing.now, speed=speed, paused=paused)


def wake(row: models.Cluster, wall: float) -> None:
    """End a cluster's sleep: its clock goes on from where it stood."""
    row.asleep = False
    row.clock_real = wall
    row.touched_at = wall
    row.reconciled_revision = UNRECONCILED  # its timers are gone, so a worker looks at everything
    row.save(update_fields=["asleep", "clock_real", "touched_at", "reconciled_revision"])


def clock_reading(row: models.Cluster) -> ClockReading:
    return ClockReading(row.clock_virtual, row.clock_real, row.speed, row.paused or row.asleep)


def rows_of(cluster_id: str, kind: str, namespace: str | None):  # type: ignore[no-untyped-def]
    """The query for all rows of a kind, in one namespace or in all."""
    model = model_of(kind)
    rows = model.objects.filter(cluster_id=cluster_id)  # type: ignore[attr-defined]
    if model is models.Resource:
        rows = rows.filter(kind=kind)
    return rows if namespace is None else rows.filter(namespace=namespace)


def from_row(body: str, sim: str | None) -> Object:
    manifest: Manifest = decode(body)
    return read(manifest, None if sim is None else decode(sim))


def from_raw(body: msgspec.Raw, sim: msgspec.Raw) -> Object:
    """The object of a journal's entry or of a checkpoint; an empty `sim` is none."""
    return read(decode(bytes(body)), decode(bytes(sim)) if sim else None)


def read_object(cluster_id: str, kind: str, namespace: str, name: str) -> StoredRow | None:
    """One stored object, undecoded."""
    place = {"cluster_id": cluster_id, "namespace": namespace, "name": name}
    found = select_rows(kind, STORED, place)
    return stored_row(*found[0]) if found else None


def read_list(
    cluster_id: str, kind: str, namespace: str | None = None
) -> tuple[int, list[StoredRow]]:
    """(revision of the cluster, stored objects of a kind by namespace and name), undecoded.

    The revision is read first and no lock is taken, so a row may be newer than it: whoever watches
    on from that revision sees such a change once more, which harms nobody."""
    revision = current_revision(cluster_id)
    place = {"cluster_id": cluster_id}
    if namespace is not None:
        place["namespace"] = namespace
    found = select_rows(kind, STORED, place, "ORDER BY namespace, name")
    return revision, [stored_row(*row) for row in found]


def read_everything(
    cluster_id: str, newest_events: int | None = None
) -> tuple[int, list[tuple[str, StoredRow]]]:
    """(revision, every stored object with its kind), undecoded; the revision is read first.

    There are five Events for each Pod; who shows only some names how many of the newest."""
    revision = current_revision(cluster_id)
    place = {"cluster_id": cluster_id}
    found: list[tuple[str, StoredRow]] = []
    for kind in MODELS:
        if kind == "Event" and newest_events is not None:
            rows = select_rows(kind, STORED, place, f"ORDER BY id DESC LIMIT {newest_events:d}")
            rows.reverse()
        else:
            rows = select_rows(kind, STORED, place, "ORDER BY id")
        found += [(kind, stored_row(*row)) for row in rows]
    others = statements.select(OTHERS, [cluster_id])
    found += [(kind, stored_row(*row)) for kind, *row in others]
    return revision, found


def stored_row(namespace: str, name: str, revision: int, body: str, sim: str | None) -> StoredRow:
    return StoredRow(
        namespace, name, revision, body.encode(), None if sim is None else sim.encode()
    )


def current_revision(cluster_id: str) -> int:
    found = statements.select("SELECT revision FROM cluster_cluster WHERE id = %s", [cluster_id])
    if not found:
        raise UnknownClusterError(cluster_id)
    return int(found[0][0])


Position = tuple[int, float, float, float, bool]
"""Where a cluster stands: its revision and its clock (virtual, real, speed, does it stand)."""


def positions(cluster_ids: Sequence[str]) -> dict[str, Position]:
    """Where some clusters stand, by one query; those that do not exist are left out."""
    columns = ("id", "revision", "clock_virtual", "clock_real", "speed", "paused")
    rows = models.Cluster.objects.filter(id__in=cluster_ids).values_list(*columns)
    return {cluster_id: tuple(position) for cluster_id, *position in rows}


def clock_of(cluster_id: str) -> ClockReading:
    """The cluster's clock without locking anything. Raises UnknownClusterError."""
    row = statements.fetch(models.Cluster, "id = %s", [cluster_id])
    if row is None:
        raise UnknownClusterError(cluster_id)
    return clock_reading(row)


def load_view(row: models.Cluster) -> ClusterView:
    """The whole cluster in memory, oldest objects first."""
    view = ClusterView(row.seed, limits=limits_of(row))
    for model in (*MODELS.values(), models.Resource):
        rows = model.objects.filter(cluster_id=row.id).order_by("id")  # type: ignore[attr-defined]
        for body, sim in rows.values_list("body", "sim").iterator(chunk_size=500):
            view.put(from_row(body, sim))
    view.revision = row.revision
    return view
