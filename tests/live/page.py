"""A page in tests: it keeps its cards by the live feed's frames, as the browser's reducer does.

Example: page = await Page.open(alice); await page.until(lambda p: p.revision >= 80)
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from typing import Any

from channels.testing import WebsocketCommunicator

from playground.asgi import websocket_application
from tests.people import Person

HOST = (b"host", b"testserver")


class Page:
    """One connection and what it has drawn."""

    def __init__(self, person: Person, cluster_id: str, query: str = "") -> None:
        cookie = (b"cookie", person.cookie_header.encode())
        path = f"/ws/c/{cluster_id}/{query}"
        self.socket = WebsocketCommunicator(websocket_application, path, headers=[HOST, cookie])
        self.cards: dict[str, dict[str, Any]] = {}
        self.events: dict[str, dict[str, Any]] = {}
        self.frames: list[dict[str, Any]] = []
        self.revision = -1
        self.clock: dict[str, Any] | None = None

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
        match frame["type"]:
            case "snapshot":
                self.cards = {card["uid"]: card for card in frame["objects"]}
                self.events = {event["uid"]: event for event in frame["events"]}
                self.revision, self.clock = frame["revision"], frame["clock"]
            case "delta":
                assert frame["from"] == self.revision or frame["from"] < self.revision
                for card in frame["put"]:
                    self.cards[card["uid"]] = card
                for change in frame["services"]:
                    self._change_service(change)
                for gone in frame["gone"]:
                    self.cards.pop(gone["uid"], None)
                for event in frame["events"]:
                    self.events[event["uid"]] = event
                self.revision = frame["revision"]
                self.clock = frame["clock"] or self.clock
        return frame

    def _change_service(self, change: dict[str, Any]) -> None:
        card = self.cards[change["uid"]]
        endpoints = {each["pod"]: each for each in card["endpoints"] + change["put"]}
        kept = [endpoints[pod] for pod in sorted(endpoints) if pod not in change["gone"]]
        self.cards[change["uid"]] = {**card, "endpoints": kept, "traffic": change["traffic"]}

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

    def of(self, kind: str) -> list[dict[str, Any]]:
        return [card for card in self.cards.values() if card["kind"] == kind]

    @property
    def web(self) -> dict[str, Any]:
        return next(card for card in self.of("Deployment") if card["name"] == "web")
