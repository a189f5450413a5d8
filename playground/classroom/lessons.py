"""What the classroom asks of the lessons: where each learner stands, and to start one for all.

The teacher chooses a lesson for the class; each learner's page goes there by itself and begins it,
so a late one begins late. While the class is in a lesson, a seat's cluster is the one on which its
learner plays it: the wall shows that, and the staff may look at it. With free play it is the
learner's own again.
Example: Standing(title="A version that crashes", done=2, total=5) draws two full bars of five.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from cluster.runtime.executors import read_picture, run_read, run_write
from cluster.store import clusters
from playground.classroom import rights
from playground.classroom.errors import ClassError
from playground.classroom.models import Classroom, Device, Seat
from playground.classroom.state import ClassState
from playground.tutorials import catalogue
from playground.tutorials.jumping import jump
from playground.tutorials.lesson import Lesson
from playground.tutorials.models import Device as LearnersDevice
from playground.tutorials.models import Progress
from playground.tutorials.playing import PlayError
from playground.tutorials.summary import Summary, summaries_by_cluster


@dataclass(frozen=True, slots=True)
class Standing:
    """How far a learner is in a lesson."""

    slug: str
    title: str
    done: int
    total: int
    moved_at: float
    hints_left: bool

    @property
    def is_finished(self) -> bool:
        """All steps are done."""
        return self.total > 0 and self.done >= self.total

    def card(self) -> dict[str, Any]:
        """For the wall."""
        return {"slug": self.slug, "title": self.title, "done": self.done, "total": self.total}


async def standings(state: ClassState) -> dict[int, Standing]:
    """The lesson of each seat that is in one."""
    return await read_picture(read_standings, state) if state.classroom.lesson else {}


def read_standings(state: ClassState) -> dict[int, Standing]:
    by_cluster = {str(seat.cluster_id): seat.pk for seat in state.seats if seat.cluster_id}
    found = summaries_by_cluster(by_cluster)
    return {by_cluster[cluster]: standing(each) for cluster, each in found.items()}


def standing(summary: Summary) -> Standing:
    return Standing(
        summary.slug,
        summary.title,
        summary.done,
        summary.total,
        summary.moved_at,
        summary.hints_left,
    )


def titles() -> list[dict[str, str]]:
    """The lessons that a class can be started in."""
    return [{"slug": each.slug, "title": each.title} for each in catalogue.lessons()]


async def start_for_all(classroom: Classroom, slug: str, body: dict[str, Any]) -> dict[str, Any]:
    """Start a lesson, or jump to a step of it, for everybody; free play without a slug.

    Raises ClassError."""
    lesson = catalogue.find(slug) if slug else None
    if slug and lesson is None:
        raise ClassError(f'There is no lesson "{slug}".', "lesson")
    index = 0 if lesson is None else index_of(lesson, body.get("step", 1))
    await run_write(choose, classroom, slug)
    if lesson is not None and index:
        for visitor in await run_read(one_visitor_each, classroom):
            await jump_or_refuse(visitor, lesson, index)
    return {"lesson": slug, "step": index + 1}


def index_of(lesson: Lesson, step: Any) -> int:
    """The step that the teacher counts from 1. Raises ClassError."""
    total = len(lesson.steps)
    if isinstance(step, bool) or not isinstance(step, int) or not 1 <= step <= total:
        raise ClassError(f"This lesson has the steps 1 to {total}.", "step")
    return step - 1


def choose(classroom: Classroom, slug: str) -> None:
    """Note the lesson; who is in it already is shown there, with free play everybody at home."""
    classroom.lesson = slug
    classroom.save(update_fields=["lesson", "used_at"])
    for seat in classroom.seats.filter(left_at__isnull=True).select_related("classroom"):
        visitors = list(seat.devices.values_list("visitor", flat=True))
        begun = Progress.objects.filter(
            slug=slug, learner__device__visitor__in=visitors, cluster__isnull=False
        ).first()
        move(seat, str(begun.cluster_id if begun else seat.own_cluster_id or ""))


def one_visitor_each(classroom: Classroom) -> list[str]:
    """A browser of each seat."""
    rows = Device.objects.filter(seat__classroom=classroom, seat__left_at__isnull=True)
    return list(dict(rows.values_list("seat_id", "visitor")).values())


async def jump_or_refuse(visitor: str, lesson: Lesson, index: int) -> None:
    """Put a learner at a step. Raises ClassError."""
    try:
        await jump(visitor, lesson, index)
    except PlayError as error:
        raise ClassError(str(error), "step") from None


def follow_learner(sender: Any, instance: Progress, **_: Any) -> None:
    """A learner has begun the class's lesson, or has another cluster for it: the seat follows."""
    if not instance.cluster_id:
        return
    visitors = LearnersDevice.objects.filter(learner=instance.learner_id).values("visitor")
    seats = Seat.objects.filter(
        devices__visitor__in=visitors,
        left_at__isnull=True,
        classroom__ended_at__isnull=True,
        classroom__lesson=instance.slug,
    )
    for seat in seats.exclude(cluster_id=instance.cluster_id).select_related("classroom"):
        move(seat, str(instance.cluster_id))


def move(seat: Seat, cluster_id: str) -> None:
    """The seat's cluster is another one: the staff may look at it, a frozen class holds it."""
    if not cluster_id or cluster_id == seat.cluster_id:
        return
    rights.let_only_look(seat)
    seat.cluster_id = cluster_id
    seat.help, seat.helper = Seat.Help.NONE, None
    seat.save(update_fields=["cluster", "help", "helper"])
    clusters.limit_pods([cluster_id], seat.classroom.most_pods)
    rights.let_staff_look(seat.classroom, [cluster_id], rights.holders_in(seat.classroom))
    if seat.classroom.is_frozen:
        rights.hold([cluster_id])
