"""A round of the housekeeping: each chore has its turn, whatever became of the ones before it.

What fails is told in one line for each sort of failure, since a database that is away fails all of
them alike; the next round tries again.

Example: of 200 journals one cannot be trimmed. The other 199 are, idle clusters are put to sleep,
and the log says "housekeeping: 1 of 202 chores failed: ...".
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Sequence

from django.db import DatabaseError

Chore = Callable[[], Awaitable[None]]
logger = logging.getLogger(__name__)


async def do_all(chores: Sequence[Chore]) -> None:
    """Do one after the other."""
    failures: dict[str, list[Exception]] = {}
    for chore in chores:
        try:
            await chore()
        except Exception as error:
            failures.setdefault(repr(error), []).append(error)
    for alike in failures.values():
        tell(alike, len(chores))


def tell(alike: list[Exception], chores: int) -> None:
    """One line for failures that say the same; with its traceback where it is our fault."""
    first = alike[0]
    text = "housekeeping: %d of %d chores failed: %s"
    if isinstance(first, DatabaseError):
        logger.warning(text, len(alike), chores, first)
    else:
        logger.error(text, len(alike), chores, first, exc_info=first)
