"""What tests of several processes share: a folder for their data, and a Redis."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.processes.running import running_redis


@pytest.fixture
def folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as name:
        yield Path(name)


@pytest.fixture
def redis_url() -> Iterator[str]:
    with running_redis() as address:
        yield address
