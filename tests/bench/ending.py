"""A benchmark that is told to end takes the processes with it that it has started.

Without this, SIGTERM ends Python on the spot, and a PostgreSQL, a Redis, servers and workers go on
running. Ctrl-C unwinds by itself, so SIGTERM does the same: asyncio then cancels its main task. An
exception of our own would be raised wherever the program stands, and is lost where that is the
collection of some object.

Example: `kill <pid of python -m tests.bench.load>` ends it as Ctrl-C would, and nothing is left.
"""

from __future__ import annotations

import signal
from types import FrameType


def leave_nothing_running() -> None:
    """From now on SIGTERM unwinds the program: each `with` ends what it began.

    A shell has those that it starts in the background ignore Ctrl-C; that is taken back."""
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGTERM, interrupt)


def interrupt(number: int, frame: FrameType | None) -> None:
    signal.raise_signal(signal.SIGINT)
