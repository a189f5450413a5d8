"""The background worker: a Channels consumer that gives each cluster one short slice a message.

There is no endless loop in a handler. A cluster that is not at rest sends itself the next message;
a cluster that waits gets a timer; a sweep every second finds what hints and timers missed, because
what is due stands in the database. Any number of workers may run: the row lock serialises them.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections import Counter
from typing import Any

from channels.consumer import AsyncConsumer
from django.db import DatabaseError

from cluster.runtime import announce
from cluster.runtime.executors import run_read, run_write
from cluster.runtime.memory import return_free_memory, tune_collector
from cluster.runtime.reconciler import Outcome, Reconciler
from cluster.runtime.turns import Turns
from cluster.store import clusters
from cluster.store.checkpoints import prepare_checkpoint
from cluster.store.clock import wall_time
from cluster.store.journal import CHECKPOINT_EVERY_COMMITS
from cluster.store.orm import UnknownClusterError

SWEEP_SECONDS = 1.0
HOUSEKEEPING_SECONDS = 60.0
UNUSED_SECONDS = 120.0
RETRY_SECONDS = 2.0
MIN_TIMER_SECONDS = 0.001
logger = logging.getLogger(__name__)


class ClusterWorker(AsyncConsumer):  # type: ignore[misc]
    """Handles "cluster.moved" (look at one cluster) and "cluster.sweep" (find what is due)."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.reconciler = Reconciler()
        self.turns = Turns()
        self.timers: dict[str, asyncio.TimerHandle] = {}
        self.moves: Counter[str] = Counter()
        self.sweeper: asyncio.Task[None] | None = None

    async def dispatch(self, message: dict[str, Any]) -> None:
        """Handle one message. No connection is touched on this thread, so none is closed here."""
        self.start_sweeping()
        handler = {"cluster.moved": self.cluster_moved, "cluster.sweep": self.cluster_sweep}
        await handler[message["type"]](message)

    async def cluster_moved(self, message: dict[str, Any]) -> None:
        """Give one cluster a slice and arrange for its next one."""
        cluster_id = message["cluster"]
        try:
            outcome, took = await run_write(self.timed_slice, cluster_id)
        except UnknownClusterError:
            self.reconciler.forget(cluster_id)
            return
        except Exception as error:
            level = logging.WARNING if isinstance(error, DatabaseError) else logging.ERROR
            logger.log(level, "cluster %s: pass failed", cluster_id, exc_info=error)
            self.call_later(cluster_id, RETRY_SECONDS)
            return
        rest = self.turns.rest_after(cluster_id, took, time.monotonic())
        await self.follow_up(cluster_id, outcome, rest)

    def timed_slice(self, cluster_id: str) -> tuple[Outcome, float]:
        """One slice and how long it took, without the wait for the writer thread."""
        begun = time.monotonic()
        outcome = self.reconciler.run(cluster_id)
        return outcome, time.monotonic() - begun

    async def follow_up(self, cluster_id: str, outcome: Outcome, rest: float) -> None:
        if outcome.has_moved:
            await announce.tell_watchers(cluster_id)
            self.count_move(cluster_id)
        if not outcome.is_quiet and rest > 0:
            self.call_later(cluster_id, rest)
        elif not outcome.is_quiet:
            if not await announce.ask_worker(cluster_id):
                self.call_later(cluster_id, 0.0)
        elif outcome.wake_at is not None:
            self.call_later(cluster_id, outcome.wake_at - wall_time())
        else:
            self.cancel_timer(cluster_id)

    async def cluster_sweep(self, message: dict[str, Any]) -> None:
        """Look for clusters that are due or moved without a hint."""
        try:
            due = await run_read(clusters.due, wall_time())
        except DatabaseError as error:
            logger.warning("sweep failed: %s", error)
            return
        for cluster_id in due:
            await self.cluster_moved({"cluster": cluster_id})

    # -- timers ------------------------------------------------------------------------------

    def call_later(self, cluster_id: str, seconds: float) -> None:
        self.cancel_timer(cluster_id)
        loop = asyncio.get_running_loop()
        delay = max(MIN_TIMER_SECONDS, seconds)
        self.timers[cluster_id] = loop.call_later(delay, self.timer_fired, cluster_id)

    def cancel_timer(self, cluster_id: str) -> None:
        timer = self.timers.pop(cluster_id, None)
        if timer is not None:
            timer.cancel()

    def timer_fired(self, cluster_id: str) -> None:
        self.timers.pop(cluster_id, None)
        announce.keep(asyncio.create_task(self.ask_or_run(cluster_id)))

    async def ask_or_run(self, cluster_id: str) -> None:
        """Let any worker take it; with the channel layer out of reach, go on without it."""
        if not await announce.ask_worker(cluster_id):
            await self.cluster_moved({"cluster": cluster_id})

    # -- the sweep ---------------------------------------------------------------------------

    def start_sweeping(self) -> None:
        if self.sweeper is None or self.sweeper.done():
            self.sweeper = asyncio.ensure_future(self.sweep_for_ever())

    async def sweep_for_ever(self) -> None:
        """A task of its own beside the handlers: it only sends messages and rests in between."""
        tune_collector()
        has_skipped = False
        housekept = time.monotonic()
        idle = clusters.idle_seconds()
        while True:
            try:
                if not has_skipped:
                    await run_write(clusters.skip_downtime, wall_time())
                    has_skipped = True
                await asyncio.sleep(SWEEP_SECONDS)
                for cluster_id in await run_read(clusters.due, wall_time()):
                    await self.ask_or_run(cluster_id)
                if time.monotonic() - housekept > min(HOUSEKEEPING_SECONDS, idle / 2):
                    housekept = time.monotonic()
                    await self.keep_house()
            except DatabaseError as error:
                logger.warning("sweep failed: %s", error)
                await asyncio.sleep(SWEEP_SECONDS)

    async def keep_house(self) -> None:
        """Put idle clusters to sleep, trim journals, free the memory of what rests."""
        self.moves.clear()
        for cluster_id in self.reconciler.held:
            await self.keep_journal(cluster_id)
        asleep = await run_write(clusters.put_idle_to_sleep, wall_time())
        for cluster_id in asleep:
            self.cancel_timer(cluster_id)
            await run_write(self.reconciler.forget, cluster_id)
        if await run_write(self.reconciler.forget_unused, UNUSED_SECONDS) or asleep:
            return_free_memory()

    def count_move(self, cluster_id: str) -> None:
        """A busy cluster gets its checkpoints often, so that its last minute is rebuilt quickly."""
        self.moves[cluster_id] += 1
        if self.moves[cluster_id] >= CHECKPOINT_EVERY_COMMITS:
            del self.moves[cluster_id]
            announce.keep(asyncio.ensure_future(self.keep_journal(cluster_id)))

    async def keep_journal(self, cluster_id: str) -> None:
        """The next checkpoint is made beside the writers, who only have to put it down."""
        prepared = await run_read(prepare_checkpoint, cluster_id)
        await run_write(clusters.keep_journal, cluster_id, wall_time(), prepared)
