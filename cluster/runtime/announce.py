"""Hints that a cluster's revision moved, between threads and between processes.

A hint carries no change: whoever gets it reads the journal. So a lost, late or doubled hint does no
harm: once a second one query asks where all clusters stand that somebody here waits for, and who
missed something is woken. Each process joins a cluster's group once, however many sockets
and watches it serves (measured: one membership per socket costs seconds at 500 sockets).
"""

from __future__ import annotations

import asyncio
import logging
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any
from weakref import WeakKeyDictionary

from channels.exceptions import ChannelFull
from channels.layers import get_channel_layer
from django.db import DatabaseError

from cluster.runtime.executors import run_read
from cluster.runtime.reach import LAYER_ERRORS, reach
from cluster.store import orm

WORKER_CHANNEL = "cluster"
SWEEP_SECONDS = 1.0
ECHO_SECONDS = 5.0
NOWHERE: orm.Position = (-1, 0.0, 0.0, 0.0, False)
logger = logging.getLogger(__name__)


def group_of(cluster_id: str) -> str:
    return f"kubeloop.{cluster_id}"


async def moved(cluster_id: str) -> None:
    """Tell the workers and every process that watches: this cluster has a new revision."""
    await ask_worker(cluster_id)
    await tell_watchers(cluster_id)


async def ask_worker(cluster_id: str) -> bool:
    """Hint that the cluster wants a pass; whether the hint is on its way."""
    return await send_to_worker({"type": "cluster.moved", "cluster": cluster_id})


async def send_to_worker(message: dict[str, Any]) -> bool:
    """Whether the message is on its way; known within `reach.LIMIT_SECONDS`."""
    try:
        await reach.carry(lambda: get_channel_layer().send(WORKER_CHANNEL, message))
        return True
    except ChannelFull:
        logger.info("worker channel is full; the sweep will find the cluster")
    except LAYER_ERRORS:
        pass  # told by `reach`, once
    return False


async def tell_watchers(cluster_id: str) -> None:
    """Hint to the feeds and watches of all processes."""
    message = {"type": "cluster.moved", "cluster": cluster_id}
    with suppress(*LAYER_ERRORS):  # told by `reach`; the sweeps find what is not hinted
        await reach.carry(lambda: get_channel_layer().group_send(group_of(cluster_id), message))


class Hub:
    """This event loop's one channel, the waiters behind it, and the sweep for lost hints."""

    def __init__(self) -> None:
        self._positions: dict[str, orm.Position | None] = {}
        self._sweeper: asyncio.Task[None] | None = None
        self._waiters: defaultdict[str, set[asyncio.Event]] = defaultdict(set)
        self._channel = ""
        self._has_channel = asyncio.Event()
        self._listener: asyncio.Task[None] | None = None
        self._echo_task: asyncio.Future[None] | None = None
        self._echoed_at = 0.0

    def add(self, cluster_id: str, waiter: asyncio.Event) -> None:
        is_first = not self._waiters[cluster_id]
        self._waiters[cluster_id].add(waiter)
        if is_first or self._listener is None:
            keep(asyncio.ensure_future(self._join(cluster_id)))
        if self._sweeper is None or self._sweeper.done():
            self._sweeper = asyncio.ensure_future(self._sweep())

    def remove(self, cluster_id: str, waiter: asyncio.Event) -> None:
        self._waiters[cluster_id].discard(waiter)
        if not self._waiters[cluster_id]:
            del self._waiters[cluster_id]
            self._positions.pop(cluster_id, None)
            keep(asyncio.ensure_future(self._leave(cluster_id)))

    async def _sweep(self) -> None:
        """Wake who waits for a cluster that stands elsewhere than a second ago."""
        while self._waiters:
            await asyncio.sleep(SWEEP_SECONDS)
            self._try_echo()
            wanted = list(self._waiters)
            try:
                found = await run_read(orm.positions, wanted)
            except DatabaseError as error:
                logger.warning("cannot sweep for lost hints: %s", error)
                self._wake_all()  # whoever reads now hears the same, and tells its pages
                continue
            for cluster_id in wanted:
                position = found.get(cluster_id)
                if self._positions.get(cluster_id, NOWHERE) != position:
                    self._positions[cluster_id] = position
                    for waiter in self._waiters.get(cluster_id, ()):
                        waiter.set()

    def _wake_all(self) -> None:
        for waiters in self._waiters.values():
            for waiter in waiters:
                waiter.set()

    # -- the channel layer -------------------------------------------------------------------

    def _try_echo(self) -> None:
        """A layer that hangs raises nothing where we listen, so now and then we send something."""
        now = asyncio.get_running_loop().time()
        is_time = reach.is_away or now > self._echoed_at + ECHO_SECONDS
        if is_time and self._channel and (self._echo_task is None or self._echo_task.done()):
            self._echoed_at = now
            self._echo_task = asyncio.ensure_future(self._echo())

    async def _echo(self) -> None:
        layer, was_away = get_channel_layer(), reach.is_away
        with suppress(*LAYER_ERRORS):
            await reach.carry(lambda: layer.send(self._channel, {"type": "cluster.echo"}))
            if was_away:  # memberships of the time between were not noted there
                for cluster_id in list(self._waiters):
                    await self._join(cluster_id)

    async def _join(self, cluster_id: str) -> None:
        layer = get_channel_layer()
        if self._listener is None:
            self._listener = asyncio.ensure_future(self._listen())
        await self._has_channel.wait()
        if cluster_id in self._waiters:
            with suppress(*LAYER_ERRORS):  # the sweep finds what is not hinted
                await reach.carry(lambda: layer.group_add(group_of(cluster_id), self._channel))

    async def _leave(self, cluster_id: str) -> None:
        layer = get_channel_layer()
        if self._channel and cluster_id not in self._waiters:
            with suppress(*LAYER_ERRORS):
                await reach.carry(lambda: layer.group_discard(group_of(cluster_id), self._channel))

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
        self._has_channel.set()
        for cluster_id in list(self._waiters):
            await layer.group_add(group_of(cluster_id), self._channel)
        while True:
            message = await layer.receive(self._channel)
            for waiter in self._waiters.get(message.get("cluster", ""), ()):
                waiter.set()


hubs: WeakKeyDictionary[asyncio.AbstractEventLoop, Hub] = WeakKeyDictionary()
running: set[asyncio.Future[Any]] = set()


def keep(task: asyncio.Future[Any]) -> None:
    """Hold a task until it is done, so that it is not collected half-way."""
    running.add(task)
    task.add_done_callback(running.discard)


@contextmanager
def subscribed(cluster_id: str) -> Iterator[asyncio.Event]:
    """An event that is set whenever the cluster moved; clear it before reading the journal."""
    loop = asyncio.get_running_loop()
    hub = hubs.setdefault(loop, Hub())
    waiter = asyncio.Event()
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
