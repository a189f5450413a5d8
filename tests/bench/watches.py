"""What an open watch costs the server: 200 of them on the Pods of one cluster.

Each has been told the 20 Pods and one change before the memory is read; the growth is divided by
their number. The first 20 are opened and closed before, so that one-time costs are paid.
"""

from __future__ import annotations

import socket
import time

from tests.server import Client, Server
from tests.stories.run import token_of

WATCHES = 200
WARM_UP = 20
MARK = "seen-by-all"
PODS = "/api/v1/namespaces/default/pods"
SECONDS = 30.0


def open_watch(server: Server, client: Client) -> socket.socket:
    """A watch of all Pods, from the beginning."""
    watch = socket.create_connection(("127.0.0.1", server.port), timeout=SECONDS)
    path = client.base.partition(str(server.port))[2] + PODS
    lines = (
        f"GET {path}?watch=1&allowWatchBookmarks=true HTTP/1.1",
        f"Host: 127.0.0.1:{server.port}",
        f"Authorization: Bearer {token_of(client)}",
    )
    watch.sendall("\r\n".join([*lines, "", ""]).encode())
    return watch


def read_until(watch: socket.socket, text: str) -> None:
    """Raises TimeoutError when it never comes, ConnectionError when the server hangs up."""
    rest = b""
    while text.encode() not in rest:
        chunk = watch.recv(65_536)
        if not chunk:
            raise ConnectionError("the watch was ended")
        rest = rest[-len(text) :] + chunk


def opened(server: Server, client: Client, count: int) -> list[socket.socket]:
    """Watches that have been told of one change each."""
    watches = [open_watch(server, client) for _ in range(count)]
    name = client.send("GET", PODS)["items"][0]["metadata"]["name"]
    mark = f"{MARK}-{time.monotonic_ns()}"
    patch = {"metadata": {"annotations": {"mark": mark}}}
    time.sleep(1.0)
    client.send("PATCH", f"{PODS}/{name}", patch, "merge")
    for watch in watches:
        read_until(watch, mark)
    return watches


def kilobytes_per_watch(server: Server, client: Client) -> float:
    for watch in opened(server, client, WARM_UP):
        watch.close()
    time.sleep(1.0)
    before = server.rss_bytes
    watches = opened(server, client, WATCHES)
    grown = server.rss_bytes - before
    for watch in watches:
        watch.close()
    return grown / WATCHES / 1e3
