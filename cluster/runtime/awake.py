"""Keeping a cluster awake while somebody uses it: pages, watches and requests all say so here."""

from __future__ import annotations

import asyncio

from cluster.runtime import announce
from cluster.runtime.executors import run_write
from cluster.store import clusters
from cluster.store.clock import wall_time


async def keep_awake(cluster_id: str) -> None:
    """Note that the cluster is used; wake it if it slept."""
    if await run_write(clusters.touch, cluster_id, wall_time()):
        await announce.moved(cluster_id)


class Vigil:
    """Says now and then that a cluster is used, for as long as it is asked to."""

    def __init__(self, cluster_id: str) -> None:
        self._cluster_id = cluster_id
        self._next = 0.0

    async def keep(self) -> None:
        """Call this often; it acts when the time has come."""
        now = asyncio.get_running_loop().time()
        if now >= self._next:
            self._next = now + clusters.touch_seconds()
            await keep_awake(self._cluster_id)
