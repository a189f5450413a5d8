"""One event loop with Daphne's server and the background worker.

The worker is a task of the server's own loop. If it ever ends, it is started again: everything it
needs to know stands in the database. A stop cancels it before the connections are closed.
"""

from __future__ import annotations

from daphne.server import Server  # isort: skip  (first: it installs Twisted's asyncio reactor)

import asyncio
import logging
import os
import socket
from collections.abc import Callable

from channels.layers import get_channel_layer
from twisted.internet import defer, reactor

from cluster.runtime.announce import WORKER_CHANNEL
from playground.asgi import application, channel_application
from playground.readiness import readiness
from playground.worker import EagerWorker

RESTART_SECONDS = 1.0
START_SECONDS = 30.0
FRAME_BYTES = 1024 * 1024
MESSAGE_BYTES = 16 * 1024 * 1024
"""Daphne's one limit for both ways: the first picture of 5,000 Pods is a message of 3 MB. What
comes in is held to a few kB by the consumers, and to frames of FRAME_BYTES before that."""
logger = logging.getLogger(__name__)


class PlaygroundServer:
    """Serves on a socket that already listens. `failure` says why a start came to nothing."""

    def __init__(self, listener: socket.socket, on_ready: Callable[[], None]) -> None:
        self.failure = ""
        self._listener = listener
        self._on_ready = on_ready
        self._tasks: list[asyncio.Task[None]] = []

    def run(self) -> None:
        """Serve until SIGINT or SIGTERM."""
        # Daphne's endpoint adopts the descriptor; it closes its copy, we keep ours to the end.
        descriptor = os.dup(self._listener.fileno())
        server = Server(
            application=application,
            endpoints=[f"fd:fileno={descriptor}"],
            ready_callable=self._begin,
            verbosity=0,
            websocket_max_message_size=MESSAGE_BYTES,
            websocket_max_frame_size=FRAME_BYTES,
            server_name="kubeloop",
        )
        server.run()

    def _begin(self) -> None:
        """Called by Daphne when it listens, just before its loop starts."""
        loop = reactor._asyncioEventloop
        self._tasks = [loop.create_task(self._work()), loop.create_task(self._tell_when_ready())]
        reactor.addSystemEventTrigger("before", "shutdown", self._end)

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
        self._on_ready()

    def _end(self) -> defer.Deferred[object]:
        """Cancel our tasks; Twisted waits until they are gone."""
        for task in self._tasks:
            task.cancel()
        gathered = asyncio.gather(*self._tasks, return_exceptions=True)
        return defer.Deferred.fromFuture(gathered)
