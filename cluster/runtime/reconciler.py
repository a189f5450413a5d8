"""Bringing clusters to rest: one short slice of passes in one transaction, for any cluster.

A slice locks the cluster, catches its in-memory view up from the journal, runs the engine for at
most 25 ms, commits and tells what is next. Views are a cache: a worker that is killed loses
nothing, and a slice that fails throws its view away. With a paused clock nothing runs but the
steps asked for.

Example: Reconciler().run("c1") -> Outcome(has_moved=True, is_quiet=False, wake_at=None).
"""

from __future__ import annotations

import logging
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from cluster.core.controllers import CONTROLLERS
from cluster.core.engine import Engine, never
from cluster.core.objects import Key, Object
from cluster.store import journal
from cluster.store.orm import UNRECONCILED, Editing, clock_reading, edit, from_raw, load_view

SLICE_SECONDS = 0.025
STEP_HORIZON_SECONDS = 3600.0
CLOCK_KEY = ("Clock", "", "clock")
logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a slice came to. `wake_at` is a moment of the machine's clock, None: not by itself."""

    has_moved: bool
    is_quiet: bool
    wake_at: float | None


class Reconciler:
    """Runs slices and keeps the engines of the clusters that ran last.

    `worker` is the channel where hints about those reach this process, where there are several."""

    def __init__(self, kept: int = 300) -> None:
        self.worker = ""
        self._engines: OrderedDict[str, Engine] = OrderedDict()
        self._ran_at: dict[str, float] = {}
        self._kept = kept

    def run(self, cluster_id: str) -> Outcome:
        """One slice; a late hint does not wake a sleeping cluster. Raises UnknownClusterError."""
        started = time.perf_counter()
        try:
            with edit(cluster_id, wakes=False) as editing:
                if editing.row.asleep or is_at_rest(editing):
                    return Outcome(False, True, self._wake_at(editing))
                engine = self._engine(editing)
                if editing.row.worker != self.worker:
                    editing.row.worker, editing.is_row_dirty = self.worker, True
                outcome = run_slice(
                    engine, editing, lambda: time.perf_counter() - started > SLICE_SECONDS
                )
        except BaseException:
            self.forget(cluster_id)
            raise
        return outcome

    def run_until_quiet(self, cluster_id: str, horizon: float) -> float:
        """Run without waiting until nothing is left before `horizon` seconds ahead of now.

        Moves the cluster's clock to the last moment something happened and gives that moment."""
        with edit(cluster_id) as editing:
            engine = self._engine(editing)
            end = editing.now + horizon
            while not engine.is_quiet or (engine.next_due or end) < end:
                moment = engine.now if engine.next_due is None else engine.next_due
                engine.advance(max(editing.now, min(moment, end)))
            editing.now = max(editing.now, engine.now)
            editing.set_clock(editing.now)
            settle(engine, editing, is_quiet=True)
        return editing.now

    def run_for(self, cluster_id: str, seconds: float) -> float:
        """Run without waiting what happens in the next `seconds`, and move the clock to their end.

        Gives the moment that the clock shows then."""
        with edit(cluster_id) as editing:
            engine = self._engine(editing)
            editing.now += seconds
            engine.advance(editing.now)
            editing.set_clock(editing.now)
            settle(engine, editing, is_quiet=True)
        return editing.now

    def _wake_at(self, editing: Editing) -> float | None:
        """When a cluster that needs nothing now wants its next slice of us; None: not of us, since
        somebody else has run it last."""
        engine = self._engines.get(editing.row.id)
        is_ours = engine is not None and engine.view.revision == editing.row.revision
        return editing.row.wake_at if is_ours else None

    def forget(self, cluster_id: str) -> None:
        """Free the memory of a cluster."""
        self._engines.pop(cluster_id, None)
        self._ran_at.pop(cluster_id, None)

    def forget_unused(self, seconds: float) -> int:
        """Free what no slice ran on for that long; gives how many views were let go."""
        before = time.perf_counter() - seconds
        unused = [cluster_id for cluster_id, ran_at in self._ran_at.items() if ran_at < before]
        for cluster_id in unused:
            self.forget(cluster_id)
        return len(unused)

    @property
    def held(self) -> list[str]:
        """Ids of the clusters whose views are in memory, least recently run first."""
        return list(self._engines)

    def _engine(self, editing: Editing) -> Engine:
        cluster_id = editing.row.id
        engine = self._engines.get(cluster_id)
        if engine is None or not catch_up(engine, editing):
            engine = Engine(load_view(editing.row), CONTROLLERS, editing.now, tell_failure)
            engine.look_at_everything()
        self._engines[cluster_id] = engine
        self._engines.move_to_end(cluster_id)
        self._ran_at[cluster_id] = time.perf_counter()
        if len(self._engines) > self._kept:
            self.forget(next(iter(self._engines)))
        engine.view.limits = editing.limits
        engine.open_ledger()
        editing.ledger = engine.ledger
        return engine


