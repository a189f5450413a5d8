"""Many clusters watched at once, each as a small picture: one round of reading for all that moved.

A round looks which clusters were hinted at, reads their journals on a reader thread, a handful at
a time, and tells what became of them. After each handful it rests one and a half times as long as
that took, after each round a quarter of a second: 200 busy clusters get their pictures later, and
never take more than four tenths of a processor.
Watching does not keep a cluster awake.

Example: watch = MiniWatch(tell); watch.want({"k7f2mq", "p9x4bn"}); tell({"k7f2mq": card}) follows.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Collection
from contextlib import ExitStack

from cluster.live.mini import WATCHED, MiniCard, MiniPicture
from cluster.runtime.announce import Hint, subscribed
from cluster.runtime.executors import read_later
from cluster.store import journal, orm
from cluster.store.clock import wall_time
from cluster.store.orm import UnknownClusterError

REST_SECONDS = 0.25
REST_FACTOR = 1.5
AT_ONCE = 10
RETRY_SECONDS = 1.0
BATCH = 500
Tell = Callable[[dict[str, MiniCard | None]], None]
logger = logging.getLogger(__name__)


class MiniWatch:
    """The clusters that somebody wants small pictures of. `tell` gets None for one that is gone."""

    def __init__(self, tell: Tell) -> None:
        self._tell = tell
        self._pictures: dict[str, MiniPicture] = {}
        self._hints: dict[str, Hint] = {}
        self._stacks: dict[str, ExitStack] = {}
        self._task: asyncio.Task[None] | None = None

    def want(self, cluster_ids: Collection[str]) -> None:
        """Watch these from now on, and no others."""
        for cluster_id in set(self._stacks) - set(cluster_ids):
            self._drop(cluster_id)
        for cluster_id in cluster_ids:
            if cluster_id not in self._stacks:
                stack = self._stacks[cluster_id] = ExitStack()
                hint = self._hints[cluster_id] = stack.enter_context(subscribed(cluster_id))
                hint.set()
        if self._stacks and self._task is None:
            self._task = asyncio.ensure_future(self._run())
        if not self._stacks and self._task is not None:
            self._task.cancel()
            self._task = None

    def _drop(self, cluster_id: str) -> None:
        self._stacks.pop(cluster_id).close()
        self._hints.pop(cluster_id, None)
        self._pictures.pop(cluster_id, None)

    async def _run(self) -> None:
        while True:
            try:
                await self._round()
            except Exception:
                logger.exception("small pictures: a round failed")
                await asyncio.sleep(RETRY_SECONDS)
            await asyncio.sleep(REST_SECONDS)

    async def _round(self) -> None:
        moved = [cluster_id for cluster_id, hint in self._hints.items() if hint.is_set()]
        for start in range(0, len(moved), AT_ONCE):
            some = [each for each in moved[start : start + AT_ONCE] if each in self._hints]
            for cluster_id in some:
                self._hints[cluster_id].clear()
            begun = time.perf_counter()
            known = {each: self._pictures.get(each) for each in some}
            found = await read_later(read_some, known)
            for cluster_id, (picture, _) in found.items():
                if cluster_id in self._hints and picture is not None:
                    self._pictures[cluster_id] = picture
            self._tell({each: card for each, (_, card) in found.items() if each in self._hints})
            await asyncio.sleep(REST_FACTOR * (time.perf_counter() - begun))


Found = dict[str, tuple[MiniPicture | None, MiniCard | None]]


def read_some(known: dict[str, MiniPicture | None]) -> Found:
    """Bring a few pictures up to date; runs on a reader thread."""
    found: Found = {}
    for cluster_id, picture in known.items():
        try:
            current = read_on(cluster_id, picture) if picture else paint(cluster_id)
            clock = orm.clock_of(cluster_id)
        except UnknownClusterError:
            found[cluster_id] = (None, None)
            continue
        now = clock.now(wall_time())
        found[cluster_id] = (current, current.card(now, clock.speed, paused=clock.paused))
    return found


def paint(cluster_id: str) -> MiniPicture:
    """A picture from what is stored. Raises UnknownClusterError."""
    picture = MiniPicture()
    picture.revision, rows = orm.read_everything(cluster_id, newest_events=0)
    for kind, row in rows:
        if kind in WATCHED:
            picture.take(kind, row.body, row.sim)
    return picture


def read_on(cluster_id: str, picture: MiniPicture) -> MiniPicture:
    """The same picture after the newest commits, or a fresh one where the journal is too short."""
    try:
        while True:
            commits = journal.read_after(cluster_id, picture.revision, BATCH)
            picture.follow(change for commit in commits for change in commit.changes)
            if len(commits) < BATCH:
                return picture
    except journal.ExpiredError:
        return paint(cluster_id)
