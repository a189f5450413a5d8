"""A websocket with a queue: frames go out in order, and a slow reader holds up nobody.

Each connection has one task that empties its queue. Beyond 512 frames or `max_waiting_bytes` (its
own and those that the server could not send yet) it is told to come back (4408). A connection that
is ended hears why as its last frame.

Example: the page's feed (consumers.py), and the wall of a class.
"""

from __future__ import annotations

import asyncio
from collections import deque
from contextlib import suppress
from typing import Any

from channels.generic.websocket import AsyncWebsocketConsumer

from cluster.live.messages import TOO_SLOW
from cluster.runtime.backlog import unsent_in

MAX_WAITING_FRAMES = 512


class QueuedConsumer(AsyncWebsocketConsumer):  # type: ignore[misc]
    """One connection. Subclasses accept, call `start_sending`, and say `error_frame`."""

    channel_layer_alias = "none"
    """A channel of their own would cost a reader each."""
    max_waiting_bytes = 16 * 1024 * 1024
    too_slow = "this page reads too slowly; connect again"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._waiting: deque[str] = deque()
        self._waiting_bytes = 0
        self._has_frames = asyncio.Event()
        self._sender: asyncio.Task[None] | None = None
        self._closing: tuple[int, str] | None = None

    async def dispatch(self, message: dict[str, Any]) -> None:
        """Handle one message. No connection is touched on this thread, so none is closed here:
        Channels' own dispatch makes a trip through a shared thread for every message."""
        handler = getattr(self, message["type"].replace(".", "_"))
        await handler(message)

    def error_frame(self, code: int, message: str) -> str:
        """The last frame of a connection that is ended."""
        raise NotImplementedError

    def start_sending(self) -> None:
        """Begin to empty the queue."""
        self._sender = asyncio.ensure_future(self._send_all())

    async def stop_sending(self) -> None:
        """The connection is gone: nothing more can be sent."""
        if self._sender is not None and self._closing is None:
            self._sender.cancel()
            with suppress(asyncio.CancelledError):
                await self._sender

    def push(self, frame: str) -> None:
        """Put a frame in the queue; a page that lets too many wait is sent away."""
        if self._closing is not None:
            return
        self._waiting.append(frame)
        self._waiting_bytes += len(frame)
        waiting = self._waiting_bytes + unsent_in(self.scope)
        if len(self._waiting) > MAX_WAITING_FRAMES or waiting > self.max_waiting_bytes:
            self._waiting.clear()
            self.hang_up(TOO_SLOW, self.too_slow)
        self._has_frames.set()

    def hang_up(self, code: int, message: str) -> None:
        """Say why as the last frame, then close."""
        if self._closing is None:
            self._closing = (code, message)
            self._has_frames.set()

    async def _send_all(self) -> None:
        while True:
            await self._has_frames.wait()
            self._has_frames.clear()
            while self._waiting:
                frame = self._waiting.popleft()
                self._waiting_bytes -= len(frame)
                await self.send(text_data=frame)
            if self._closing is not None:
                await self.send(text_data=self.error_frame(*self._closing))
                await self.close(self._closing[0])
                return
