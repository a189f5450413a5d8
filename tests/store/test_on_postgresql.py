"""The store's tests once more on a real PostgreSQL server, started for them on a free port."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.store.postgresql import running_postgresql

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def postgresql() -> Iterator[str]:
    with running_postgresql() as server:
        yield server.address


@pytest.mark.slow
def test_the_same_suite_passes_on_postgresql(postgresql: str) -> None:
    environment = {**os.environ, "DATABASE_URL": postgresql}
    environment.pop("PYTEST_XDIST_WORKER", None)
    tests = ["tests/store/test_commits.py", "tests/store/test_clock.py"]
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:xdist", "--no-header", *tests]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-2000:]
    assert " passed" in done.stdout
