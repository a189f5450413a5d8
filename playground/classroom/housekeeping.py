"""The worker's housekeeping for classes and shares: old ones are forgotten, and counters of wrong
tries; clusters that nobody has looked at for long are removed."""

from __future__ import annotations

from cluster.runtime.executors import run_write
from cluster.store.clock import wall_time
from playground.classroom.classes import forget_old_classes
from playground.classroom.culling import cull
from playground.classroom.guesses import forget_old
from playground.sharing import culling
from playground.worker import AnsweringWorker


class ClassKeepingWorker(AnsweringWorker):
    """The worker of the whole product."""

    async def keep_house(self) -> None:
        """The machine's own, then ours."""
        await super().keep_house()
        await run_write(forget_old_classes)
        await run_write(forget_old)
        for remove in (cull, culling.cull):
            for cluster_id in await run_write(remove, wall_time()):
                await run_write(self.reconciler.forget, cluster_id)
