"""The worker's housekeeping for classes and shares: old ones are forgotten, and counters of wrong
tries; clusters that nobody has looked at for long are removed, runs of a comparison after an hour.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from cluster.runtime.chores import Chore
from cluster.runtime.executors import write_later
from cluster.store.clock import wall_time
from playground.classroom.classes import forget_old_classes
from playground.classroom.culling import cull
from playground.classroom.guesses import forget_old
from playground.comparing import forget_unseen
from playground.sharing import culling
from playground.worker import AnsweringWorker


class ClassKeepingWorker(AnsweringWorker):
    """The worker of the whole product."""

    def chores(self) -> list[Chore]:
        """The machine's own, then ours."""
        cleared = [partial(write_later, forget) for forget in (forget_old_classes, forget_old)]
        removals = (cull, culling.cull, forget_unseen)
        return [*super().chores(), *cleared, *(partial(self.remove, each) for each in removals)]

    async def remove(self, find: Callable[[float], list[str]]) -> None:
        """Remove the clusters that `find` takes out, here too."""
        for cluster_id in await write_later(find, wall_time()):
            await write_later(self.reconciler.forget, cluster_id)
