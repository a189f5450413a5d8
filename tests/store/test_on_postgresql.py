"""The store's tests once more on a real PostgreSQL server, started for them on a free port."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


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


@pytest.fixture
def postgresql(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
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
    data = str(folder / "data")
    run = {"check": True, "cwd": "/", "capture_output": True}
    initialise = [initdb, "-D", data, "-A", "trust", "-U", "kubeloop", "--no-sync"]
    options = f"-p {port} -c listen_addresses=127.0.0.1 -k {folder} -c fsync=off"
    log = str(folder / "log")
    try:
        subprocess.run(as_postgres(initialise), **run)
        start = [pg_ctl, "-D", data, "-w", "-l", log, "-o", options, "start"]
        subprocess.run(as_postgres(start), **run)
        yield f"postgres://kubeloop@127.0.0.1:{port}/postgres"
        subprocess.run(as_postgres([pg_ctl, "-D", data, "-m", "immediate", "stop"]), **run)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@pytest.mark.slow
def test_the_same_suite_passes_on_postgresql(postgresql: str) -> None:
    environment = {**os.environ, "DATABASE_URL": postgresql}
    environment.pop("PYTEST_XDIST_WORKER", None)
    tests = ["tests/store/test_commits.py", "tests/store/test_clock.py"]
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:xdist", "--no-header", *tests]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-2000:]
    assert " passed" in done.stdout
