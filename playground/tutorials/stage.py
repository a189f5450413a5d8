"""A cluster as a lesson begins: made, filled, brought to rest, with its clock standing until then.

While the clock stands nobody else moves the cluster, so a start takes no time and tells the same
story each time. A kubectl line that waits (`rollout status`, `delete`) waits for the cluster's
clock; while one runs the clock is moved on a little at a time.

Example: `stage = await open_stage(lesson.start, "lesson 01", lesson.files, seed="01")` gives the
cluster with three ready Pods; `await stage.close()` lets its clock run.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any

from django.conf import settings

from cluster.runtime import announce
from cluster.runtime.executors import run_write
from cluster.runtime.reconciler import Reconciler
from cluster.store import clusters
from cluster.store.clock import wall_time
from playground.tutorials.lesson import Command, Start
from playground.tutorials.performing import Done, performer

REPLY_SECONDS = 0.05
"""How long a line may take on the machine's clock before the cluster's clock is moved."""
TICK = 0.5
LONGEST_LINE = 900.0
"""How long a line may wait, on the cluster's clock."""


class StartError(Exception):
    """A start that does not work: the command, and what kubectl said."""

    def __init__(self, line: str, message: str) -> None:
        super().__init__(f"{line}: {message}")
        self.line = line
        self.message = message


class Stage:
    """One cluster whose clock stands, and who moves it."""

    def __init__(self, cluster: Any, files: Mapping[str, str]) -> None:
        self.cluster = cluster
        self.files = files
        self._reconciler = Reconciler(kept=1)

    @property
    def id(self) -> str:
        return str(self.cluster.id)

    async def advance(self, seconds: float) -> None:
        """Let virtual seconds pass at once."""
        await run_write(self._reconciler.run_for, self.id, seconds)

    async def settle(self, seconds: float) -> None:
        """Run until nothing happens any more, at most that long."""
        await run_write(self._reconciler.run_until_quiet, self.id, seconds)

    async def run(self, command: Command) -> Done:
        """A line, or a pause."""
        if not command.line:
            await self.advance(command.wait)
            return Done(0, "", "")
        async with performer(self.cluster, self.files) as shell:
            return await self._drive(asyncio.ensure_future(shell.run(command.line)))

    async def _drive(self, running: asyncio.Future[Done]) -> Done:
        passed = 0.0
        while True:
            await asyncio.wait({running}, timeout=REPLY_SECONDS)
            if running.done():
                return running.result()
            if passed >= LONGEST_LINE:
                running.cancel()
                return Done(1, "", f"did not end within {LONGEST_LINE:g} s of the cluster's clock")
            await self.advance(TICK)
            await announce.tell_watchers(self.id)
            passed += TICK

    async def close(self) -> None:
        """Let the clock run as soon as somebody looks."""
        await run_write(clusters.let_go, self.id, wall_time())

    async def remove(self) -> None:
        """Throw the cluster away."""
        await run_write(clusters.delete, [self.id])


async def open_stage(start: Start, name: str, files: Mapping[str, str], *, seed: str) -> Stage:
    """Raises StartError."""
    cluster = await run_write(make, start, name, seed)
    stage = Stage(cluster, files)
    try:
        for each in start.manifests:
            await must(stage, Command(f"kubectl apply -f {each}"))
        if start.manifests:
            await stage.settle(start.settle)
        await run_all(stage, start.run)
        if start.run:
            await stage.settle(start.settle)
    except BaseException:
        await stage.remove()
        raise
    return stage


def make(start: Start, name: str, seed: str) -> Any:
    """The bare cluster with its clock standing. Runs on the writer thread."""
    nodes = min(start.nodes, settings.KUBELOOP_LIMITS["nodes"])
    cluster = clusters.create_cluster(name, nodes=nodes, speed=start.speed, seed=seed)
    clusters.hold(cluster.id, wall_time())
    return cluster


async def run_all(stage: Stage, commands: Sequence[Command]) -> None:
    """Raises StartError at the first that fails."""
    for each in commands:
        await must(stage, each)


async def must(stage: Stage, command: Command) -> None:
    done = await stage.run(command)
    if done.code:
        raise StartError(command.line, done.err.strip() or done.out.strip())
