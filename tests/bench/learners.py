"""A learner as a program: a cookie, a cluster, the page's websocket, and requests of the page.

Plain asyncio streams: 200 learners run beside the server on the same two cores, so what they cost
themselves is kept small.
"""

from __future__ import annotations

import asyncio
import json
import re
import time
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from websockets.asyncio.client import ClientConnection, connect

WEB = "/apis/apps/v1/namespaces/default/deployments/web"
REVISION = re.compile(rb'"revision":(\d+)')


@dataclass
class Answer:
    """Status, headers and body of an answer."""

    status: int
    headers: dict[str, str]
    body: bytes


@dataclass
class Learner:
    """One browser."""

    port: int
    cookie: str = ""
    cluster: str = ""
    frames: list[tuple[float, int]] = field(default_factory=list)
    ready: dict[str, str] = field(default_factory=dict)
    """The image of each ready Pod, by uid."""
    socket: ClientConnection | None = None
    reading: asyncio.Task[None] | None = None

    async def request(self, method: str, path: str, body: bytes = b"", kind: str = "") -> Answer:
        """One request over a connection of its own."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        host = f"127.0.0.1:{self.port}"
        head = [f"{method} {path} HTTP/1.1", f"Host: {host}", "Connection: close"]
        head += [f"Origin: http://{host}", f"Content-Length: {len(body)}"]
        head += [f"Cookie: {self.cookie}"] if self.cookie else []
        head += [f"Content-Type: {kind}"] if kind else []
        writer.write("\r\n".join([*head, "", ""]).encode() + body)
        whole = await reader.read(-1)
        writer.close()
        if not whole:
            raise ConnectionResetError(f"{method} {path}: the line broke")
        top, _, rest = whole.partition(b"\r\n\r\n")
        first, *lines = top.decode("latin1").split("\r\n")
        headers = dict(line.lower().split(": ", 1) for line in lines if ": " in line)
        original = {line.split(": ", 1)[0].lower(): line.split(": ", 1)[1] for line in lines}
        return Answer(int(first.split()[1]), {**headers, **original}, rest)

    async def join(self, code: str, nickname: str) -> float:
        """Come into the class and open the page's socket; seconds until the first picture."""
        started = time.perf_counter()
        form = urlencode({"code": code, "nickname": nickname}).encode()
        answer = await self.request("POST", "/join", form, "application/x-www-form-urlencoded")
        if answer.status != 303:
            raise RuntimeError(f"{nickname} did not get in: {answer.status} {answer.body[:300]!r}")
        self.cookie = answer.headers["set-cookie"].split(";")[0]
        self.cluster = answer.headers["location"].split("/")[2]
        page = await self.request("GET", f"/c/{self.cluster}/")
        if page.status != 200:
            raise RuntimeError(f"{nickname} got no page: {page.status}")
        await self.look()
        return time.perf_counter() - started

    async def look(self) -> None:
        """Open the socket and wait for the snapshot."""
        self.socket = await open_socket(self.port, f"/ws/c/{self.cluster}/", self.cookie)
        self.take(await self.socket.recv())
        self.reading = asyncio.ensure_future(self.read())

    async def read(self) -> None:
        assert self.socket is not None
        async for frame in self.socket:
            self.take(frame)

    def take(self, frame: str | bytes) -> None:
        """Note when which revision came, and which Pods are ready."""
        now = time.perf_counter()
        told = json.loads(frame)
        if told["type"] not in ("snapshot", "delta"):
            return
        self.frames.append((now, told["revision"]))
        for card in told.get("objects") or told.get("put") or ():
            if card["kind"] == "Pod":
                is_up = card["ready"] and not card["deleting"]
                self.ready.pop(card["uid"], None)
                self.ready |= {card["uid"]: card["image"]} if is_up else {}
        for gone in told.get("gone") or ():
            self.ready.pop(gone["uid"], None)

    async def change(self, patch: dict[str, Any]) -> float | None:
        """Patch the Deployment; seconds until the socket brought what was written."""
        started = time.perf_counter()
        body = json.dumps(patch).encode()
        kind = "application/strategic-merge-patch+json"
        answer = await self.request("PATCH", f"/k8s/{self.cluster}{WEB}", body, kind)
        if answer.status != 200:
            raise RuntimeError(f"{answer.status} {answer.body[:300]!r}")
        revision = int(json.loads(answer.body)["metadata"]["resourceVersion"])
        for _ in range(3000):
            for moment, seen in reversed(self.frames):
                if moment < started:
                    break
                if seen >= revision:
                    first = next(at for at, rev in self.frames if at >= started and rev >= revision)
                    return first - started
            await asyncio.sleep(0.005)
        return None


async def open_socket(port: int, path: str, cookie: str) -> ClientConnection:
    origin: Any = f"http://127.0.0.1:{port}"
    return await connect(
        f"ws://127.0.0.1:{port}{path}",
        origin=origin,
        additional_headers={"Cookie": cookie},
        max_size=None,
        compression=None,
        ping_interval=None,  # the server pings
    )
