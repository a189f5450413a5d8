"""The processes that a load runs against: the embedded default, or PostgreSQL, Redis and four."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil

from tests.processes.test_redis import process, wait_until_ready
from tests.server import ROOT, free_port, running_server
from tests.store.postgresql import running_postgresql

MANAGE = [sys.executable, "manage.py"]


@dataclass
class Room:
    """Running processes and how to reach them."""

    ports: list[int]
    processes: list[psutil.Process]
    environment: dict[str, str]

    @property
    def rss(self) -> int:
        return sum(each.memory_info().rss for each in self.processes)

    @property
    def cpu(self) -> float:
        return sum(each.cpu_times().user + each.cpu_times().system for each in self.processes)

    def start_clock(self) -> float:
        return self.cpu

    def manage(self, *arguments: str) -> str:
        return subprocess.check_output(
            [*MANAGE, *arguments], env=self.environment, cwd=ROOT, text=True
        )


@contextmanager
def embedded() -> Iterator[Room]:
    """`manage.py play` on SQLite."""
    with running_server() as server:
        process = psutil.Process(server.process.pid)
        yield Room([server.port], [process], server.environment)


@contextmanager
def many(servers: int = 2, workers: int = 2) -> Iterator[Room]:
    """PostgreSQL and Redis of our own, and several processes of the product."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        redis_port = free_port()
        redis = ["redis-server", "--port", str(redis_port), "--bind", "127.0.0.1", "--save", ""]
        stack.enter_context(process([*redis, "--dir", str(folder)], dict(os.environ), folder / "r"))
        environment = {
            **os.environ,
            "DATA_DIR": str(folder),
            "DATABASE_URL": stack.enter_context(running_postgresql()).address,
            "REDIS_URL": f"redis://127.0.0.1:{redis_port}/0",
            "DJANGO_SETTINGS_MODULE": "playground.settings",
        }
        subprocess.run(
            [*MANAGE, "migrate", "--verbosity", "0"], env=environment, cwd=ROOT, check=True
        )
        log = folder / "log"
        ports = [free_port() for _ in range(servers)]
        commands = [["runworker"] for _ in range(workers)]
        commands += [["serve", "--port", str(port)] for port in ports]
        started = [
            stack.enter_context(process([*MANAGE, *command], environment, log))
            for command in commands
        ]
        for port in ports:
            wait_until_ready(port, log)
        yield Room(ports, [psutil.Process(each.pid) for each in started], environment)
