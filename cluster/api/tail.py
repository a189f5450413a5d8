"""The newest commits of a cluster in memory, read once for all watches of this process.

A hint makes it read on; each watch then takes what follows the
revision it has. One that is further behind than the memory reads the journal itself.

Example: 50 `kubectl get -w` on one cluster cost one journal read for each commit.
"""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from weakref import WeakKeyDictionary

from cluster.runtime.announce import subscribed, wait_at_most
from cluster.runtime.awake import Vigil
from cluster.runtime.executors import read_picture
from cluster.store import journal
from cluster.store.journal import Commit, ExpiredError

RETRY_SECONDS = 1.0
VIGIL_SECONDS = 30.0
BATCH = 500
REMEMBERED_COMMITS = 256
REMEMBERED_CHANGES = 4000
logger = logging.getLogger(__name__)


class Tail:
    """The end of one cluster's journal."""

    def __init__(self, cluster_id: str) -> None:
        self.cluster_id = cluster_id
        self.wakers: set[asyncio.Event] = set()
        self._commits: deque[Commit] = deque()
        self._changes = 0
        self._begin = 0
        self._revision = -1
        self._task: asyncio.Task[None] | None = None

    async def start(self, revision: int) -> None:
        """Follow the journal from a revision on."""
        if self._task is None:
            self._begin = self._revision = revision
            self._task = asyncio.ensure_future(self._run())

    def stop(self) -> None:
        if self._task is not None:
            self._task.cancel()

    async def after(self, revision: int) -> list[Commit]:
        """Commits after a revision, some at a time. Raises ExpiredError."""
        if revision >= self._begin:
            return [commit for commit in self._commits if commit.last > revision]
        return await read_picture(journal.read_after, self.cluster_id, revision, BATCH)

    async def _run(self) -> None:
        vigil = Vigil(self.cluster_id)
        with subscribed(self.cluster_id) as hint:
            while True:
                hint.clear()
                try:
                    await vigil.keep()
                    await self._read_on()
                except Exception:
                    logger.exception("tail of %s: reading failed", self.cluster_id)
                    await asyncio.sleep(RETRY_SECONDS)
                    continue
                await wait_at_most(hint, VIGIL_SECONDS)

    async def _read_on(self) -> None:
        try:
            commits = await read_picture(journal.read_after, self.cluster_id, self._revision, BATCH)
        except ExpiredError as expired:
            self._forget(expired.oldest)
            commits = []
        for commit in commits:
            self._remember(commit)
        if commits:
            for waker in self.wakers:
                waker.set()

    def _remember(self, commit: Commit) -> None:
        self._commits.append(commit)
        self._revision = commit.last
        self._changes += len(commit.changes)
        while len(self._commits) > REMEMBERED_COMMITS or self._changes > REMEMBERED_CHANGES:
            dropped = self._commits.popleft()
            self._changes -= len(dropped.changes)
            self._begin = dropped.last

    def _forget(self, revision: int) -> None:
        self._commits.clear()
        self._changes = 0
        self._begin = self._revision = revision
        for waker in self.wakers:
            waker.set()


tails: WeakKeyDictionary[asyncio.AbstractEventLoop, dict[str, Tail]] = WeakKeyDictionary()


def watches() -> int:
    """How many watches this event loop serves."""
    return sum(len(tail.wakers) for tail in tails.get(asyncio.get_running_loop(), {}).values())


@contextmanager
def following(cluster_id: str) -> Iterator[tuple[Tail, asyncio.Event]]:
    """A cluster's tail and an event that is set when it grew; the last to go ends it."""
    here = tails.setdefault(asyncio.get_running_loop(), {})
    tail = here.setdefault(cluster_id, Tail(cluster_id))
    waker = asyncio.Event()
    tail.wakers.add(waker)
    try:
        yield tail, waker
    finally:
        tail.wakers.discard(waker)
        if not tail.wakers and here.get(cluster_id) is tail:
            del here[cluster_id]
            tail.stop()
