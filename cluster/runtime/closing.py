"""Is this process about to end? What lasts long - watches, sockets - ends itself then.

A server that is told to stop begins to close: it answers what it has begun, and everybody who would
stay longer is woken. Nothing is lost by it: pages and `kubectl` come back with the revision they
have.

Example: closing.begin() ends every watch of the process at the end of a line.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager


class Closing:
    """Whether the end has begun, and who wants to be woken by it."""

    def __init__(self) -> None:
        self.has_begun = False
        self._wakers: set[asyncio.Event] = set()

    def begin(self) -> None:
        """Wake everybody who waits. On the event loop's thread."""
        self.has_begun = True
        for waker in self._wakers:
            waker.set()

    @contextmanager
    def told(self, waker: asyncio.Event) -> Iterator[None]:
        """Set `waker` when the end begins."""
        self._wakers.add(waker)
        try:
            yield
        finally:
            self._wakers.discard(waker)


closing = Closing()
