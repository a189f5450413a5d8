"""Hints that clusters moved, between threads and between processes.

A hint carries no change: whoever gets it reads the journal. So a lost, late or doubled hint does no
harm: once a second one query asks where all clusters stand that somebody here waits for, and who
missed something is woken. All processes hear of all clusters, by one message: what workers did is
gathered for some milliseconds first, what a person did goes out at once, or with the next message
when one is under way. (A group for each cluster cost as much as the passes themselves: each message
through Redis is several trips on both sides.)

Example: 40 clusters move within 20 ms: one message with 40 names.
"""

from __future__ import annotations

import asyncio
import logging
from collections import defaultdict
from collections.abc import Awaitable, Callable, Collection, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from typing import Any
from weakref import WeakKeyDictionary

from channels.exceptions import ChannelFull
from channels.layers import get_channel_layer
from django.db import DatabaseError

from cluster.runtime.executors import read_picture
from cluster.runtime.reach import LAYER_ERRORS, LIMIT_SECONDS, reach
from cluster.store import orm

WORKER_CHANNEL = "cluster"
WATCHERS = "kubeloop.moved"
GATHER_SECONDS = 0.02
SWEEP_SECONDS = 1.0
REJOIN_SECONDS = 5.0
NOWHERE: orm.Position = (-1, 0.0, 0.0, 0.0, False)
logger = logging.getLogger(__name__)


async def moved(cluster_id: str, worker: str = "") -> None:
    """A person wrote. Tell the worker that has the cluster, or all of them, and every process that
    watches; the answer need not wait for that, since a hint is only a hint."""
    outbox("people", tell_at_once).add(cluster_id)
    if worker:
        outbox(worker, partial(ask_worker, worker=worker)).add(cluster_id)
    else:  # one hint each, so that several workers share what nobody has
        keep(asyncio.ensure_future(ask_worker([cluster_id])))


async def tell_watchers(cluster_id: str) -> None:
    """Hint to the feeds and watches of all processes, with what else moves in these moments."""
    outbox("workers", tell_in_time, GATHER_SECONDS).add(cluster_id)


async def ask_worker(clusters: Collection[str], worker: str = "") -> bool:
    """Hint that clusters want a pass; whether the hint is on its way.

    A worker that has died hears nothing: then the sweep of another one finds the clusters."""
    return await send_to_worker({"type": "cluster.moved", "clusters": list(clusters)}, worker)


async def send_to_worker(message: dict[str, Any], worker: str = "") -> bool:
    """Whether the message is on its way; known within `reach.LIMIT_SECONDS`."""
    channel = worker or WORKER_CHANNEL
    try:
        await reach.carry(lambda: get_channel_layer().send(channel, message))
        return True
    except ChannelFull:
        logger.info("worker channel is full; the sweep will find the cluster")
    except LAYER_ERRORS:
        pass  # told by `reach`, once
    return False


async def tell_at_once(clusters: Collection[str]) -> None:
    """Hint to all processes that a person waits to see it."""
    await send_to_watchers(clusters, is_urgent=True)


async def tell_in_time(clusters: Collection[str]) -> None:
    """Hint to all processes."""
    await send_to_watchers(clusters, is_urgent=False)


async def send_to_watchers(clusters: Collection[str], *, is_urgent: bool) -> None:
    """Hint to all processes; urgent when a person waits to see it."""
    message = {"type": "cluster.moved", "clusters": list(clusters), "urgent": is_urgent}
    with suppress(*LAYER_ERRORS):  # told by `reach`; the sweeps find what is not hinted
        await reach.carry(lambda: get_channel_layer().group_send(WATCHERS, message))


class Outbox:
    """Clusters that moved and that no message has told yet.

    One message is under way at a time, and what moves meanwhile goes with the next: alone a hint
    leaves at once, and a class that clicks at a word is told in a few messages."""

    def __init__(self, send: Callable[[list[str]], Awaitable[Any]], gather_seconds: float) -> None:
        self._send = send
        self._gather_seconds = gather_seconds
        self._clusters: dict[str, None] = {}
        self._sending: asyncio.Task[None] | None = None

    def add(self, cluster_id: str) -> None:
        """One more to tell of."""
        self._clusters[cluster_id] = None
        if self._sending is None or self._sending.done():
            self._sending = asyncio.ensure_future(self._send_all())
            keep(self._sending)

    async def _send_all(self) -> None:
        while self._clusters:
            await asyncio.sleep(self._gather_seconds)
            clusters = list(self._clusters)
            self._clusters.clear()
            await self._send(clusters)


def outbox(
    name: str, send: Callable[[list[str]], Awaitable[Any]], gather_seconds: float = 0.0
) -> Outbox:
    """This event loop's outbox of that name."""
    here = outboxes.setdefault(asyncio.get_running_loop(), {})
    if name not in here:
        here[name] = Outbox(send, gather_seconds)
    return here[name]


