"""The terminal's websocket, `/ws/terminal/<cluster>/`: one command at a time, its output in frames.

The door lets the socket in as it does the live feed's. A frame that cannot be read is told by an
`error` frame and ends the connection with 4400. A page that reads slowly makes its command wait;
a connection that goes ends its command.
"""

from __future__ import annotations

import asyncio
import logging
from contextlib import suppress
from typing import Any

from channels.generic.websocket import AsyncWebsocketConsumer

from playground.handler import LightHandler
from playground.kubectl import frames
from playground.kubectl.completion import complete
from playground.kubectl.in_process import Headers, InProcessClient
from playground.kubectl.running import BROKEN, run_line
from playground.kubectl.shell import Shell
from playground.passes import GUEST_HEADER, SHARE_HEADER

BUSY = "a command is running; interrupt it first"
INTERRUPTED = 130
KEPT_HEADERS = frozenset(
    {b"host", b"cookie", b"authorization", b"origin", b"x-forwarded-proto"}
    | {SHARE_HEADER.encode(), GUEST_HEADER.encode()}
)
FLUSH_SECONDS = 0.02
logger = logging.getLogger(__name__)


class TerminalConsumer(AsyncWebsocketConsumer):
    """One terminal of one page."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._running: asyncio.Task[None] | None = None
        self._written: list[tuple[str, str]] = []
        self._is_gone = False

    async def dispatch(self, message: dict[str, Any]) -> None:
        """Handle one message without a trip through a thread."""
        await getattr(self, message["type"].replace(".", "_"))(message)

    async def connect(self) -> None:
        await self.accept()

    async def disconnect(self, code: int) -> None:
        self._is_gone = True
        await self._stop()

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        try:
            frame = frames.read_frame(text_data)
        except ValueError as problem:
            message = f"cannot read this frame: {problem}"
            await self.send(text_data=frames.error_frame("Malformed", message))
            await self.close(frames.MALFORMED)
            return
        match frame:
            case frames.Run():
                await self._run(frame)
            case frames.Interrupt():
                await self._stop()
            case frames.Complete():
                await self._complete(frame)

    async def _run(self, frame: frames.Run) -> None:
        if self._running is not None and not self._running.done():
            await self.send(text_data=frames.error_frame("Busy", BUSY))
            return
        self._running = asyncio.ensure_future(self._carry_out(frame))

    async def _carry_out(self, frame: frames.Run) -> None:
        """Run the line; its output goes out in small heaps."""
        shell = Shell(
            self._client(),
            lambda stream, text: self._written.append((stream, text)),
            namespace=frame.namespace or "default",
            stdin=frame.stdin,
            files=frame.files,
        )
        command = asyncio.ensure_future(run_line(frame.line, shell))
        code = INTERRUPTED
        try:
            while not command.done():
                await asyncio.wait({command}, timeout=FLUSH_SECONDS)
                await self._flush()
            code = command.result()
        except asyncio.CancelledError:
            command.cancel()
            with suppress(asyncio.CancelledError):
                await command
        except Exception:
            logger.exception("the terminal's command failed: %.200s", frame.line)
            self._written.append(("err", f"{BROKEN}\n"))
            code = 1
        if not self._is_gone:
            await self._flush()
            await self.send(text_data=frames.exit_frame(code))

    async def _flush(self) -> None:
        """Send what was written; neighbours of one stream go in one frame."""
        written, self._written = self._written, []
        heap: list[str] = []
        stream = ""
        for kind, text in [*written, ("", "")]:
            if heap and kind != stream:
                await self.send(text_data=frames.text_frame(stream, "".join(heap)))
                heap = []
            stream = kind
            heap.append(text)

    async def _stop(self) -> None:
        if self._running is not None and not self._running.done():
            self._running.cancel()
            with suppress(asyncio.CancelledError):
                await self._running

    async def _complete(self, frame: frames.Complete) -> None:
        shell = Shell(
            self._client(),
            lambda stream, text: None,
            namespace=frame.namespace or "default",
            files=dict.fromkeys(frame.files, ""),
        )
        words = await complete(shell, frame.line, max(0, frame.cursor))
        await self.send(text_data=frames.completions_frame(words))

    def _client(self) -> InProcessClient:
        """Requests in the visitor's name. The door has checked the Origin, so this is our page."""
        headers: Headers = [each for each in self.scope["headers"] if each[0] in KEPT_HEADERS]
        if not any(name == b"origin" for name, _ in headers):
            headers.append((b"x-kubeloop", b"page"))
        cluster_id = str(self.scope["cluster_access"].cluster.id)
        return InProcessClient(LightHandler(), cluster_id, headers)
