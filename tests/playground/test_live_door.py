"""The door of the live feed: who may not in hears why."""

from __future__ import annotations

import json

import pytest
from channels.testing import WebsocketCommunicator
from django.db import OperationalError

from cluster.runtime.executors import run_write
from playground import access
from playground.asgi import websocket_application
from playground.models import Grant, Role
from tests.live.page import Page
from tests.people import Person

HOST = (b"host", b"testserver")


def connect(path: str, *headers: tuple[bytes, bytes]) -> WebsocketCommunicator:
    return WebsocketCommunicator(websocket_application, path, headers=[HOST, *headers])


def cookie(person: Person) -> tuple[bytes, bytes]:
    return (b"cookie", person.cookie_header.encode())


async def refusal(socket: WebsocketCommunicator) -> tuple[str, int]:
    """The error frame's code and the close code."""
    is_accepted, _ = await socket.connect()
    assert is_accepted
    error = json.loads(await socket.receive_from())
    assert error["type"] == "error"
    closing = await socket.receive_output()
    assert closing["type"] == "websocket.close"
    return error["code"], closing["code"]


async def test_the_owner_gets_a_snapshot(alice: Person):
    socket = connect(f"/ws/c/{alice.cluster.id}/", cookie(alice), (b"origin", b"http://testserver"))
    is_accepted, _ = await socket.connect()
    assert is_accepted
    message = json.loads(await socket.receive_from(timeout=5))
    assert message["type"] == "snapshot"
    await socket.disconnect()


async def test_others_hear_that_it_is_not_theirs(alice: Person, bob: Person, charlie: Person):
    path = f"/ws/c/{alice.cluster.id}/"
    for headers in ([cookie(bob)], [cookie(charlie)], []):
        assert (await refusal(connect(path, *headers)))[1] == 4403


async def test_an_unknown_cluster_and_an_unknown_feed_are_not_found(alice: Person):
    for path in ("/ws/c/nosuchcluster/", "/ws/other"):
        assert await refusal(connect(path, cookie(alice))) == ("NotFound", 4404)


async def test_an_absent_database_is_told_as_such(alice: Person, monkeypatch: pytest.MonkeyPatch):
    def away(*_: object) -> None:
        raise OperationalError("the connection is closed")

    monkeypatch.setattr(access, "enter", away)
    path = f"/ws/c/{alice.cluster.id}/"
    assert await refusal(connect(path, cookie(alice))) == ("ServiceUnavailable", 4503)


@pytest.mark.parametrize("origin", [b"http://evil.example", b"null", b"http://testserver:81"])
async def test_a_page_of_another_site_is_refused_in_spite_of_the_cookie(
    alice: Person, origin: bytes
):
    socket = connect(f"/ws/c/{alice.cluster.id}/", cookie(alice), (b"origin", origin))
    assert await refusal(socket) == ("Forbidden", 4403)


async def test_a_strange_host_is_refused(alice: Person):
    headers = [(b"host", b"evil.example"), cookie(alice), (b"origin", b"http://evil.example")]
    socket = WebsocketCommunicator(
        websocket_application, f"/ws/c/{alice.cluster.id}/", headers=headers
    )
    assert await refusal(socket) == ("Forbidden", 4403)


async def test_a_right_that_is_taken_back_ends_the_connection(
    alice: Person, bob: Person, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("playground.losing.ASK_AGAIN_SECONDS", 0.05)
    await run_write(access.grant, bob.visitor.digest, alice.cluster, Role.VIEWER)
    page = await Page.open(bob, cluster_id=alice.cluster.id)
    owner = await Page.open(alice)
    await run_write(lambda: Grant.objects.filter(visitor=bob.visitor.digest).delete())
    assert await page.close_code() == 4403
    await owner.say({"type": "ping"})
    await owner.until(lambda each: each.frames[-1]["type"] == "pong")
    await owner.close()
