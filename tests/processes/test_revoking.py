"""A share that is taken back at one server is worth nothing at the other, at once."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

from tests.processes.house import House, running_house

pytestmark = pytest.mark.slow

AT_ONCE_SECONDS = 3.0
"""Well before a socket would ask at the door again by itself (15 s), also on a busy machine."""
PODS = "/api/v1/namespaces/default/pods"


@dataclass
class Owner:
    """Somebody with a cluster, at the first of two servers."""

    house: House
    cluster: str
    headers: dict[str, str]

    def ask(self, method: str, path: str, body: Any = None) -> httpx.Response:
        url = f"http://127.0.0.1:{self.house.ports[0]}/c/{self.cluster}/{path}"
        return httpx.request(method, url, json=body, headers=self.headers, timeout=20)

    def share(self, kind: str) -> dict[str, Any]:
        made = self.ask("POST", "shares", {"kind": kind})
        assert made.status_code == 201, made.text
        found: dict[str, Any] = made.json()
        return found


@pytest.fixture(scope="module")
def owner() -> Iterator[Owner]:
    with running_house(servers=2, workers=1) as house:
        made = json.loads(house.manage("newcluster", "shared", "--json"))
        yield Owner(house, made["id"], {"Authorization": f"Bearer {made['token']}"})


@dataclass
class Guest:
    """Somebody without a cookie at the second server, who shows what the frame keeps."""

    port: int
    cluster: str
    shown: dict[str, str]

    def look(self) -> ClientConnection:
        name, secret = next(iter(self.shown.items()))
        query = f"{name.rpartition('-')[2]}={secret}"
        address = f"ws://127.0.0.1:{self.port}/ws/c/{self.cluster}/?{query}"
        return connect(address, max_size=None)

    def read(self) -> int:
        url = f"http://127.0.0.1:{self.port}/k8s/{self.cluster}{PODS}"
        return httpx.get(url, headers=self.shown, timeout=20).status_code


def a_viewer(owner: Owner, share: dict[str, Any]) -> Guest:
    return Guest(owner.house.ports[1], owner.cluster, {"x-kubeloop-share": share["secret"]})


def a_trier(owner: Owner, share: dict[str, Any]) -> Guest:
    """A guest with a copy of their own, made at the second server."""
    port = owner.house.ports[1]
    base = f"http://127.0.0.1:{port}"
    url, headers = f"{base}/embed/{share['secret']}/start", {"Origin": base}
    made = httpx.post(url, json={}, headers=headers, timeout=30)
    assert made.status_code == 201, made.text
    found = made.json()
    return Guest(port, found["cluster"], {"x-kubeloop-guest": found["guest"]})


@pytest.mark.parametrize(("kind", "comes"), [("view", a_viewer), ("sandbox", a_trier)])
def test_who_looks_at_the_other_server_loses_it_at_once(
    owner: Owner, kind: str, comes: Any
) -> None:
    share, kept = owner.share(kind), owner.share("view")
    guest, friend = comes(owner, share), a_viewer(owner, kept)
    with guest.look() as page, friend.look() as other:
        for socket in (page, other):
            assert json.loads(socket.recv(timeout=20))["type"] == "snapshot"
        assert guest.read() == 200
        assert owner.ask("DELETE", f"shares/{share['id']}").status_code == 204
        began = time.monotonic()
        closed = closing_of(page)
        assert time.monotonic() - began < AT_ONCE_SECONDS
        assert closed.rcvd is not None
        assert closed.rcvd.code == 4403
        assert guest.read() in (401, 403)
        with guest.look() as again:
            assert json.loads(again.recv(timeout=20))["type"] == "error"
        other.send(json.dumps({"type": "ping"}))
        assert "pong" in told_by(other), "the other link is as good as before"
        assert friend.read() == 200


def closing_of(socket: ClientConnection) -> ConnectionClosed:
    """How the server ends it."""
    try:
        while True:
            socket.recv(timeout=20)
    except ConnectionClosed as closed:
        return closed


def told_by(socket: ClientConnection) -> set[str]:
    """Sorts of frames up to the answer to a ping."""
    sorts: set[str] = set()
    while "pong" not in sorts:
        sorts.add(json.loads(socket.recv(timeout=20))["type"])
    return sorts
