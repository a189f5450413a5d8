"""Clients that stop reading, against a real server: they are dropped, its memory stays small."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import httpx
import psutil
import pytest

from tests.server import ROOT, Server, free_port

MEGABYTE = 1024 * 1024
ROUNDS = 60


def own_cluster(server: Server) -> tuple[str, str, dict[str, str]]:
    made = json.loads(server.manage("newcluster", "slow", "--json"))
    return made["id"], made["api"], {"Authorization": f"Bearer {made['token']}"}


@contextmanager
def plain_daphne(server: Server) -> Iterator[int]:
    """The port of a bare `daphne` on the same data, beside the server that works."""
    port = free_port()
    command = [sys.executable, "-m", "daphne", "-b", "127.0.0.1", "-p", str(port)]
    process = psutil.Popen(
        [*command, "playground.asgi:application"],
        env=server.environment,
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        until = time.monotonic() + 30
        while time.monotonic() < until:
            with suppress(httpx.TransportError):
                httpx.get(f"http://127.0.0.1:{port}/healthz")
                break
            time.sleep(0.1)
        yield port
    finally:
        process.terminate()
        process.wait(timeout=20)


def deaf(port: int, path: str, headers: dict[str, str], *more: str) -> socket.socket:
    """A connection that sends its request and never reads the answer."""
    client = socket.socket()
    client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    client.connect(("127.0.0.1", port))
    lines = [f"GET {path} HTTP/1.1", f"Host: 127.0.0.1:{port}"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    client.sendall("\r\n".join([*lines, *more, "", ""]).encode())
    return client


def is_dropped(client: socket.socket, seconds: float) -> bool:
    """Read what is left; True when the server ends the connection."""
    client.settimeout(seconds)
    try:
        while client.recv(MEGABYTE):
            pass
    except TimeoutError:
        return False
    except OSError:
        return True
    return True


def change_often(client: httpx.Client, address: str) -> None:
    """A large ConfigMap changes again and again, each time some 900 kB for every watch."""
    body = {"metadata": {"name": "big"}, "data": {"text": "x" * (900 * 1024)}}
    assert client.post(address, json=body).status_code == 201
    patch = {"Content-Type": "application/merge-patch+json"}
    for number in range(ROUNDS):
        body["data"] = {"number": str(number)}
        changed = client.patch(f"{address}/big", content=json.dumps(body), headers=patch)
        assert changed.status_code == 200


@pytest.mark.slow
def test_a_watch_that_nobody_reads_is_ended(live_server_process: Server):
    server = live_server_process
    cluster_id, api, headers = own_cluster(server)
    maps = "api/v1/namespaces/default/configmaps"
    with httpx.Client(headers=headers, timeout=30) as client:
        before = server.process.memory_info().rss
        watch = deaf(server.port, f"/k8s/{cluster_id}/{maps}?watch=1", headers)
        time.sleep(0.3)
        change_often(client, f"{api}/{maps}")
        assert is_dropped(watch, 10)
        assert server.process.memory_info().rss - before < 120 * MEGABYTE
        assert client.get(f"{api}/{maps}/big").status_code == 200


@pytest.mark.slow
def test_it_is_ended_under_plain_daphne_too(live_server_process: Server):
    server = live_server_process
    cluster_id, api, headers = own_cluster(server)
    maps = "api/v1/namespaces/default/configmaps"
    with plain_daphne(server) as port, httpx.Client(headers=headers, timeout=30) as client:
        api = api.replace(str(server.port), str(port))
        watch = deaf(port, f"/k8s/{cluster_id}/{maps}?watch=1", headers)
        time.sleep(0.3)
        change_often(client, f"{api}/{maps}")
        assert is_dropped(watch, 10)
        assert client.get(f"{api}/{maps}/big").status_code == 200
