"""A worker's own port: a real `manage.py runworker` tells its numbers, and nothing else."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from tests.processes.running import process
from tests.server import ROOT, free_port

pytestmark = pytest.mark.slow

MANAGE = [sys.executable, "manage.py"]
START_SECONDS = 40.0
TOUCH = """
from cluster.store import clusters, clock
clusters.touch("{}", clock.wall_time())
"""


@dataclass
class Worker:
    """A running worker and the environment that it shares."""

    port: int
    environment: dict[str, str]

    def numbers(self) -> dict[str, float]:
        lines = self.ask("GET", "/metrics").text.splitlines()
        return {
            name: float(value) for name, value in (each.split() for each in lines if each[0] != "#")
        }

    def ask(self, method: str, path: str) -> httpx.Response:
        return httpx.request(method, f"http://127.0.0.1:{self.port}{path}", timeout=10)

    def manage(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        command = [*MANAGE, *arguments]
        return subprocess.run(
            command, env=self.environment, cwd=ROOT, capture_output=True, text=True, timeout=60
        )


@pytest.fixture
def worker(folder: Path, redis_url: str) -> Iterator[Worker]:
    made = Worker(
        free_port(),
        {
            **os.environ,
            "DATA_DIR": str(folder),
            "REDIS_URL": redis_url,
            "DJANGO_SETTINGS_MODULE": "playground.settings",
        },
    )
    assert made.manage("migrate", "--verbosity", "0").returncode == 0
    command = [*MANAGE, "runworker", "--metrics-port", str(made.port)]
    with process(command, made.environment, folder / "log"):
        deadline = time.monotonic() + START_SECONDS
        while not answers(made):
            assert time.monotonic() < deadline, (folder / "log").read_text()[-4000:]
            time.sleep(0.1)
        yield made


def answers(worker: Worker) -> bool:
    try:
        return worker.ask("GET", "/healthz").status_code == 200
    except httpx.TransportError:
        return False


def test_a_worker_tells_its_passes(worker: Worker) -> None:
    assert worker.numbers()["kubeloop_clusters"] == 0
    made = json.loads(worker.manage("newcluster", "busy", "--json").stdout)
    assert worker.manage("shell", "-c", TOUCH.format(made["id"])).returncode == 0
    deadline = time.monotonic() + START_SECONDS
    while (told := worker.numbers())["kubeloop_passes_total"] == 0:
        assert time.monotonic() < deadline, "the worker has run no pass"
        time.sleep(0.1)
    assert told["kubeloop_clusters"] == 1
    assert told["kubeloop_pass_seconds_total"] > 0
    assert told["process_resident_memory_bytes"] > 10e6


def test_everything_else_is_refused_and_a_taken_port_is_one_line(worker: Worker) -> None:
    head = worker.ask("HEAD", "/metrics")
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-type"].startswith("text/plain; version=0.0.4")
    assert worker.ask("GET", "/c/").status_code == 404
    refused = worker.ask("POST", "/metrics")
    assert (refused.status_code, refused.headers["allow"]) == (405, "GET, HEAD")
    with socket.create_connection(("127.0.0.1", worker.port), timeout=10) as line:
        line.sendall(b"x" * 20_000)
        line.shutdown(socket.SHUT_WR)
        assert ended(line)
    second = worker.manage("runworker", "--metrics-port", str(worker.port))
    assert second.returncode == 1
    told = second.stderr.strip().splitlines()[-1]
    assert told.startswith("CommandError: Cannot listen on 127.0.0.1 port")
    assert "choose another --metrics-port" in told
    assert answers(worker)


def ended(line: socket.socket) -> bool:
    """The other side let go, without a word."""
    try:
        return line.recv(100) == b""
    except ConnectionResetError:
        return True
