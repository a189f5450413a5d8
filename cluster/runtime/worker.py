"""The background worker: a Channels consumer that gives each waiting cluster one short slice.

Handlers only note who wants a slice (`waiting.py`); one task beside them takes the next cluster
each time, so a hint is heard at once and no slice is run twice for two hints. A cluster that is not
at rest waits again, one that waits for a moment gets a timer: both here, where its view is in
memory. Any number of workers may run: the row lock serialises them. The row says who ran a cluster
last, and hints go there; who finds that another has done the work leaves the cluster to that one.
A worker that is told to leave ends the slice it is in and gives its clusters up.

A sweep every second finds what hints and timers missed, because what is due stands in the database:
who is due and has not moved since the last sweep has nobody, so it waits here from then on. House
is kept beside it, once a minute.

While a person waits for an answer of this process, the next slice is held back for a moment.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections import Counter
from contextlib import suppress
from functools import partial
from typing import Any

from channels.consumer import AsyncConsumer
from channels.exceptions import StopConsumer
from django.db import DatabaseError

from cluster.runtime import announce
from cluster.runtime.chores import Chore, do_all
from cluster.runtime.executors import people, read_later, write_later
from cluster.runtime.log_keeper import keep_log_for_ever
from cluster.runtime.memory import return_free_memory
from cluster.runtime.reconciler import Outcome, Reconciler
from cluster.runtime.turns import Turns
from cluster.runtime.waiting import Waiting
from cluster.store import clusters
from cluster.store.checkpoints import checkpoint_every, prepare_checkpoint
from cluster.store.clock import wall_time
from cluster.store.orm import UnknownClusterError
from cluster.store.write_ahead import has_log

SWEEP_SECONDS = 1.0
HOUSEKEEPING_SECONDS = 60.0
JOURNAL_REST_SECONDS = 0.05
UNUSED_SECONDS = 120.0
RETRY_SECONDS = 2.0
MIN_TIMER_SECONDS = 0.001
GIVE_WAY_SECONDS = 0.05
logger = logging.getLogger(__name__)


class Passes:
    """How many slices this process has run, and the seconds that they took."""

    def __init__(self) -> None:
        self.count = 0
        self.seconds = 0.0

    def note(self, seconds: float) -> None:
        """One more. Only the writer thread says so."""
        self.count += 1
        self.seconds += seconds


passes = Passes()


class ClusterWorker(AsyncConsumer):  # type: ignore[misc]
    """Handles "cluster.moved" (look at some clusters), "cluster.sweep" (find what is due) and
    "worker.leave". `scope["worker"]` is the channel of this process, where there are several."""

    channel_layer_alias = "none"
    """Who made us listens for us; a channel of Channels' own would end us when Redis goes."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.reconciler = Reconciler()
        self.turns = Turns()
        self.waiting = Waiting()
        self.timers: dict[str, asyncio.TimerHandle] = {}
        self.moves: Counter[str] = Counter()
        self.overdue: set[clusters.Due] = set()
        self.tasks: list[asyncio.Task[None]] = []
        self.turn = asyncio.Lock()

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        """Handle messages until the end, and leave nothing running then."""
        self.reconciler.worker = scope.get("worker", "")
        try:
            await super().__call__(scope, receive, send)
        finally:
            self.stop()

    async def dispatch(self, message: dict[str, Any]) -> None:
        """Handle one message. No connection is touched on this thread, so none is closed here."""
        self.start()
        handlers = {
            "cluster.moved": self.cluster_moved,
            "cluster.sweep": self.cluster_sweep,
            "worker.leave": self.worker_leave,
        }
        await handlers[message["type"]](message)

    async def cluster_moved(self, message: dict[str, Any]) -> None:
        """Somebody wrote: the clusters wait in front."""
        for cluster_id in message["clusters"]:
            self.waiting.put(cluster_id, is_urgent=True)

    async def cluster_sweep(self, message: dict[str, Any]) -> None:
        """Everything that is due waits, whoever may have it: what a start does."""
        try:
            found = await read_later(clusters.due, wall_time())
        except DatabaseError as error:
            logger.warning("sweep failed: %s", error)
            return
        for due in found:
            self.waiting.put(due.cluster_id)

    async def worker_leave(self, message: dict[str, Any]) -> None:
        """End the slice that has begun, then let others have the clusters, at once."""
        async with self.turn:
            self.stop()
        with suppress(DatabaseError):
            await write_later(clusters.give_up, self.reconciler.worker)
        await announce.send_to_worker({"type": "cluster.sweep"})
        await announce.all_sent()
        raise StopConsumer

    def start(self) -> None:
        """Begin to work and to sweep, or go on after a failure."""
        if not self.tasks or any(task.done() for task in self.tasks):
            self.stop()
            runs = [self.work_for_ever(), self.sweep_for_ever(), self.keep_house_for_ever()]
            runs += [keep_log_for_ever()] if has_log() else []
            self.tasks = [asyncio.ensure_future(each) for each in runs]

    def stop(self) -> None:
        """End both tasks. A slice that has begun comes to its end on its thread."""
        for task in self.tasks:
            task.cancel()

    # -- slices ------------------------------------------------------------------------------

    async def work_for_ever(self) -> None:
        """One slice after the other, each for the cluster whose turn it is."""
        while True:
            cluster_id = await self.waiting.take()
            await people.are_served(GIVE_WAY_SECONDS)
            async with self.turn:
                await self.run(cluster_id)

    async def run(self, cluster_id: str) -> None:
        """Give one cluster a slice and arrange for its next one."""
        self.cancel_timer(cluster_id)
        try:
            outcome, took = await write_later(self.timed_slice, cluster_id)
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
        took = time.monotonic() - begun
        passes.note(took)
        return outcome, took

    async def follow_up(self, cluster_id: str, outcome: Outcome, rest: float) -> None:
        if outcome.has_moved:
            await announce.tell_watchers(cluster_id)
            self.count_move(cluster_id)
        if not outcome.is_quiet and rest > 0:
            self.call_later(cluster_id, rest)
        elif not outcome.is_quiet:
            self.waiting.put(cluster_id)
        elif outcome.wake_at is not None:
            self.call_later(cluster_id, outcome.wake_at - wall_time())

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
        self.waiting.put(cluster_id)

    # -- the sweep ---------------------------------------------------------------------------

    async def sweep_for_ever(self) -> None:
        """A task of its own: it notes who is due and rests in between."""
        has_skipped = False
        while True:
            try:
                if not has_skipped:
                    await write_later(clusters.skip_downtime, wall_time())
                    has_skipped = True
                await asyncio.sleep(SWEEP_SECONDS)
                self.take_over(set(await read_later(clusters.due, wall_time())))
            except DatabaseError as error:
                logger.warning("sweep failed: %s", error)
                await asyncio.sleep(SWEEP_SECONDS)

    def take_over(self, due: set[clusters.Due]) -> None:
        """Who is ours and due waits at once: its hint was lost. Who is due just as a sweep ago has
        nobody who works on it."""
        ours = {each for each in due if each.worker == self.reconciler.worker}
        for left in ours | (self.overdue & due):
            self.waiting.put(left.cluster_id)
        self.overdue = due

    # -- housekeeping ------------------------------------------------------------------------

    async def keep_house_for_ever(self) -> None:
        """A task of its own as well: 200 journals take a while, and a sweep must not wait."""
        while True:
            await asyncio.sleep(min(HOUSEKEEPING_SECONDS, clusters.idle_seconds() / 2))
            await self.keep_house()

    async def keep_house(self) -> None:
        """One round."""
        await do_all(self.chores())

    def chores(self) -> list[Chore]:
        """Trim journals, put idle clusters to sleep, free the memory of what rests."""
        held = self.reconciler.held
        self.moves = Counter({each: self.moves[each] for each in held})
        journals = [partial(self.rest_and_keep_journal, each) for each in held]
        return [*journals, self.put_idle_to_sleep, self.forget_unused]

    async def rest_and_keep_journal(self, cluster_id: str) -> None:
        await asyncio.sleep(JOURNAL_REST_SECONDS)
        await self.keep_journal(cluster_id)

    async def put_idle_to_sleep(self) -> None:
        """Their timers and views go with them."""
        asleep = await write_later(clusters.put_idle_to_sleep, wall_time())
        for cluster_id in asleep:
            self.cancel_timer(cluster_id)
            await write_later(self.reconciler.forget, cluster_id)
        if asleep:
            await read_later(return_free_memory, len(self.reconciler.held))

    async def forget_unused(self) -> None:
        if await write_later(self.reconciler.forget_unused, UNUSED_SECONDS):
            await read_later(return_free_memory, len(self.reconciler.held))

    def count_move(self, cluster_id: str) -> None:
        """A busy cluster gets its checkpoints often, so that its last minute is rebuilt quickly."""
        self.moves[cluster_id] += 1
        if self.moves[cluster_id] >= checkpoint_every(cluster_id):
            del self.moves[cluster_id]
            announce.keep(asyncio.ensure_future(do_all([partial(self.keep_journal, cluster_id)])))

    async def keep_journal(self, cluster_id: str) -> None:
        """The next checkpoint is made beside the writers, who only have to put it down."""
        prepared = await read_later(prepare_checkpoint, cluster_id)
        if prepared is not None:
            del self.moves[cluster_id]
        await write_later(clusters.keep_journal, cluster_id, wall_time(), prepared)
