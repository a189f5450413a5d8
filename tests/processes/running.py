"""Real processes beside a test: how they are started, when they answer, and that they end."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
import redis

from tests.server import ROOT, free_port

START_SECONDS = 40.0


@contextmanager
def process(
    arguments: list[str], environment: dict[str, str], log: Path
) -> Iterator[subprocess.Popen]:
    with open(log, "a") as out:
        started = subprocess.Popen(arguments, env=environment, cwd=ROOT, stdout=out, stderr=out)
    try:
        yield started
    finally:
        started.kill()
        started.wait()


def wait_until_ready(port: int, log: Path) -> None:
    """The server at that port says that it is ready."""

    def is_ready() -> bool:
        try:
            return httpx.get(f"http://127.0.0.1:{port}/readyz", timeout=10).status_code == 200
        except httpx.TransportError:
            return False

    wait_until(is_ready, log)


def wait_until(is_there: Callable[[], bool], log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while not is_there():
        if time.monotonic() > deadline:
            raise AssertionError(log.read_text()[-4000:])
        time.sleep(0.05)


def redis_command(port: int, folder: Path) -> list[str]:
    """A Redis that keeps nothing. A machine without it skips the test, and CI must have it."""
    server = shutil.which("redis-server")
    if server is None:
        if os.environ.get("CI"):
            pytest.fail("CI must have Redis: .ci/run installs it")
        pytest.skip("redis-server is not installed on this machine")
    options = ["--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", str(folder)]
    return [server, *options]


@contextmanager
def running_redis() -> Iterator[str]:
    """A Redis of its own that answers; gives its address."""
    port = free_port()

    def answers() -> bool:
        try:
            with redis.Redis(port=port) as client:
                return bool(client.ping())
        except redis.ConnectionError:
            return False

    with tempfile.TemporaryDirectory() as name:
        log = Path(name, "redis.log")
        with process(redis_command(port, Path(name)), dict(os.environ), log):
            wait_until(answers, log)
            yield f"redis://127.0.0.1:{port}/0"
