"""A learner who goes on when parts of the server go away: the page comes back by itself with the
revision it has, and what was refused is done again, as a person would.

Every deed writes its number into an annotation of the Deployment, so that it can be looked for
afterwards. It is done when the page shows that the cluster obeyed: not before another worker has
taken over from a dead one. A port that nobody listens at makes the seat try the next one, as a
proxy would.
"""

from __future__ import annotations

import asyncio
import json
import random
import time
from dataclasses import dataclass, field
from typing import Any

from websockets.exceptions import WebSocketException

from tests.bench.learners import WEB, Answer, Learner, open_socket
from tests.live.drawing import Drawing
from tests.processes.house import MARK

PATCH = "application/strategic-merge-patch+json"
FIRST_WAIT_SECONDS, LONGEST_WAIT_SECONDS = 0.3, 5.0
AGAIN_SECONDS = 0.5
PATIENCE_SECONDS = 60.0
AWAY = frozenset({502, 503, 504})
"""What a server or a proxy says for a part that is away. A 500 is a fault and ends the run."""


def wish(number: int) -> dict[str, Any]:
    """A roll-out, a label, another size, a label, and so on; each with its number."""
    metadata: dict[str, Any] = {"annotations": {MARK: str(number)}}
    container = {"name": "web", "image": f"web:v{1 + number // 4 % 2}"}
    match number % 4:
        case 0:
            return {
                "metadata": metadata,
                "spec": {"template": {"spec": {"containers": [container]}}},
            }
        case 2:
            return {"metadata": metadata, "spec": {"replicas": 3 + number // 4 % 3}}
    return {"metadata": {**metadata, "labels": {"seen": str(number)}}}


@dataclass
class Deed:
    """One click: when it began, what the server answered, and when the page showed it."""

    begun: float
    number: int
    revision: int = 0
    shown: float = 0.0
    refused: list[str] = field(default_factory=list)


@dataclass
class Seat(Learner):
    """A learner who does something every few seconds, whatever happens."""

    ports: list[int] = field(default_factory=list)
    drawing: Drawing = field(default_factory=Drawing)
    deeds: list[Deed] = field(default_factory=list)
    lost: list[tuple[float, float]] = field(default_factory=list)
    news: asyncio.Event = field(default_factory=asyncio.Event)
    notices: set[str] = field(default_factory=set)
    tasks: list[asyncio.Task[None]] = field(default_factory=list)
    is_acting: bool = True

    # -- the page ----------------------------------------------------------------------------

    async def look(self) -> None:
        """Open the socket and keep it open, for as long as the seat is taken."""
        self.tasks.append(asyncio.ensure_future(self.stay()))
        await self.until(lambda: bool(self.drawing.cards))

    async def stay(self) -> None:
        lost_at, attempt = 0.0, 0
        while True:
            since = f"?since={self.drawing.revision}" if self.drawing.cards else ""
            try:
                path = f"/ws/c/{self.cluster}/{since}"
                socket = await open_socket(self.port, path, self.cookie)
                async for frame in socket:
                    self.take(frame)
                    if lost_at and json.loads(frame)["type"] in ("snapshot", "delta"):
                        self.lost.append((lost_at, time.perf_counter()))
                        lost_at, attempt = 0.0, 0
            except (OSError, WebSocketException) as error:
                self.turn_to_next(error)
            lost_at = lost_at or time.perf_counter()
            longest = min(LONGEST_WAIT_SECONDS, FIRST_WAIT_SECONDS * 2**attempt)
            await asyncio.sleep(longest / 2 * (1 + random.random()))
            attempt += 1

    def take(self, frame: str | bytes) -> None:
        told = json.loads(frame)
        if told["type"] in ("notice", "error"):
            self.notices.add(told["message"])
        self.drawing.draw(told)
        self.news.set()

    def turn_to_next(self, error: Exception) -> None:
        """Nobody listens there: the next server, as a proxy would choose."""
        if isinstance(error, ConnectionRefusedError):
            self.port = self.ports[(self.ports.index(self.port) + 1) % len(self.ports)]

    async def until(self, is_so: Any, seconds: float = PATIENCE_SECONDS) -> None:
        async with asyncio.timeout(seconds):
            while not is_so():
                self.news.clear()
                await self.news.wait()

    # -- what the learner does ---------------------------------------------------------------

    async def act_for_ever(self, pace: float) -> None:
        """Something every `pace` seconds, beginning at a moment of one's own."""
        await asyncio.sleep(random.random() * pace)
        while self.is_acting:
            begun = time.perf_counter()
            await self.act()
            await asyncio.sleep(max(0.0, begun + pace - time.perf_counter()))

    async def act(self) -> None:
        """The next deed, again and again until it is answered; then look until it is shown."""
        deed = Deed(time.perf_counter(), len(self.deeds))
        self.deeds.append(deed)
        answer = await self.answer_to(deed)
        metadata = json.loads(answer.body)["metadata"]
        deed.revision = int(metadata["resourceVersion"])
        await self.until(lambda: self.has_obeyed(deed.revision, metadata["generation"]))
        deed.shown = time.perf_counter()

    async def answer_to(self, deed: Deed) -> Answer:
        body = json.dumps(wish(deed.number)).encode()
        async with asyncio.timeout(PATIENCE_SECONDS):
            while True:
                try:
                    answer = await self.request("PATCH", f"/k8s/{self.cluster}{WEB}", body, PATCH)
                except OSError as error:
                    self.turn_to_next(error)
                    deed.refused.append(type(error).__name__)
                else:
                    if answer.status == 200:
                        return answer
                    if answer.status not in AWAY:
                        raise RuntimeError(f"{answer.status} {answer.body[:300]!r}")
                    deed.refused.append(str(answer.status))
                await asyncio.sleep(AGAIN_SECONDS)

    def has_obeyed(self, revision: int, generation: int) -> bool:
        is_there = self.drawing.revision >= revision
        return is_there and self.drawing.web["observedGeneration"] >= generation

    @property
    def is_at_rest(self) -> bool:
        """All deeds are shown, and the last roll-out has come to its end."""
        web = self.drawing.web
        return all(deed.shown for deed in self.deeds) and web["complete"] and not self.leaving

    @property
    def leaving(self) -> bool:
        return any(pod["deleting"] or not pod["ready"] for pod in self.drawing.of("Pod"))

    async def leave(self) -> None:
        for task in self.tasks:
            task.cancel()
        await asyncio.gather(*self.tasks, return_exceptions=True)


async def picture_at(port: int, seat: Seat) -> Drawing:
    """What a page that opens just now at a server is shown."""
    socket = await open_socket(port, f"/ws/c/{seat.cluster}/", seat.cookie)
    fresh = Drawing()
    fresh.draw(json.loads(await socket.recv()))
    await socket.close()
    return fresh
