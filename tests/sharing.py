"""Shares in tests: made without a page, opened as a browser or a frame opens them.

Example: share = a_share(alice); answer = await alice.client.get(f"/share/{share.secret}").
"""

from __future__ import annotations

import json
from typing import Any

from channels.testing import WebsocketCommunicator
from django.test import AsyncClient

from playground.asgi import websocket_application
from playground.sharing.models import Share
from playground.sharing.shares import Wish, create
from tests.people import Person

OWN_PAGE = {"origin": "http://testserver"}


def a_share(person: Person, kind: str = "view", **wish: Any) -> Share:
    """A share of somebody's cluster."""
    return create(person.cluster, person.visitor.digest, Wish(kind=kind, **wish))


async def start(secret: str, **wish: Any) -> Any:
    """What a frame's page asks when its visitor wants to try; nobody's cookie goes along."""
    return await AsyncClient().post(
        f"/embed/{secret}/start",
        json.dumps(wish),
        content_type="application/json",
        headers=OWN_PAGE,
    )


def a_socket(path: str, *, host: str = "testserver", origin: str = "") -> WebsocketCommunicator:
    """A websocket without a cookie."""
    headers = [(b"host", host.encode())]
    if origin:
        headers.append((b"origin", origin.encode()))
    return WebsocketCommunicator(websocket_application, path, headers=headers)


async def run_in_terminal(path: str, line: str) -> tuple[int, str]:
    """A command's exit code and all it printed."""
    socket = a_socket(path)
    await socket.connect()
    await socket.send_to(text_data=json.dumps({"type": "run", "line": line}))
    texts = []
    while (frame := json.loads(await socket.receive_from(timeout=10)))["type"] != "exit":
        texts.append(frame.get("text", ""))
    await socket.disconnect()
    return frame["code"], "".join(texts)


async def first_frame(path: str, **said: str) -> dict[str, Any]:
    """What a websocket hears first."""
    socket = a_socket(path, **said)
    await socket.connect()
    frame: dict[str, Any] = json.loads(await socket.receive_from(timeout=5))
    await socket.disconnect()
    return frame