class Hint(asyncio.Event):
    """Set whenever the cluster moved; urgent when a person did it."""

    def __init__(self) -> None:
        super().__init__()
        self.is_urgent = False

    def clear(self) -> None:
        """Nothing is new, nobody waits."""
        super().clear()
        self.is_urgent = False


class Hub:
    """This event loop's one channel, the waiters behind it, and the sweep for lost hints."""

    def __init__(self) -> None:
        self._positions: dict[str, orm.Position | None] = {}
        self._waiters: defaultdict[str, set[Hint]] = defaultdict(set)
        self._sweeper: asyncio.Task[None] | None = None
        self._channel = ""
        self._listener: asyncio.Task[None] | None = None
        self._joining: asyncio.Task[None] | None = None
        self._joined_at = 0.0

    def add(self, cluster_id: str, waiter: Hint) -> None:
        self._waiters[cluster_id].add(waiter)
        if self._listener is None:
            self._listener = asyncio.ensure_future(self._listen())
        if self._sweeper is None or self._sweeper.done():
            self._sweeper = asyncio.ensure_future(self._sweep())

    def remove(self, cluster_id: str, waiter: Hint) -> None:
        self._waiters[cluster_id].discard(waiter)
        if not self._waiters[cluster_id]:
            del self._waiters[cluster_id]
            self._positions.pop(cluster_id, None)

    async def _sweep(self) -> None:
        """Wake who waits for a cluster that stands elsewhere than a second ago."""
        while self._waiters:
            await asyncio.sleep(SWEEP_SECONDS)
            self._renew()
            wanted = list(self._waiters)
            try:
                found = await read_picture(orm.positions, wanted)
            except DatabaseError as error:
                logger.warning("cannot sweep for lost hints: %s", error)
                self._wake(wanted)  # whoever reads now hears the same, and tells its pages
                continue
            for cluster_id in wanted:
                position = found.get(cluster_id)
                if self._positions.get(cluster_id, NOWHERE) != position:
                    self._positions[cluster_id] = position
                    self._wake([cluster_id])

    def _wake(self, clusters: Collection[str], *, is_urgent: bool = False) -> None:
        for cluster_id in clusters:
            for waiter in self._waiters.get(cluster_id, ()):
                waiter.is_urgent = waiter.is_urgent or is_urgent
                waiter.set()

    # -- the channel layer -------------------------------------------------------------------

    def _renew(self) -> None:
        """Join again now and then: memberships expire, and a layer that hangs raises nothing where
        we listen, so something must be sent to know."""
        now = asyncio.get_running_loop().time()
        is_time = reach.is_away or now > self._joined_at + REJOIN_SECONDS
        if is_time and self._channel and (self._joining is None or self._joining.done()):
            self._joined_at = now
            self._joining = asyncio.ensure_future(self._join())

    async def _join(self) -> None:
        with suppress(*LAYER_ERRORS):
            await reach.carry(lambda: get_channel_layer().group_add(WATCHERS, self._channel))

    async def _listen(self) -> None:
        while True:
            try:
                await self._receive()
            except LAYER_ERRORS as error:
                reach.note_failure(error)
                await asyncio.sleep(1)

    async def _receive(self) -> None:
        layer = get_channel_layer()
        self._channel = await layer.new_channel()
        await layer.group_add(WATCHERS, self._channel)
        while True:
            message = await layer.receive(self._channel)
            self._wake(message["clusters"], is_urgent=message["urgent"])


hubs: WeakKeyDictionary[asyncio.AbstractEventLoop, Hub] = WeakKeyDictionary()
outboxes: WeakKeyDictionary[asyncio.AbstractEventLoop, dict[str, Outbox]] = WeakKeyDictionary()
running: set[asyncio.Future[Any]] = set()


def keep(task: asyncio.Future[Any]) -> None:
    """Hold a task until it is done, so that it is not collected half-way."""
    running.add(task)
    task.add_done_callback(running.discard)


async def all_sent() -> None:
    """Wait until the hints that are on their way have left, but not for ever."""
    if running:
        await asyncio.wait(set(running), timeout=LIMIT_SECONDS)


@contextmanager
def subscribed(cluster_id: str) -> Iterator[Hint]:
    """An event that is set whenever the cluster moved; clear it before reading the journal."""
    loop = asyncio.get_running_loop()
    hub = hubs.setdefault(loop, Hub())
    waiter = Hint()
    hub.add(cluster_id, waiter)
    try:
        yield waiter
    finally:
        hub.remove(cluster_id, waiter)


async def wait_at_most(hint: asyncio.Event, seconds: float) -> None:
    """Wait for a hint, but not for ever."""
    try:
        await asyncio.wait_for(hint.wait(), seconds)
    except TimeoutError:
        return
