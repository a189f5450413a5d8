"""A real PostgreSQL server, started for a test or a benchmark on a free port."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from subprocess import DEVNULL

import pytest


def binary(name: str) -> str | None:
    """The newest of that program on this machine."""
    found = [
        *sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), reverse=True),
        *([Path(path)] if (path := shutil.which(name)) else []),
    ]
    return str(found[0]) if found else None


def as_postgres(command: list[str]) -> list[str]:
    """PostgreSQL refuses to run as root: there it runs as the user that its package made."""
    return ["runuser", "-u", "postgres", "--", *command] if os.geteuid() == 0 else command


@dataclass
class PostgreSQL:
    """A server that can be stopped hard and started again."""

    address: str
    data: Path
    control: list[str]
    options: str

    def stop(self) -> None:
        """As a crash would: no checkpoint, connections cut. One that is gone is left alone."""
        if (self.data / "postmaster.pid").exists():
            self._run("-m", "immediate", "stop")

    def start(self) -> None:
        """Start on the same data and wait until it answers."""
        self._run("-w", "-o", self.options, "start")

    def _run(self, *arguments: str) -> None:
        command = as_postgres([*self.control, *arguments])
        subprocess.run(command, check=True, cwd="/", stdout=DEVNULL, stderr=DEVNULL)


@contextmanager
def running_postgresql() -> Iterator[PostgreSQL]:
    """A server on a free port and a fresh folder."""
    initdb, pg_ctl = binary("initdb"), binary("pg_ctl")
    if initdb is None or pg_ctl is None:
        if os.environ.get("CI"):
            pytest.fail("CI must have PostgreSQL: .ci/run installs it")
        pytest.skip("PostgreSQL is not installed on this machine")
    folder = Path(f"/tmp/kubeloop-postgresql-{os.getpid()}")
    folder.mkdir(mode=0o700)
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    data = folder / "data"
    initialise = [initdb, "-D", str(data), "-A", "trust", "-U", "kubeloop", "--no-sync"]
    options = f"-p {port} -c listen_addresses=127.0.0.1 -k {folder} -c fsync=off"
    address = f"postgres://kubeloop@127.0.0.1:{port}/postgres"
    control = [pg_ctl, "-D", str(data), "-l", str(folder / "log")]
    server = PostgreSQL(address, data, control, options)
    try:
        subprocess.run(as_postgres(initialise), check=True, cwd="/", capture_output=True)
        server.start()
        yield server
    finally:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)
