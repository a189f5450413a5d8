"""A client that calls the server's own ASGI application: no socket, every check of HTTP.

Each call carries the headers that the visitor's websocket came with, so the one door decides for
the terminal what it decides for the page.
Example: InProcessClient(LightHandler(), "abc", headers).send(Request("GET", "/api/v1/pods")).
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable
from contextlib import suppress
from typing import Any
from urllib.parse import urlencode

import msgspec

from playground.kubectl.api import status_of
from playground.kubectl.client import Answer, Request
from playground.kubectl.failures import ServerFailure

Headers = list[tuple[bytes, bytes]]
Application = Callable[[dict[str, Any], Any, Any], Awaitable[Any]]
USER_AGENT = b"kubectl/v1.33.0 (kubeloop terminal)"
WAITING_CHUNKS = 64


class InProcessClient:
    """Requests to one cluster in the name of one visitor."""

    def __init__(self, application: Application, cluster_id: str, headers: Headers) -> None:
        self._application = application
        self.base = f"/k8s/{cluster_id}"
        self._headers = headers

    async def send(self, request: Request) -> Answer:
        """One whole answer."""
        exchange = Exchange(self._application, self._scope(request), request.body)
        exchange.start()
        try:
            body = b"".join([chunk async for chunk in exchange.chunks()])
        finally:
            await exchange.stop()
        text = body.decode("utf-8", "replace")
        return Answer(exchange.status, exchange.headers, text, as_json(body))

    async def watch(self, request: Request) -> AsyncGenerator[dict[str, Any], None]:
        """One event for each line."""
        exchange = Exchange(self._application, self._scope(request), request.body)
        exchange.start()
        rest = b""
        try:
            async for chunk in exchange.chunks():
                *lines, rest = (rest + chunk).split(b"\n")
                for line in lines:
                    if line:
                        yield msgspec.json.decode(line)
            if exchange.status >= 400 and rest:
                yield {"type": "ERROR", "object": as_json(rest) or {}}
        finally:
            await exchange.stop()

    async def text(self, request: Request) -> AsyncGenerator[str, None]:
        """Whole lines as they come; a last one may lack its end."""
        exchange = Exchange(self._application, self._scope(request), request.body)
        exchange.start()
        rest = b""
        try:
            async for chunk in exchange.chunks():
                whole, end, rest = (rest + chunk).rpartition(b"\n")
                if end and exchange.status < 400:
                    yield (whole + end).decode("utf-8", "replace")
                elif end:
                    rest = whole + end + rest
            if exchange.status >= 400:
                text = rest.decode("utf-8", "replace")
                answer = Answer(exchange.status, exchange.headers, text, as_json(rest))
                raise ServerFailure(status_of(answer))
            if rest:
                yield rest.decode("utf-8", "replace")
        finally:
            await exchange.stop()

    def _scope(self, request: Request) -> dict[str, Any]:
        own = {b"accept", b"content-type", b"content-length", b"user-agent"}
        headers = [(name, value) for name, value in self._headers if name.lower() not in own]
        headers += [(b"accept", request.accept.encode()), (b"user-agent", USER_AGENT)]
        if request.body:
            length = str(len(request.body)).encode()
            headers += [
                (b"content-type", request.content_type.encode()),
                (b"content-length", length),
            ]
        path = f"{self.base}{request.path}"
        return {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "scheme": "http",
            "method": request.method,
            "path": path,
            "raw_path": path.encode(),
            "query_string": urlencode(dict(request.query)).encode(),
            "root_path": "",
            "headers": headers,
            "client": ("127.0.0.1", 0),
            "server": ("127.0.0.1", 80),
        }


class Exchange:
    """One call of the application; its answer comes in chunks."""

    def __init__(self, application: Application, scope: dict[str, Any], body: bytes) -> None:
        self._call = application(scope, self._receive, self._send)
        self._body: bytes | None = body
        self._chunks: asyncio.Queue[bytes | None] = asyncio.Queue(WAITING_CHUNKS)
        self._task: asyncio.Future[None] | None = None
        self._error: Exception | None = None
        self.status = 500
        self.headers: dict[str, str] = {}

    def start(self) -> None:
        self._task = asyncio.ensure_future(self._run())

    async def _run(self) -> None:
        try:
            await self._call
        except Exception as error:
            self._error = error
        await self._chunks.put(None)

    async def stop(self) -> None:
        """End the call if it still runs."""
        if self._task is not None and not self._task.done():
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task

    async def chunks(self) -> AsyncIterator[bytes]:
        """The body until its end. What the application raises is raised here."""
        while (chunk := await self._chunks.get()) is not None:
            yield chunk
        if self._error is not None:
            raise self._error

    async def _receive(self) -> dict[str, Any]:
        if self._body is not None:
            body, self._body = self._body, None
            return {"type": "http.request", "body": body, "more_body": False}
        await asyncio.get_running_loop().create_future()
        return {"type": "http.disconnect"}

    async def _send(self, message: dict[str, Any]) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            self.headers = {
                name.decode("latin1").lower(): value.decode("latin1")
                for name, value in message["headers"]
            }
            return
        if message.get("body"):
            await self._chunks.put(message["body"])


def as_json(body: bytes) -> Any:
    try:
        return msgspec.json.decode(body)
    except msgspec.DecodeError:
        return None
