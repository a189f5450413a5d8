"""A page in tests: a connection to the live feed and what it has drawn (`drawing.py`).

Example: page = await Page.open(alice); await page.until(lambda p: p.revision >= 80)
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from typing import Any

from channels.testing import WebsocketCommunicator

from playground.asgi import websocket_application
from tests.live.drawing import Drawing
from tests.people import Person

HOST = (b"host", b"testserver")


class Page(Drawing):
    """One connection and what it has drawn."""

    def __init__(self, person: Person, cluster_id: str, query: str = "") -> None:
        cookie = (b"cookie", person.cookie_header.encode())
        path = f"/ws/c/{cluster_id}/{query}"
        self.socket = WebsocketCommunicator(websocket_application, path, headers=[HOST, cookie])
        super().__init__()
        self.frames: list[dict[str, Any]] = []

    @classmethod
    async def open(cls, person: Person, query: str = "", cluster_id: str = "") -> Page:
        page = cls(person, cluster_id or person.cluster.id, query)
        is_accepted, _ = await page.socket.connect()
        assert is_accepted
        await page.take()
        return page

    async def take(self, seconds: float = 5.0) -> dict[str, Any]:
        """The next frame, drawn."""
        frame = json.loads(await self.socket.receive_from(timeout=seconds))
        self.frames.append(frame)
        self.draw(frame)
        return frame

    async def until(self, is_so: Callable[[Page], bool], seconds: float = 5.0) -> None:
        """Draw frames until it is so."""
        deadline = asyncio.get_running_loop().time() + seconds
        while not is_so(self):
            await self.take(max(0.01, deadline - asyncio.get_running_loop().time()))

    async def say(self, frame: Any) -> None:
        await self.socket.send_to(text_data=frame if isinstance(frame, str) else json.dumps(frame))

    async def close_code(self) -> int:
        """The code the server closes with."""
        output = await self.socket.receive_output(5)
        while output["type"] != "websocket.close":
            output = await self.socket.receive_output(5)
        return int(output["code"])

    async def close(self) -> None:
        await self.socket.disconnect()
