"""The processes that a load runs against: the embedded default, or PostgreSQL, Redis and four."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import psutil

from tests.processes.house import MANAGE, running_house
from tests.server import ROOT, running_server


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
    with running_house(servers, workers) as house:
        processes = [psutil.Process(pid) for pid in house.pids]
        yield Room(house.ports, processes, house.environment)
