"""One feed per cluster and process: it reads the journal once and sends one frame to all pages.

A hint wakes it, or the sweep that finds what hints missed. Frames leave at most every 35 ms, and
what was written meanwhile is one frame. A page that comes back names the revision it has and gets
what it missed, or a snapshot when the journal no longer reaches back.

Example: 200 pages on one cluster and a rollout: one journal read and one encoding for each frame.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from typing import Protocol

from django.db import DatabaseError

from cluster.live import messages as m
from cluster.live.painting import follow, paint, read_between
from cluster.live.picture import News, Picture
from cluster.runtime.announce import subscribed, wait_at_most
from cluster.runtime.awake import Vigil
from cluster.runtime.executors import read_picture, run_read
from cluster.store.away import NO_DATABASE
from cluster.store.clock import ClockReading, wall_time
from cluster.store.journal import ExpiredError
from cluster.store.orm import UnknownClusterError

FRAME_SECONDS = 0.035
VIGIL_SECONDS = 30.0
RETRY_SECONDS = 1.0
logger = logging.getLogger(__name__)


class Socket(Protocol):
    """A page's connection, as the feed sees it. Neither method waits."""

    def push(self, frame: str) -> None:
        """Send a frame, in order."""

    def hang_up(self, code: int, message: str) -> None:
        """Send an error and close."""


class Feed:
    """The live picture of one cluster and the pages that look at it."""

    def __init__(self, cluster_id: str, read_wall: Callable[[], float] = wall_time) -> None:
        self.cluster_id = cluster_id
        self.sockets: set[Socket] = set()
        self._read_wall = read_wall
        self._picture = Picture()
        self._reading = ClockReading(0.0, 0.0)
        self._lock = asyncio.Lock()
        self._vigil = Vigil(cluster_id)
        self._joining = 0
        self._task: asyncio.Task[None] | None = None

    # -- pages come and go -------------------------------------------------------------------

    async def join(self, socket: Socket, since: int | None) -> None:
        """Send what the page lacks, then everything that follows. Raises UnknownClusterError."""
        self._joining += 1
        try:
            async with self._lock:
                if self._task is None:
                    await self._vigil.keep()  # before painting: a page never sees a sleeping clock
                    self._picture, self._reading = await run_read(paint, self.cluster_id)
                socket.push(m.text(await self._first_frame(since)))
                self.sockets.add(socket)
                if self._task is None:
                    self._task = asyncio.ensure_future(self._run())
        finally:
            self._joining -= 1

    async def resume(self, socket: Socket, since: int) -> None:
        """Send again what followed a revision, or a snapshot."""
        async with self._lock:
            socket.push(m.text(await self._first_frame(since)))

    def leave(self, socket: Socket) -> None:
        """Forget a page; with the last one the picture goes too."""
        self.sockets.discard(socket)
        if not self.sockets and self._task is not None:
            self._task.cancel()
            self._task = None

    @property
    def is_idle(self) -> bool:
        """Nobody looks, and nobody is about to."""
        return not self.sockets and self._joining == 0

    def pong(self) -> m.Pong:
        """The clock, and the revision that pages have."""
        return m.Pong(self._clock(), self._picture.revision)

    def _clock(self) -> m.Clock:
        reading = self._reading
        return m.Clock(reading.now(self._read_wall()), reading.speed, reading.paused)

    async def _first_frame(self, since: int | None) -> m.Snapshot | m.Delta:
        """A delta from that revision where the journal still has it, else a snapshot."""
        if since is not None and since > self._picture.revision:
            await self._catch_up()
        picture = self._picture
        if since is None or since > picture.revision:
            return picture.snapshot(self._clock())
        try:
            missed = await run_read(read_between, self.cluster_id, since, picture.revision)
        except ExpiredError:
            return picture.snapshot(self._clock())
        return delta(since, picture.revision, self._clock(), picture.since(missed))

    # -- following the journal ---------------------------------------------------------------

    async def _run(self) -> None:
        with subscribed(self.cluster_id) as hint:
            while True:
                is_urgent = hint.is_urgent
                hint.clear()
                try:
                    await self._vigil.keep()
                    async with self._lock:
                        await self._catch_up(is_urgent=is_urgent)
                except UnknownClusterError:
                    self._hang_up_all(m.UNKNOWN_CLUSTER, "this cluster is gone")
                    return
                except DatabaseError as error:
                    logger.warning("feed of %s: %s", self.cluster_id, error)
                    self._hang_up_all(m.UNAVAILABLE, NO_DATABASE)
                    return
                except Exception:
                    logger.exception("feed of %s: catching up failed", self.cluster_id)
                    await asyncio.sleep(RETRY_SECONDS)
                await asyncio.sleep(FRAME_SECONDS)
                await wait_at_most(hint, VIGIL_SECONDS)

    async def _catch_up(self, *, is_urgent: bool = True) -> None:
        """Read what is new and send it. The caller holds the lock."""
        read = run_read if is_urgent else read_picture
        begin, former = self._picture.revision, self._reading
        try:
            news, self._reading = await read(follow, self.cluster_id, self._picture, former)
        except ExpiredError:
            self._picture, self._reading = await run_read(paint, self.cluster_id)
            self._send(self._picture.snapshot(self._clock()))
            return
        has_new_clock = self._reading != former
        if self._picture.revision != begin or has_new_clock:
            clock = self._clock() if has_new_clock else None
            self._send(delta(begin, self._picture.revision, clock, news))

    def _send(self, frame: m.Snapshot | m.Delta) -> None:
        encoded = m.text(frame)
        for socket in list(self.sockets):
            socket.push(encoded)

    def _hang_up_all(self, code: int, message: str) -> None:
        for socket in list(self.sockets):
            socket.hang_up(code, message)
        self.sockets.clear()
        self._task = None


def delta(begin: int, revision: int, clock: m.Clock | None, news: News) -> m.Delta:
    return m.Delta(
        begin, revision, clock, news.put, news.services, news.gone, news.events, news.writes
    )
