"""Come into a lesson at a later step: a class jumps there, or a link begins there.

The steps before are played by their solutions, once, on a model cluster that sleeps afterwards;
each learner gets a fork of it. Who has done all the steps before keeps the cluster they have, and
who stands at the step already is left alone.
Example: `await jump(visitor, lesson, 3)` at a lesson whose step 3 updated the image: the learner
finds the new version running.
"""

from __future__ import annotations

import asyncio
from typing import Any
from weakref import WeakValueDictionary

from cluster.runtime.executors import run_write
from cluster.store import forks
from cluster.store.journal import ExpiredError
from cluster.store.orm import UnknownClusterError
from playground.tutorials import playing
from playground.tutorials.lesson import Lesson
from playground.tutorials.models import Progress
from playground.tutorials.trial import Fault, played_until

Key = tuple[str, int]
models: dict[Key, tuple[Lesson, str]] = {}
"""The model cluster of each step that somebody jumped to. A culled one is made anew."""
locks: WeakValueDictionary[Key, asyncio.Lock] = WeakValueDictionary()


async def jump(visitor: str, lesson: Lesson, index: int) -> Progress:
    """Put a learner at a step. Raises playing.PlayError when the steps before cannot be played."""
    async with playing.turn(visitor, lesson) as known:
        if known is not None and known.cluster_id:
            if known.index == index:
                return known
            if has_done_before(known, lesson, index):
                await playing.enter(known, lesson, index)
                return known
        made = await cluster_at(lesson, index)
        if known is None:
            progress = await run_write(playing.put_at_start, visitor, lesson, made)
        else:
            progress = known
            await run_write(playing.move_to, progress, made)
        await playing.stand_at(progress, lesson, index)
        return progress


def has_done_before(progress: Progress, lesson: Lesson, index: int) -> bool:
    """Whether the step is the learner's next one."""
    if progress.index != index - 1:
        return False
    return playing.done_at(progress, lesson.steps[index - 1])


async def cluster_at(lesson: Lesson, index: int) -> Any:
    """A new cluster on which the steps before are done. Raises playing.PlayError."""
    key = (lesson.slug, index)
    async with locks.setdefault(key, asyncio.Lock()):
        made_for, model = models.get(key, (None, ""))
        if made_for == lesson:
            try:
                return await run_write(forks.fork, model, paused=False)
            except (ExpiredError, UnknownClusterError):
                del models[key]
        model = await make_model(lesson, index)
        models[key] = (lesson, model)
        return await run_write(forks.fork, model, paused=False)


async def make_model(lesson: Lesson, index: int) -> str:
    try:
        place = await played_until(lesson, index)
    except Fault as fault:
        raise playing.PlayError(f"The steps before cannot be played: {fault}.") from fault
    await place.stage.close()
    return place.stage.id
