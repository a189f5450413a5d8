"""A learner plays a lesson: begun, gone on with, begun anew; all that changes a `Progress`.

Each learner has a cluster of the lesson's own, made from its start, so their own cluster stays as
it is. Whether a step is done is read off that cluster's journal, never off what was pressed.
Example: `progress = await begin(visitor, lesson)`, then `await answer(progress, lesson, 1)`.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from weakref import WeakValueDictionary

from django.utils import timezone

from cluster.runtime.executors import run_read, run_write
from cluster.store import clusters, forks
from cluster.store.journal import ExpiredError
from playground.access import grant
from playground.models import Role
from playground.tutorials import followers
from playground.tutorials.learners import learner_for, learner_of
from playground.tutorials.lesson import PREDICT, READ, Lesson, Start, Step
from playground.tutorials.models import Device, Progress
from playground.tutorials.performing import performer, without_waiting
from playground.tutorials.stage import open_stage
from playground.tutorials.trial import fill

CLUSTERS_KEPT = 6
"""Clusters of lessons for one learner; the one used longest ago goes when there is another."""

turns: WeakValueDictionary[tuple[str, str], asyncio.Lock] = WeakValueDictionary()


class PlayError(Exception):
    """What the learner asked cannot be done now; the message says what to do first."""


def find(visitor: str, slug: str) -> Progress | None:
    """The visitor's progress in a lesson that has its cluster."""
    learner = learner_of(visitor)
    if learner is None:
        return None
    rows = Progress.objects.filter(learner=learner, slug=slug).select_related("cluster")
    return rows.first()


@asynccontextmanager
async def turn(visitor: str, lesson: Lesson) -> AsyncIterator[Progress | None]:
    """The learner's row, for one request at a time: what two would write would be lost."""
    key = (visitor, lesson.slug)
    async with turns.setdefault(key, asyncio.Lock()):
        yield await run_read(find, visitor, lesson.slug)


async def begin(visitor: str, lesson: Lesson, *, anew: bool = False) -> Progress:
    """Go on where the learner was, or begin."""
    progress = await run_read(find, visitor, lesson.slug)
    if progress is not None and progress.cluster_id and not anew:
        return progress
    made = await make_cluster(lesson, lesson.start_of(0)[1])
    progress = await run_write(put_at_start, visitor, lesson, made)
    await enter(progress, lesson, 0)
    return progress


async def make_cluster(lesson: Lesson, start: Start) -> Any:
    stage = await open_stage(start, lesson.title[:63], lesson.files, seed=lesson.slug)
    await stage.close()
    return stage.cluster


def put_at_start(visitor: str, lesson: Lesson, cluster: Any) -> Progress:
    """The learner's row at the lesson's first step. Runs on the writer thread."""
    learner = learner_for(visitor)
    progress = Progress.objects.filter(learner=learner, slug=lesson.slug).first()
    if progress is None:
        progress = Progress(learner=learner, slug=lesson.slug)
    progress.steps = {}
    move_to(progress, cluster)
    drop_oldest(progress)
    return progress


def move_to(progress: Progress, cluster: Any) -> None:
    """Another cluster for the lesson: rights for all devices, and the former one goes."""
    former = progress.cluster_id
    progress.cluster = cluster
    progress.began = current(cluster.id)
    progress.moved_at = timezone.now()
    progress.save()
    for device in Device.objects.filter(learner=progress.learner):
        grant(device.visitor, cluster, Role.OWNER)
    if former and former != cluster.id:
        clusters.delete([former])


def drop_oldest(progress: Progress) -> None:
    rows = Progress.objects.filter(learner=progress.learner, cluster__isnull=False)
    for old in rows.order_by("-moved_at")[CLUSTERS_KEPT:]:
        clusters.delete([str(old.cluster_id)])


def current(cluster_id: str) -> int:
    found = clusters.find(cluster_id)
    return 0 if found is None else int(found.revision)


