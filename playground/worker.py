"""The process side of the worker: it answers pings, it looks for work as soon as it starts, and it
leaves in order.

Channels makes a consumer when its channel's first message comes. Ours must not wait for one: what
is due stands in the database, and nobody may be there to send a hint. So a worker begins with a
sweep. Where there are several, each also listens on a channel of its own, to which hints about the
clusters that it has in memory are sent.

Example: SIGTERM during a slice: the slice is committed, the worker's clusters are given up, another
worker is told to look for them, and the process ends with 0.
"""

from __future__ import annotations

import asyncio
import logging
import signal
import socket
from contextlib import suppress
from typing import Any

from channels.layers import get_channel_layer
from channels.worker import Worker

from cluster.runtime.reach import LAYER_ERRORS, reach
from cluster.runtime.worker import ClusterWorker
from playground import worker_port

PING = "worker.ping"
RETRY_SECONDS = 0.5
LEAVE_SECONDS = 10.0
logger = logging.getLogger(__name__)


class AnsweringWorker(ClusterWorker):
    """The machine's worker, which also says that it is there."""

    async def dispatch(self, message: dict[str, Any]) -> None:
        """Answer a ping; everything else is the machine's."""
        if message["type"] != PING:
            await super().dispatch(message)
            return
        self.start()
        with suppress(*LAYER_ERRORS):  # who asked has gone on without us
            answer = {"type": "worker.pong"}
            await reach.carry(lambda: get_channel_layer().send(message["reply"], answer))


class EagerWorker(Worker):
    """Listens on its channel, after a first sweep."""

    scope: dict[str, Any] = {"type": "channel", "worker": ""}

    async def handle(self) -> None:
        """Wake the consumer, then listen."""
        self.scope = {**self.scope, "channel": self.channels[0]}
        await self.pass_on({"type": "cluster.sweep"})
        await self.listener(self.channels[0])

    async def pass_on(self, message: dict[str, Any]) -> None:
        """Give the one consumer a message."""
        queue = self.get_or_create_application_instance(self.channels[0], self.scope)
        await queue.put(message)

    async def listener(self, channel: str) -> None:
        """Listen for ever: a channel layer that is out of reach for a while comes back."""
        while True:
            try:
                await self.pass_on(await self.channel_layer.receive(channel))
            except LAYER_ERRORS as error:
                reach.note_failure(error)
                await asyncio.sleep(RETRY_SECONDS)


class LeavingWorker(EagerWorker):
    """One of several: it has a channel of its own, and leaves on SIGTERM and SIGINT.

    `listener` is the socket of its port for machines, where it has one."""

    def __init__(
        self,
        application: Any,
        channels: list[str],
        channel_layer: Any,
        listener: socket.socket | None = None,
    ) -> None:
        super().__init__(application, channels, channel_layer)
        self.machines = listener

    async def handle(self) -> None:
        """Listen on both channels until a signal comes."""
        if self.machines is not None:
            await worker_port.listen(self.machines)
        own = await self.channel_layer.new_channel()
        self.scope = {**self.scope, "worker": own}
        leave, loop = asyncio.Event(), asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            with suppress(NotImplementedError):  # no such thing on this system
                loop.add_signal_handler(number, leave.set)
        listening = [asyncio.ensure_future(each) for each in (super().handle(), self.listener(own))]
        await leave.wait()
        for task in listening:
            task.cancel()
        await self.leave()

    async def leave(self) -> None:
        """Let the consumer end what it has begun."""
        await self.pass_on({"type": "worker.leave"})
        consumer = self.application_instances[self.channels[0]]["future"]
        await asyncio.wait({consumer}, timeout=LEAVE_SECONDS)
