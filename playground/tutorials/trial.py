"""A lesson played without a learner: does it do what it says?

On clusters of its own, with the clock moved at will, each step must be unsolved when it begins,
solved by its solution and not before; a prediction's run must show the choice marked as right and
no other; a bad route must break its goal. What fails becomes a Problem with line and cure.

Example: `await try_lesson(read_lesson(folder))` is an empty list for a lesson that works.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from cluster.runtime.executors import run_read
from playground.tutorials.following import Follower, Track
from playground.tutorials.format.problems import Problem
from playground.tutorials.format.reading import LESSON_FILE
from playground.tutorials.goals.judging import Verdict
from playground.tutorials.goals.model import ALWAYS, NEVER, TRAFFIC
from playground.tutorials.lesson import DO, PREDICT, READ, Command, Lesson, Step
from playground.tutorials.stage import Stage, StartError, open_stage
from playground.tutorials.watching import (
    catch_up,
    hear_requests,
    scene_at,
    scene_now,
    settled_until,
)

LONGEST_STEP = 900.0
"""How long a step may take on the cluster's clock after its solution."""
LOOK_EVERY = 2.0
VARIABLE = re.compile(r"\$\{([^}]*)\}")


@dataclass(slots=True)
class Place:
    """Where a trial stands: the cluster, and the revision at which the lesson began there."""

    stage: Stage
    lesson_began: int


class Fault(Exception):
    """Something that a lesson's writer must mend; the trial of this lesson ends."""

    def __init__(self, line: int, text: str, cure: str) -> None:
        super().__init__(text)
        self.problem = Problem(LESSON_FILE, line, text, cure)


async def try_lesson(lesson: Lesson) -> list[Problem]:
    """Play all of it; the first fault ends it, because what follows stands on it."""
    place: Place | None = None
    try:
        for index, step in enumerate(lesson.steps):
            if place is None or step.start is not None:
                place = await move_on(lesson, index, place)
            if step.bad_route is not None:
                await try_bad_route(lesson, index)
            await try_step(place, step)
    except Fault as fault:
        return [fault.problem]
    finally:
        if place is not None:
            await place.stage.remove()
    return []


async def move_on(lesson: Lesson, index: int, before: Place | None) -> Place:
    """The cluster that a step begins with."""
    if before is not None:
        await before.stage.remove()
    return await begin(lesson, index)


async def begin(lesson: Lesson, index: int) -> Place:
    """A new cluster from the start that holds for a step. Raises Fault."""
    _, start = lesson.start_of(index)
    try:
        stage = await open_stage(start, lesson.title, lesson.files, seed=lesson.slug)
    except StartError as error:
        line = next((each.at for each in start.run if each.line == error.line), 0)
        raise Fault(
            line,
            f"the start fails at `{error.line}`: {error.message}",
            "Mend the manifest or the command that the message names.",
        ) from None
    return Place(stage, (await run_read(scene_now, stage.id)).revision)


async def played_until(lesson: Lesson, index: int) -> Place:
    """A cluster on which the steps before one are done by their solutions. Raises Fault."""
    first, _ = lesson.start_of(index)
    place = await begin(lesson, index)
    try:
        for earlier in lesson.steps[first:index]:
            await try_step(place, earlier)
    except BaseException:
        await place.stage.remove()
        raise
    return place


async def follow(place: Place, step: Step) -> Follower:
    """A follower that stands at the beginning of a step."""
    scene = await run_read(scene_at, place.stage.id, place.lesson_began)
    track = Track(began=0, lesson_began=place.lesson_began)
    idle = Follower(Step("", READ, "", ""), scene, track)
    await run_read(catch_up, idle, place.stage.id)
    track.began = scene.revision
    follower = Follower(step, scene, track)
    follower.begin()
    await run_read(hear_requests, follower, place.stage.id)
    return follower


async def try_step(place: Place, step: Step) -> None:
    """Raises Fault."""
    if step.type == READ:
        return
    follower = await follow(place, step)
    names = follower.picked()
    for name, value in names.items():
        if not value:
            cure = "Its pattern finds nothing when the step begins: mend the pattern or the start."
            raise Fault(step.line, f'the name "{name}" of the step "{step.id}" is empty', cure)
    if step.type == DO:
        check_unsolved(step, follower)
    if step.type == PREDICT:
        follower.begin_run(await run_read(settled_until, place.stage.id))
    await perform(place.stage, step.run or step.solution, names, step)
    await wait_for(place.stage, follower)
    if step.type == PREDICT:
        check_prediction(step, follower)
    else:
        check_solved(step, follower.verdicts(), is_done=follower.is_done)


