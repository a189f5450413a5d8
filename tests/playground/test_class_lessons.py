"""A class goes into a lesson together: seats follow their learners, the wall knows the steps."""

from __future__ import annotations

import pytest

from cluster.runtime.executors import run_read
from cluster.store import orm
from playground.classroom.models import Seat
from playground.tutorials import catalogue, playing
from playground.tutorials.trial import played_until
from tests.playground.test_classroom import Cast, scale

LESSON = "01-desired-state"


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    return Cast()


async def seat_cluster(seat: Seat) -> str:
    await seat.arefresh_from_db()
    return str(seat.cluster_id)


async def test_a_seat_goes_along_into_the_lesson_and_home_again(cast: Cast):
    own = await seat_cluster(cast.seat)
    status, answer = await cast.do(cast.teacher, "lesson", lesson=LESSON, step=1)
    assert (status, answer) == (200, {"lesson": LESSON, "step": 1})
    assert await seat_cluster(cast.seat) == own, "nobody has begun yet"
    answer = await cast.grete.client.get(f"/lessons/{LESSON}/")
    played = await seat_cluster(cast.seat)
    assert played != own
    assert answer.headers["Location"] == f"/c/{played}/?lesson={LESSON}"
    assert await seat_cluster(cast.other) != played, "Rosa has not begun"
    assert (await cast.teacher.client.get(f"/c/{played}/")).status_code == 200
    assert (await scale(cast.grete, played, 101))[0] == 403, "the class's limit goes along"
    assert (await scale(cast.teacher, played, 4))[0] == 403
    assert (await cast.rosa.client.get(f"/c/{played}/")).status_code == 403
    for cluster_id in (own, played):
        found = (await cast.grete.client.get(f"/class/of/{cluster_id}")).json()
        assert found["role"] == "learner"
    assert (await cast.do(cast.teacher, "lesson", lesson=""))[0] == 200
    assert await seat_cluster(cast.seat) == own


async def test_a_jump_puts_everybody_at_a_step(cast: Cast):
    status, answer = await cast.do(cast.teacher, "lesson", lesson=LESSON, step=4)
    assert (status, answer) == (200, {"lesson": LESSON, "step": 4})
    for person in (cast.grete, cast.rosa):
        told = (await person.client.get(f"/lessons/{LESSON}/state")).json()
        assert told["index"] == 3


@pytest.mark.parametrize(
    ("lesson", "step", "field"),
    [
        pytest.param("99-nothing", 1, "lesson", id="no such lesson"),
        pytest.param(LESSON, 0, "step", id="below the first step"),
        pytest.param(LESSON, 70, "step", id="beyond the last step"),
        pytest.param(LESSON, "two", "step", id="no number"),
    ],
)
async def test_a_wrong_lesson_or_step_is_refused(cast: Cast, lesson: str, step, field: str):
    own = await seat_cluster(cast.seat)
    status, answer = await cast.do(cast.teacher, "lesson", lesson=lesson, step=step)
    assert status == 422
    assert answer["details"]["causes"][0]["field"] == field
    await cast.classroom.arefresh_from_db()
    assert cast.classroom.lesson == ""
    assert await seat_cluster(cast.seat) == own


async def test_a_frozen_class_holds_a_lessons_cluster_too(cast: Cast):
    await cast.do(cast.teacher, "lesson", lesson=LESSON, step=1)
    await cast.do(cast.teacher, "freeze")
    await cast.grete.client.get(f"/lessons/{LESSON}/")
    played = await seat_cluster(cast.seat)
    assert (await scale(cast.grete, played, 4))[0] == 403
    await cast.do(cast.teacher, "unfreeze")
    assert (await scale(cast.grete, played, 4))[0] == 200


async def test_only_the_teacher_starts_a_lesson(cast: Cast):
    for person in (cast.grete, cast.helper):
        assert (await cast.do(person, "lesson", lesson=LESSON, step=1))[0] in (403, 404)


async def test_who_jumps_finds_the_steps_before_done(cast: Cast):
    """The last step stands on what the others did to the cluster."""
    lesson = catalogue.find("05-scaling")
    assert lesson is not None
    last = len(lesson.steps)
    assert (await cast.do(cast.teacher, "lesson", lesson=lesson.slug, step=last))[0] == 200
    played = await played_until(lesson, last - 1)
    wanted = await run_read(pods_of, played.stage.id)
    clusters = {await seat_cluster(each) for each in (cast.seat, cast.other)}
    assert len(clusters) == 2
    for cluster_id in clusters:
        assert await run_read(pods_of, cluster_id) == wanted
    start = await playing.make_cluster(lesson, lesson.start)
    assert await run_read(pods_of, start.id) != wanted


async def test_who_stands_at_the_step_is_left_alone(cast: Cast):
    for _ in range(2):
        assert (await cast.do(cast.teacher, "lesson", lesson=LESSON, step=4))[0] == 200
        found = await seat_cluster(cast.seat)
    await cast.do(cast.teacher, "lesson", lesson=LESSON, step=4)
    assert await seat_cluster(cast.seat) == found


def pods_of(cluster_id: str) -> list[str]:
    """The Pods' names."""
    return [row.name for row in orm.read_list(cluster_id, "Pod", None)[1]]