async def enter(progress: Progress, lesson: Lesson, index: int) -> None:
    """Come to a step; one with a start of its own gets a new cluster."""
    step = lesson.steps[index]
    if step.start is not None and index:
        made = await make_cluster(lesson, step.start)
        await run_write(move_to, progress, made)
    await stand_at(progress, lesson, index)


async def stand_at(progress: Progress, lesson: Lesson, index: int) -> None:
    """Begin a step on the cluster as it is."""
    progress.index = index
    follower = await followers.of(progress, lesson, is_new=True)
    progress.names = follower.picked()
    progress.moved_at = timezone.now()
    progress.track = {}
    await followers.save(progress, follower)


async def go_on(progress: Progress, lesson: Lesson) -> None:
    """To the next step; after the last one the lesson is finished. Raises PlayError."""
    step = lesson.steps[progress.index]
    if step.type != READ and not done_at(progress, step):
        raise PlayError("This step is not done yet.")
    note(progress, step, done=True)
    if progress.index + 1 < len(lesson.steps):
        await enter(progress, lesson, progress.index + 1)
    else:
        progress.finished_at = progress.moved_at = timezone.now()
        await run_write(progress.save)


async def answer(progress: Progress, lesson: Lesson, choice: int) -> None:
    """Lock an answer in, then do what the question is about. Raises PlayError."""
    step = lesson.steps[progress.index]
    if step.type != PREDICT or step.prediction is None:
        raise PlayError("There is no question at this step.")
    if "answer" in kept(progress, step):
        raise PlayError("Your answer is locked in.")
    if not 0 <= choice < len(step.prediction.choices):
        raise PlayError("choice: there is no such answer.")
    follower = await followers.of(progress, lesson)
    follower.begin_run(await run_read(followers.moment, progress.cluster_id))
    note(progress, step, answer=choice)
    await followers.save(progress, follower)
    await perform(progress, lesson, step)


async def run(progress: Progress, lesson: Lesson) -> None:
    """Do what a `watch` step shows. Raises PlayError."""
    step = lesson.steps[progress.index]
    if not step.run or step.type == PREDICT:
        raise PlayError("There is nothing to run at this step.")
    if "ran" in kept(progress, step):
        raise PlayError("It runs already.")
    note(progress, step, ran=True)
    await run_write(progress.save)
    await perform(progress, lesson, step)


async def perform(progress: Progress, lesson: Lesson, step: Step) -> None:
    """Run the step's commands on the learner's cluster."""
    async with performer(progress.cluster, lesson.files) as shell:
        for each in step.run:
            done = await shell.run(without_waiting(fill(each.line, progress.names)))
            if done.code:
                raise PlayError((done.err or done.out).strip())


async def hint(progress: Progress, lesson: Lesson) -> None:
    """One more hint; behind the last one comes the solution."""
    step = lesson.steps[progress.index]
    shown = kept(progress, step).get("hints", 0)
    if shown <= len(step.hints) and step.hints:
        note(progress, step, hints=shown + 1)
        await run_write(progress.save)


async def again(progress: Progress, lesson: Lesson) -> None:
    """Back to the moment at which this step began, on a fork of the cluster."""
    began = int(progress.track.get("began", progress.began))
    try:
        made = await run_write(forks.fork, progress.cluster_id, began, paused=False)
    except (ExpiredError, LookupError):
        made = await make_cluster(lesson, lesson.start_of(progress.index)[1])
    step = lesson.steps[progress.index]
    for key in ("answer", "ran", "done"):
        kept(progress, step).pop(key, None)
    note(progress, step, tries=kept(progress, step).get("tries", 0) + 1)
    await run_write(move_to, progress, made)
    await enter(progress, lesson, progress.index)


def kept(progress: Progress, step: Step) -> dict[str, Any]:
    """What is known of a step."""
    found: dict[str, Any] = progress.steps.get(step.id, {})
    return found


def note(progress: Progress, step: Step, **values: Any) -> None:
    progress.steps.setdefault(step.id, {}).update(values)
    if values.get("done"):
        progress.moved_at = timezone.now()


def done_at(progress: Progress, step: Step) -> bool:
    return bool(kept(progress, step).get("done"))
