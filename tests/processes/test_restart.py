"""One of two servers is restarted while a client writes: not one request fails."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import httpx
import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

from tests.processes.running import process, wait_until_ready
from tests.server import ROOT, free_port

pytestmark = pytest.mark.slow

WRITES_EACH = 40
CONFIG_MAPS = "/api/v1/namespaces/default/configmaps"
MANAGE = [sys.executable, "manage.py"]


class Proxy:
    """Does what a proxy does: a server that takes no connection is passed over."""

    def __init__(self, ports: list[int], path: str, token: str) -> None:
        self.ports, self.path, self.token, self.turn = ports, path, token, 0

    def post(self, name: str) -> int:
        body = {"metadata": {"name": name}}
        headers = {"Authorization": f"Bearer {self.token}"}
        self.turn += 1
        for port in (self.ports[self.turn % 2], self.ports[(self.turn + 1) % 2]):
            url = f"http://127.0.0.1:{port}{self.path}{CONFIG_MAPS}"
            try:
                return httpx.post(url, json=body, headers=headers, timeout=20).status_code
            except httpx.ConnectError:
                continue
        raise AssertionError("no server took the connection")


@contextmanager
def serving(port: int, environment: dict[str, str], log: Path) -> Iterator[subprocess.Popen]:
    with process([*MANAGE, "serve", "--port", str(port)], environment, log) as started:
        wait_until_ready(port, log)
        yield started


def test_a_server_is_restarted_and_no_request_fails(folder: Path, redis_url: str) -> None:
    ports = [free_port(), free_port()]
    environment = {
        **os.environ,
        "DATA_DIR": str(folder),
        "REDIS_URL": redis_url,
        "DJANGO_SETTINGS_MODULE": "playground.settings",
    }
    log = folder / "log"
    subprocess.run([*MANAGE, "migrate", "--verbosity", "0"], env=environment, cwd=ROOT, check=True)
    with ExitStack() as stack:
        stack.enter_context(process([*MANAGE, "runworker"], environment, log))
        first = stack.enter_context(serving(ports[0], environment, log))
        stack.enter_context(serving(ports[1], environment, log))
        command = [*MANAGE, "newcluster", "restarted", "--json"]
        made = json.loads(subprocess.check_output(command, env=environment, cwd=ROOT, text=True))
        proxy = Proxy(ports, f"/k8s/{made['id']}", made["token"])
        codes = [proxy.post(f"before-{number}") for number in range(WRITES_EACH)]
        bearer = {"Authorization": f"Bearer {made['token']}"}
        feed = stack.enter_context(
            connect(
                f"ws://127.0.0.1:{ports[0]}/ws/c/{made['id']}/",
                additional_headers=bearer,
                max_size=None,
            )
        )
        feed.recv(timeout=10)
        first.send_signal(signal.SIGTERM)
        started = time.monotonic()
        codes += [proxy.post(f"during-{number}") for number in range(WRITES_EACH)]
        assert first.wait(timeout=15) == 0
        assert time.monotonic() - started < 15
        with pytest.raises(ConnectionClosed) as closed:
            while True:
                feed.recv(timeout=10)
        assert closed.value.rcvd is not None
        assert closed.value.rcvd.code == 4012
        stack.enter_context(serving(ports[0], environment, log))
        codes += [proxy.post(f"after-{number}") for number in range(WRITES_EACH)]
    assert codes == [201] * (3 * WRITES_EACH)
