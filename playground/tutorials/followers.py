"""Followers of learners' steps: kept in memory while somebody plays, found again after a restart.

What a follower has judged stands in the learner's row, so nothing is lost with the memory: the
scene is rebuilt from the journal, and the journal is read on from where the judging stopped.
Example: `(await followers.of(progress, lesson)).is_done`.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass

import msgspec
from django.utils import timezone

from cluster.runtime.executors import run_read, run_write
from cluster.store import clusters, orm
from cluster.store.clock import wall_time
from cluster.store.journal import ExpiredError
from playground.tutorials.following import Follower, Track
from playground.tutorials.goals.scene import Scene
from playground.tutorials.lesson import DO, Lesson, Step
from playground.tutorials.models import Progress
from playground.tutorials.watching import catch_up, hear_requests, scene_at, scene_now, scene_until

KEPT = 300
LOST_COSTS = 3
BEST = 10
Key = tuple[int, str, int]


@dataclass(slots=True)
class Held:
    """A follower in memory. Whoever moves it holds its learner's turn (`playing.turn`)."""

    key: Key
    follower: Follower | None = None


held: OrderedDict[int, Held] = OrderedDict()


async def of(progress: Progress, lesson: Lesson, *, is_new: bool = False) -> Follower:
    """The follower of the present step, up to date with the cluster."""
    key = (progress.pk, str(progress.cluster_id), progress.index)
    mine = held.get(progress.pk)
    if mine is None or mine.key != key or is_new:
        mine = Held(key)
        held[progress.pk] = mine
        while len(held) > KEPT:
            held.popitem(last=False)
    held.move_to_end(progress.pk)
    if mine.follower is None:
        mine.follower = await run_read(found, progress, lesson, is_new=is_new)
    try:
        await run_read(catch_up, mine.follower, str(progress.cluster_id))
    except ExpiredError:
        mine.follower = await run_read(found, progress, lesson, is_new=False)
    return mine.follower


def found(progress: Progress, lesson: Lesson, *, is_new: bool) -> Follower:
    """A follower from what the row knows."""
    step, cluster_id = lesson.steps[progress.index], str(progress.cluster_id)
    if is_new:
        scene = moved_scene(cluster_id, progress.began, None)
        track = Track(began=scene.revision, lesson_began=progress.began)
        follower = Follower(step, scene, track, forgives=lesson.is_exam)
        follower.begin()
        hear_requests(follower, cluster_id)
        return follower
    track = msgspec.convert(progress.track, Track)
    scene = moved_scene(cluster_id, progress.began, track.revision)
    follower = Follower(step, scene, track, forgives=lesson.is_exam)
    hear_requests(follower, cluster_id)
    return follower


def moved_scene(cluster_id: str, began: int, until: int | None) -> Scene:
    """The scene at a revision with the births since the lesson began, as far as is known."""
    try:
        return scene_until(scene_at(cluster_id, began), cluster_id, until)
    except ExpiredError:
        return scene_now(cluster_id)


async def save(progress: Progress, follower: Follower) -> None:
    """Keep what the follower has judged, if it is news."""
    step = follower.step
    values = msgspec.to_builtins(follower.track)
    was_done = bool(progress.steps.get(step.id, {}).get("done"))
    if follower.is_done and not was_done:
        known = progress.steps.setdefault(step.id, {})
        known["done"] = True
        progress.moved_at = timezone.now()
        if follower.forgives and step.type == DO:
            known["points"] = points(step, follower, known.get("hints", 0))
    elif {**values, "revision": 0} == {**progress.track, "revision": 0}:
        return
    progress.track = values
    await run_write(progress.save)


def points(step: Step, follower: Follower, hints: int) -> int:
    """What a task of an examination gives: fewer for detours, lost goals and hints."""
    lost = sum(each.is_lost for each in follower.verdicts())
    detours = max(0, follower.track.writes - step.par) if step.par else 0
    return max(0, BEST - detours - LOST_COSTS * lost - hints)


def moment(cluster_id: str) -> float:
    """The cluster's time now."""
    row = clusters.find(cluster_id)
    if row is None:
        raise orm.UnknownClusterError(cluster_id)
    return orm.clock_reading(row).now(wall_time())
