"""Bytes that are hardly HTTP, against a real server's socket: refused or dropped, never a hang.

Afterwards the server answers as before and the cluster is at the revision where it was.
"""

from __future__ import annotations

import random
import socket
import time

import pytest

from tests.server import Client, Server
from tests.stories.run import token_of

ROUNDS = 400
SECONDS = 5.0
LINES = (
    b"GET {path} HTTP/1.1",
    b"PUT {path} HTTP/1.1",
    b"PATCH {path} HTTP/9.9",
    b"GET {path}",
    b"GET  {path}  HTTP/1.1",
    b"\x00\x01\x02 {path} HTTP/1.1",
    b"DELETE {path}/../../%00 HTTP/1.1",
    b"GET http://[::1 HTTP/1.1",
    b"POST " + b"/a" * 9000 + b" HTTP/1.1",
    b"",
    b"PRI * HTTP/2.0",
    b"GET {path}?" + b"%" * 300 + b" HTTP/1.1",
)
HEADERS = (
    b"Host: x",
    b"Host: a\r\nHost: b",
    b"Content-Length: -5",
    b"Content-Length: 99999999999999999999",
    b"Content-Length: 5\r\nContent-Length: 6",
    b"Transfer-Encoding: chunked\r\nContent-Length: 3",
    b"Transfer-Encoding: nosuch",
    b"No colon here",
    b": no name",
    b"Name\x00: x",
    b"Folded: a\r\n  b",
    b"X: " + b"y" * 20_000,
    b"Authorization: Basic !!!",
    b"Authorization: Bearer \xff\xfe",
    b"Content-Encoding: gzip",
    b"Content-Type: application/json\r\nContent-Type: text/plain",
    b"Expect: 100-continue",
    b"Connection: upgrade\r\nUpgrade: nosuch",
    b"Upgrade: websocket\r\nConnection: upgrade\r\nSec-WebSocket-Version: 99",
)
BODIES = (
    b"",
    b"{",
    b"ffffffffffffffffff\r\n",
    b"5\r\nabc",
    b"0\r\n\r\n0\r\n\r\n",
    b"\x1f\x8b\x08",
    b"-1\r\n",
)


def ask(server: Server, raw: bytes) -> bytes:
    """The beginning of the answer; empty when the server only closes or waits for more."""
    with socket.create_connection(("127.0.0.1", server.port), timeout=SECONDS) as client:
        client.sendall(raw)
        client.shutdown(socket.SHUT_WR)
        try:
            return client.recv(200)
        except ConnectionError:
            return b""


def a_message(dice: random.Random, path: str, token: str) -> bytes:
    line = dice.choice(LINES).replace(b"{path}", path.encode())
    headers = dice.sample(HEADERS, dice.randint(0, 3))
    if dice.random() < 0.5:
        headers.append(b"Authorization: Bearer " + token.encode())
    head = dice.choice([b"\r\n", b"\r\n", b"\n"]).join([line, *headers])
    return head + b"\r\n\r\n" + dice.choice(BODIES)


def wait_until_nodes_are_known(client: Client) -> None:
    """The controllers have made their first writes in a new cluster: its 3 nodes are registered."""
    deadline = time.monotonic() + SECONDS
    while len(client.send("GET", "/api/v1/namespaces/default/events")["items"]) < 3:
        assert time.monotonic() < deadline, "the nodes of a new cluster were not registered"
        time.sleep(0.02)


@pytest.mark.slow
def test_bytes_that_are_hardly_http_harm_nothing(live_server_process: Server):
    server, dice = live_server_process, random.Random(20261128)
    client = server.new_cluster("malformed")
    path = client.base.partition(str(server.port))[2] + "/api/v1/namespaces/default/configmaps"
    place = "/api/v1/namespaces/default/configmaps"
    wait_until_nodes_are_known(client)
    before = client.send("GET", place)["metadata"]["resourceVersion"]
    answered = 0
    for _ in range(ROUNDS):
        message = a_message(dice, path, token_of(client))
        answer = ask(server, message)
        assert not answer.startswith((b"HTTP/1.1 5", b"HTTP/1.0 5")), (message, answer)
        answered += answer.startswith(b"HTTP/")
    assert answered > ROUNDS / 10
    assert client.send("GET", place)["metadata"]["resourceVersion"] == before
