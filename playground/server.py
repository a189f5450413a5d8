"""One event loop with Daphne's server and, in the embedded default, the background worker.

The worker is a task of the server's own loop. If it ever ends, it is started again: everything it
needs to know stands in the database. A stop cancels it when the last request has been answered
(`playground/ending.py`).
"""

from __future__ import annotations

from daphne.server import Server  # isort: skip  (first: it installs Twisted's asyncio reactor)

import asyncio
import logging
import os
import signal
import socket
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from channels.layers import get_channel_layer
from twisted.internet import defer, reactor

from cluster.live import hub
from cluster.runtime.announce import WORKER_CHANNEL
from cluster.runtime.closing import closing
from cluster.runtime.executors import read_later
from cluster.runtime.memory import return_free_memory
from playground.asgi import application, channel_application
from playground.ending import end
from playground.readiness import look_for_workers, readiness
from playground.worker import EagerWorker

RESTART_SECONDS = 1.0
START_SECONDS = 30.0
MEMORY_SECONDS = 600.0
FRAME_BYTES = 1024 * 1024
MESSAGE_BYTES = 16 * 1024 * 1024
"""Daphne's one limit for both ways: the first picture of 5,000 Pods is a message of 3 MB. What
comes in is held to a few kB by the consumers, and to frames of FRAME_BYTES before that."""
logger = logging.getLogger(__name__)


class EndingServer(Server):
    """Daphne's server that can end: it closes its port, and promises no further request."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.ports: list[Any] = []

    def listen_success(self, port: Any) -> None:
        """Called by Daphne for each port it listens on."""
        self.ports.append(port)
        super().listen_success(port)

    def create_application(self, protocol: Any, scope: dict[str, Any]) -> Any:
        """Called by Daphne for each request and websocket."""
        channel = getattr(protocol, "channel", None)
        if closing.has_begun and channel is not None:
            channel.persistent = False
        return super().create_application(protocol, scope)

    async def stop_listening(self) -> None:
        """Take who waits at the door already, then close it."""
        for port in self.ports:
            port.doRead()
            await defer.maybeDeferred(port.stopListening).asFuture(asyncio.get_running_loop())


class PlaygroundServer:
    """Serves on a socket that already listens. `failure` says why a start came to nothing."""

    def __init__(
        self, listener: socket.socket, on_ready: Callable[[], None], *, has_worker: bool = True
    ) -> None:
        self.failure = ""
        self._listener = listener
        self._on_ready = on_ready
        self._has_worker = has_worker
        self._server: EndingServer
        self._tasks: list[asyncio.Task[None]] = []
        self._ending: asyncio.Task[None] | None = None

    def run(self) -> None:
        """Serve until SIGINT or SIGTERM."""
        # Daphne's endpoint adopts the descriptor; it closes its copy, we keep ours to the end.
        descriptor = os.dup(self._listener.fileno())
        self._server = EndingServer(
            application=application,
            endpoints=[f"fd:fileno={descriptor}"],
            ready_callable=self._begin,
            signal_handlers=False,
            verbosity=0,
            websocket_max_message_size=MESSAGE_BYTES,
            websocket_max_frame_size=FRAME_BYTES,
            server_name="kubeloop",
        )
        self._server.run()

    def _begin(self) -> None:
        """Called by Daphne when it listens, just before its loop starts."""
        loop = reactor._asyncioEventloop
        self._tasks = [loop.create_task(self._tell_when_ready())]
        tending = [self._work] if self._has_worker else [look_for_workers, keep_memory]
        self._tasks += [loop.create_task(tend()) for tend in tending]
        for number in (signal.SIGINT, signal.SIGTERM):
            try:
                loop.add_signal_handler(number, self._stop)
            except NotImplementedError:  # no such thing on this system
                signal.signal(number, lambda *_: loop.call_soon_threadsafe(self._stop))

    async def _work(self) -> None:
        """Run the worker, for ever."""
        while True:
            try:
                layer = get_channel_layer()
                await EagerWorker(channel_application, [WORKER_CHANNEL], layer).arun()
            except Exception:
                logger.exception("the worker ended; it is started again")
            await asyncio.sleep(RESTART_SECONDS)

    async def _tell_when_ready(self) -> None:
        """Say so when everything answers; stop when it does not in time."""
        deadline = asyncio.get_running_loop().time() + START_SECONDS
        while True:
            parts = await readiness()
            missing = [f"{part}: {word}" for part, word in parts.items() if word != "ok"]
            if not missing:
                break
            if asyncio.get_running_loop().time() > deadline:
                self.failure = f"Kubeloop did not get ready ({', '.join(missing)})."
                reactor.stop()
                return
            await asyncio.sleep(RESTART_SECONDS)
        self._on_ready()

    def _stop(self) -> None:
        """A signal came: end in order; a second one ends at once."""
        if self._ending is None:
            self._ending = asyncio.ensure_future(self._end())
        elif reactor.running:
            reactor.stop()

    async def _end(self) -> None:
        """Answer what is begun, then cancel our tasks and stop."""
        await end(self._stop_listening)
        for task in self._tasks:
            task.cancel()
        with suppress(asyncio.CancelledError):
            await asyncio.gather(*self._tasks, return_exceptions=True)
        if reactor.running:
            reactor.stop()

    async def _stop_listening(self) -> None:
        await self._server.stop_listening()
        self._listener.close()


async def keep_memory() -> None:
    """Where no worker keeps house, find the cycles of closed connections now and then."""
    while True:
        await asyncio.sleep(MEMORY_SECONDS)
        await read_later(return_free_memory, hub.watched())
