"""The worker's housekeeping for classes and shares: old ones are forgotten, and counters of wrong
tries; clusters that nobody has looked at for long are removed, runs of a comparison after an hour.
"""

from __future__ import annotations

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

    async def keep_house(self) -> None:
        """The machine's own, then ours."""
        await super().keep_house()
        await write_later(forget_old_classes)
        await write_later(forget_old)
        for remove in (cull, culling.cull, forget_unseen):
            for cluster_id in await write_later(remove, wall_time()):
                await write_later(self.reconciler.forget, cluster_id)
