"""The HTTP handler answers, streams, and stops when the client has gone or the server goes."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.urls import path

from playground.handler import LightHandler

ended: list[str] = []


async def plain(request: HttpRequest) -> HttpResponse:
    return HttpResponse(request.body[::-1])


async def endless(request: HttpRequest) -> StreamingHttpResponse:
    async def lines() -> AsyncIterator[bytes]:
        try:
            while True:
                yield b"line\n"
                await asyncio.sleep(0)
        finally:
            ended.append("stream")

    return StreamingHttpResponse(lines())


async def silent(request: HttpRequest) -> HttpResponse:
    try:
        await asyncio.Event().wait()
    finally:
        ended.append("view")
    return HttpResponse()


urlpatterns = [path("plain", plain), path("endless", endless), path("silent", silent)]
# Django looks after its connections at the begin of a request, those of other tests too.
pytestmark = [pytest.mark.urls(__name__), pytest.mark.django_db(transaction=True)]


class Client:
    """One HTTP connection as an ASGI server makes it."""

    def __init__(self, address: str, body: bytes = b"") -> None:
        headers = [(b"host", b"testserver")]
        self.scope = {"type": "http", "method": "POST", "path": address, "headers": headers}
        self.scope |= {"query_string": b"", "root_path": "", "scheme": "http"}
        self.incoming: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self.incoming.put_nowait({"type": "http.request", "body": body, "more_body": False})
        self.sent: list[dict[str, Any]] = []
        self.has_answer = asyncio.Event()

    async def send(self, message: dict[str, Any]) -> None:
        self.sent.append(message)
        self.has_answer.set()

    def leave(self) -> None:
        self.incoming.put_nowait({"type": "http.disconnect"})

    def start(self) -> asyncio.Task[None]:
        return asyncio.ensure_future(LightHandler()(self.scope, self.incoming.get, self.send))


@pytest.fixture(autouse=True)
def nothing_ended() -> None:
    ended.clear()


async def test_a_request_is_answered():
    client = Client("/plain", b"abc")
    await client.start()
    assert client.sent[0]["status"] == 200
    assert b"".join(message.get("body", b"") for message in client.sent) == b"cba"
    assert not client.sent[-1].get("more_body")


async def test_a_stream_ends_when_its_client_leaves():
    client = Client("/endless")
    task = client.start()
    await client.has_answer.wait()
    client.leave()
    await asyncio.wait_for(task, 2)
    assert ended == ["stream"]


async def test_a_view_that_still_thinks_is_stopped_when_its_client_leaves():
    client = Client("/silent")
    task = client.start()
    await asyncio.sleep(0.01)
    client.leave()
    await asyncio.wait_for(task, 2)
    assert (ended, client.sent) == (["view"], [])


async def test_a_stream_ends_when_the_server_goes_down():
    client = Client("/endless")
    task = client.start()
    await client.has_answer.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asyncio.wait_for(task, 2)
    assert ended == ["stream"]


async def test_a_client_that_leaves_within_its_body_gets_nothing():
    client = Client("/plain")
    client.incoming = asyncio.Queue()
    client.leave()
    await asyncio.wait_for(client.start(), 2)
    assert client.sent == []