def check_unsolved(step: Step, follower: Follower) -> None:
    """A step that needs nothing done teaches nothing."""
    if all(each.is_met for each in follower.verdicts()):
        raise Fault(
            step.line,
            f'the step "{step.id}" is solved before anybody has done anything',
            "Ask for something that only its solution brings about.",
        )


async def perform(
    stage: Stage, commands: Sequence[Command], names: dict[str, str], step: Step
) -> None:
    """Raises Fault at a command that fails."""
    for each in commands:
        line = fill(each.line, names)
        done = await stage.run(Command(line, each.wait, each.at))
        if done.code:
            said = (done.err or done.out).strip()
            cure = "Mend the command; the message is kubectl's."
            text = f'`{line}` of the step "{step.id}" fails: {said}'
            raise Fault(each.at or step.line, text, cure)


def fill(text: str, names: dict[str, str]) -> str:
    """A text with its `${name}`s filled in."""
    return VARIABLE.sub(lambda match: names.get(match[1], match[0]), text)


async def wait_for(stage: Stage, follower: Follower, breaks: str = "") -> None:
    """Move the clock on until the step is done or lost (by the goal `breaks`), or long enough."""
    await stage.advance(0)
    await run_read(catch_up, follower, stage.id)
    passed = 0.0
    while not follower.is_done and passed < LONGEST_STEP:
        lost = [each.id for each in follower.verdicts() if each.is_lost]
        if breaks in lost if breaks else lost:
            return
        seconds = LOOK_EVERY if passed < 120 else 10 * LOOK_EVERY
        await stage.advance(seconds)
        passed += seconds
        await run_read(catch_up, follower, stage.id)


def check_solved(step: Step, found: Sequence[Verdict], *, is_done: bool) -> None:
    if is_done:
        return
    left = " ".join(f"{each.say}: {each.words}" for each in found if not each.is_met)
    what = "solution does not solve it" if step.type == DO else "goals are never met"
    raise Fault(
        step.line,
        f'the step "{step.id}" cannot be done, its {what}. Missing: {left or "all at once"}',
        "Mend the solution or the goal.",
    )


def check_prediction(step: Step, follower: Follower) -> None:
    """Exactly the choice that is marked must be what the run shows."""
    assert step.prediction is not None
    track, choices = follower.track, step.prediction.choices
    if not track.has_observed:
        raise Fault(
            step.line,
            f'the run of the step "{step.id}" never comes to its observation',
            "Mend `until:` or give `within:`.",
        )
    if track.right < 0:
        raise Fault(
            step.line,
            f'none or several choices of the step "{step.id}" fit what the run shows '
            f"({track.observed})",
            "Let each possible outcome fit exactly one choice.",
        )
    if not choices[track.right].is_right:
        raise Fault(
            step.line,
            f'the run of the step "{step.id}" shows "{choices[track.right].label}" '
            f"({track.observed}), but another choice is marked as right",
            "Mark that one, or mend the run.",
        )


async def try_bad_route(lesson: Lesson, index: int) -> None:
    """The same way up to the step on a cluster of its own, and then the wrong turn."""
    step = lesson.steps[index]
    assert step.bad_route is not None
    place = await played_until(lesson, index)
    try:
        follower = await follow(place, step)
        await perform(place.stage, step.bad_route.run, follower.picked(), step)
        await wait_for(place.stage, follower, step.bad_route.breaks)
    finally:
        await place.stage.remove()
    broken = {each.id for each in follower.verdicts() if each.is_lost}
    if step.bad_route.breaks not in broken:
        raise Fault(
            step.bad_route.run[0].at if step.bad_route.run else step.line,
            f'the bad route of the step "{step.id}" does not break "{step.bad_route.breaks}"',
            f"Only goals with {ALWAYS}:, {NEVER}: or {TRAFFIC}: break; let the route break it.",
        )
