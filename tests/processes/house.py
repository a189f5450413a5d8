"""One installation of several real processes, each of which can be taken away: PostgreSQL, Redis,
servers, workers. What must hold afterwards is asked by `audit.py`."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

from tests.processes.running import process, redis_command, wait_until_ready
from tests.server import ROOT, free_port
from tests.store.postgresql import PostgreSQL, running_postgresql

MANAGE = [sys.executable, "manage.py"]
AUDIT = "from tests.processes.audit import main; main()"
MARK = "bench/deed"
"""The annotation by which a deed is found again."""


@dataclass
class House:
    """All the processes of one installation."""

    ports: list[int]
    environment: dict[str, str]
    log: Path
    database: PostgreSQL
    redis_command: list[str]
    stack: ExitStack
    redis: subprocess.Popen = field(init=False)
    servers: dict[int, subprocess.Popen] = field(default_factory=dict)
    workers: list[subprocess.Popen] = field(default_factory=list)

    @property
    def port(self) -> int:
        return self.ports[0]

    @property
    def pids(self) -> list[int]:
        """The product's own processes: workers, then servers."""
        return [each.pid for each in [*self.workers, *self.servers.values()]]

    def start_redis(self) -> None:
        self.redis = self._start(self.redis_command, dict(os.environ))

    def start_worker(self) -> None:
        self.workers.append(self._start([*MANAGE, "runworker"], self.environment))

    def start_server(self, port: int) -> None:
        command = [*MANAGE, "serve", "--port", str(port)]
        self.servers[port] = self._start(command, self.environment)

    def _start(self, command: list[str], environment: dict[str, str]) -> subprocess.Popen:
        return self.stack.enter_context(process(command, environment, self.log))

    def manage(self, *arguments: str, **settings: str) -> str:
        command, environment = [*MANAGE, *arguments], {**self.environment, **settings}
        return subprocess.check_output(command, env=environment, cwd=ROOT, text=True)

    def ready(self) -> dict[str, Any]:
        answer = httpx.get(f"http://127.0.0.1:{self.port}/readyz", timeout=20)
        return {"status": answer.status_code, **answer.json()}

    def audit(self, deeds: list[tuple[str, int, str]] | None = None) -> None:
        """Raises CalledProcessError when something is lost; `deeds` as in `audit.Deed`."""
        told = self.log.with_name("deeds.json")
        told.write_text(json.dumps(deeds or []))
        assert "nothing is lost" in self.manage("shell", "-c", AUDIT, DEEDS=str(told))

    @contextmanager
    def redis_killed(self) -> Iterator[None]:
        """Redis is gone, with all that it held."""
        self.redis.kill()
        self.redis.wait()
        yield
        self.start_redis()

    @contextmanager
    def redis_hanging(self) -> Iterator[None]:
        """Redis takes connections and answers nothing."""
        self.redis.send_signal(signal.SIGSTOP)
        try:
            yield
        finally:
            self.redis.send_signal(signal.SIGCONT)

    @contextmanager
    def database_stopped(self) -> Iterator[None]:
        """PostgreSQL is gone, as after a crash."""
        self.database.stop()
        try:
            yield
        finally:
            self.database.start()


@contextmanager
def running_house(servers: int = 1, workers: int = 2, **settings: str) -> Iterator[House]:
    """A database of its own, and so many servers and workers that share it."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        database = stack.enter_context(running_postgresql())
        redis_port, log = free_port(), folder / "log"
        redis = redis_command(redis_port, folder)
        environment = {
            **os.environ,
            "DATA_DIR": str(folder),
            "DATABASE_URL": database.address,
            "REDIS_URL": f"redis://127.0.0.1:{redis_port}/0",
            "DJANGO_SETTINGS_MODULE": "playground.settings",
            **settings,
        }
        ports = [free_port() for _ in range(servers)]
        house = House(ports, environment, log, database, redis, stack)
        house.start_redis()
        house.manage("migrate", "--verbosity", "0")
        for _ in range(workers):
            house.start_worker()
        for port in ports:
            house.start_server(port)
        for port in ports:
            wait_until_ready(port, log)
        yield house
