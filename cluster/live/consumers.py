"""The websocket of a page: it joins the feed of its cluster and passes frames on.

Who may look is decided before: `scope["cluster_access"]` is the cluster that this page has the
right to. The page may say `ping` and `resume`; anything else is answered by an error and the end of
the connection.

Each page has a queue and one task that empties it, so a slow page holds up nobody. Beyond 512
frames or 16 MiB it is told to come back (4408): its next connection begins with a snapshot.

Example: {"type":"ping"} -> {"type":"pong","clock":{...},"revision":43}
"""

from __future__ import annotations

import asyncio
from collections import deque
from contextlib import suppress
from typing import Any
from urllib.parse import parse_qs

import msgspec
from channels.generic.websocket import AsyncWebsocketConsumer

from cluster.live import hub
from cluster.live import messages as m
from cluster.live.feed import Feed
from cluster.runtime.backlog import unsent_in
from cluster.store.orm import UnknownClusterError

MAX_WAITING_FRAMES = 512
MAX_WAITING_BYTES = 16 * 1024 * 1024
MAX_QUESTION_BYTES = 4096


class FeedConsumer(AsyncWebsocketConsumer):  # type: ignore[misc]
    """One page."""

    channel_layer_alias = "none"
    """Pages get their frames from the feed; a channel of their own would cost a reader each."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._feed: Feed | None = None
        self._waiting: deque[str] = deque()
        self._waiting_bytes = 0
        self._has_frames = asyncio.Event()
        self._sender: asyncio.Task[None] | None = None
        self._closing: m.Error | None = None
        self._close_code = 1000

    async def dispatch(self, message: dict[str, Any]) -> None:
        """Handle one message. No connection is touched on this thread, so none is closed here:
        Channels' own dispatch makes a trip through a shared thread for every message."""
        handler = getattr(self, message["type"].replace(".", "_"))
        await handler(message)

    # -- the page ----------------------------------------------------------------------------

    async def connect(self) -> None:
        await self.accept()
        self._sender = asyncio.ensure_future(self._send_all())
        since = wanted_revision(self.scope)
        if since is not None and since < 0:
            self.hang_up(m.MALFORMED, "since must be a revision")
            return
        cluster_id = self.scope["cluster_access"].cluster.id
        try:
            self._feed = await hub.join(cluster_id, self, since)
        except UnknownClusterError:
            self.hang_up(m.UNKNOWN_CLUSTER, f"no cluster {cluster_id}")

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        if self._feed is None or self._closing is not None:
            return
        try:
            question = m.decode_question(readable(text_data))
        except (msgspec.DecodeError, ValueError) as error:
            self.hang_up(m.MALFORMED, f"cannot read this frame: {error}")
            return
        if isinstance(question, m.Resume):
            await self._feed.resume(self, question.revision)
        else:
            self.push(m.text(self._feed.pong()))

    async def disconnect(self, code: int) -> None:
        if self._feed is not None:
            hub.leave(self._feed, self)
        if self._sender is not None and self._closing is None:
            self._sender.cancel()
            with suppress(asyncio.CancelledError):
                await self._sender

    # -- the feed ----------------------------------------------------------------------------

    def push(self, frame: str) -> None:
        """Put a frame in the queue; a page that lets too many wait is sent away."""
        if self._closing is not None:
            return
        self._waiting.append(frame)
        self._waiting_bytes += len(frame)
        waiting = self._waiting_bytes + unsent_in(self.scope)
        if len(self._waiting) > MAX_WAITING_FRAMES or waiting > MAX_WAITING_BYTES:
            self._waiting.clear()
            self.hang_up(m.TOO_SLOW, "this page reads too slowly; connect again for a snapshot")
        self._has_frames.set()

    def hang_up(self, code: int, message: str) -> None:
        """Say why as the last frame, then close."""
        if self._closing is None:
            self._closing = m.Error(CODE_WORDS[code], message)
            self._close_code = code
            if self._feed is not None:
                self._feed.leave(self)
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
                await self.send(text_data=m.text(self._closing))
                await self.close(self._close_code)
                return


CODE_WORDS = {
    m.MALFORMED: "Malformed",
    m.NOT_YOURS: "Forbidden",
    m.UNKNOWN_CLUSTER: "NotFound",
    m.TOO_SLOW: "TooSlow",
    m.UNAVAILABLE: "ServiceUnavailable",
}


def wanted_revision(scope: dict[str, Any]) -> int | None:
    """The revision in `?since=`; None without one, -1 when it is none."""
    values = parse_qs(scope.get("query_string", b"").decode("latin1")).get("since")
    if not values:
        return None
    text = values[-1]
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else -1


def readable(text: str | None) -> str:
    """The text of a frame. Raises ValueError for binary frames and long ones."""
    if text is None:
        raise ValueError("only text frames are understood")
    if len(text) > MAX_QUESTION_BYTES:
        raise ValueError(f"longer than {MAX_QUESTION_BYTES} characters")
    return text
