"""The process side of the worker: it answers pings, and it looks for work as soon as it starts.

Channels makes a consumer when its channel's first message comes. Ours must not wait for one: what
is due stands in the database, and nobody may be there to send a hint. So a worker begins with a
sweep.
"""

from __future__ import annotations

import asyncio
import logging
from contextlib import suppress
from typing import Any

from channels.layers import get_channel_layer
from channels.worker import Worker

from cluster.runtime.reach import LAYER_ERRORS, reach
from cluster.runtime.worker import ClusterWorker

PING = "worker.ping"
RETRY_SECONDS = 0.5
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
    """Listens on its channels, after a first sweep."""

    async def handle(self) -> None:
        """Wake the consumer of each channel, then listen."""
        for channel in self.channels:
            scope = {"type": "channel", "channel": channel}
            queue = self.get_or_create_application_instance(channel, scope)
            await queue.put({"type": "cluster.sweep"})
        await super().handle()

    async def listener(self, channel: str) -> None:
        """Listen for ever: a channel layer that is out of reach for a while comes back."""
        while True:
            try:
                await super().listener(channel)
            except LAYER_ERRORS as error:
                logger.warning("the worker hears nothing: %s", error)
                await asyncio.sleep(RETRY_SECONDS)