def is_at_rest(editing: Editing) -> bool:
    """All that was written has been looked at, and no timer is due."""
    row = editing.row
    is_due = row.wake_at is not None and row.wake_at <= editing.wall
    return row.reconciled_revision == row.revision and not is_due


def tell_failure(controller: str, key: Key, error: Exception) -> None:
    """A controller could not deal with one object: the log says which, the others go on."""
    logger.error("%s failed on %s", controller, "/".join(key), exc_info=error)


def catch_up(engine: Engine, editing: Editing) -> bool:
    """Take in what others committed. False when the journal does not reach back that far."""
    while engine.view.revision < editing.row.revision:
        try:
            commits = journal.read_after(editing.row.id, engine.view.revision)
        except journal.ExpiredError:
            return False
        for commit in commits:
            engine.reach(commit.time)
            for change in commit.changes:
                engine.observe(object_of(change), change.type == "DELETED")
    return engine.view.revision == editing.row.revision


def object_of(change: journal.JournalChange) -> Object:
    """The object of a journal entry as its typed reading."""
    return from_raw(change.object, change.sim)


def run_slice(engine: Engine, editing: Editing, should_stop: Callable[[], bool] = never) -> Outcome:
    """Advance the engine as the clock allows and settle the cluster's row."""
    if editing.row.paused:
        run_steps(engine, editing)
        return settle(engine, editing, is_quiet=True)
    is_quiet = engine.advance(editing.now, should_stop)
    return settle(engine, editing, is_quiet=is_quiet)


def run_steps(engine: Engine, editing: Editing) -> None:
    """Carry out the steps that the Clock asks for: each runs up to the first write it finds."""
    clock = engine.view.get(CLOCK_KEY)
    wanted = 0 if clock is None or clock.sim is None else int(clock.sim.get("stepsWanted", 0))
    if clock is None or wanted <= 0:
        return
    for _ in range(wanted):
        engine.step(max(engine.now, editing.now) + STEP_HORIZON_SECONDS)
    editing.now = max(editing.now, engine.now)
    editing.set_clock(editing.now)
    sim = {**(clock.sim or {}), "stepsWanted": 0}
    engine.view.put(engine.ledger.update_status(clock, clock.manifest, "clock", None, sim))


def settle(engine: Engine, editing: Editing, *, is_quiet: bool) -> Outcome:
    """Note in the cluster's row how far it is reconciled and when it wants attention again."""
    row = editing.row
    due = engine.next_due
    wake_at = None if due is None or not is_quiet else clock_reading(row).wall_at(due)
    reconciled = engine.ledger.revision if is_quiet else UNRECONCILED
    if (wake_at, reconciled) != (row.wake_at, row.reconciled_revision):
        row.wake_at, row.reconciled_revision = wake_at, reconciled
        editing.is_row_dirty = True
    return Outcome(bool(engine.ledger.changes), is_quiet, wake_at)
