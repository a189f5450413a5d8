"""Is the channel layer within reach? It carries hints only, so nobody waits long for it.

Everything that is sent has a time limit: a layer that hangs is as good as one that refuses. After a
failure nothing is tried for a second, or a sweep over 200 clusters would wait 200 times. Whoever
shows it to people is told when the layer goes and when it is back.

Example: Redis hangs: the first hint fails after 2 s, those of the next second at once, and then one
tries again.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable

from cluster.runtime.watched import Watched

LIMIT_SECONDS = 2.0
REST_SECONDS = 1.0
logger = logging.getLogger(__name__)

try:
    from redis.exceptions import RedisError
except ImportError:  # the layer inside one process needs no Redis
    RedisError = OSError  # type: ignore[assignment,misc]
LAYER_ERRORS = (OSError, RedisError)
"""What a channel layer that is out of reach raises; a TimeoutError is an OSError."""


class AwayError(OSError):
    """The layer failed a moment ago and is left alone for now."""


class Reach(Watched):
    """What this process knows of its channel layer."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        super().__init__()
        self._now = now
        self._failed_at: float | None = None

    @property
    def is_away(self) -> bool:
        """The last thing that was tried came to nothing."""
        return self._failed_at is not None

    async def carry(self, send: Callable[[], Awaitable[None]]) -> None:
        """Send something within the time limit. Raises one of LAYER_ERRORS."""
        if self._failed_at is not None and self._now() < self._failed_at + REST_SECONDS:
            raise AwayError("the channel layer is out of reach")
        try:
            async with asyncio.timeout(LIMIT_SECONDS):
                await send()
        except LAYER_ERRORS as error:
            self.note_failure(error)
            raise
        self.note_success()

    def note_failure(self, error: Exception) -> None:
        """Somebody tried and failed."""
        was_away, self._failed_at = self.is_away, self._now()
        if not was_away:
            logger.warning("the channel layer is out of reach: %s", str(error) or "no answer")
            self._tell()

    def note_success(self) -> None:
        """Somebody got through."""
        was_away, self._failed_at = self.is_away, None
        if was_away:
            logger.warning("the channel layer is back")
            self._tell()


reach = Reach()
