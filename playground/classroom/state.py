"""A class as it is now, read whole by a few queries: what walls and learners' pages are drawn from.

Example: read_class(7) -> ClassState with 24 seats, the current question and its 17 answers.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime

from playground.classroom.models import Answer, Classroom, Question, Seat


@dataclass(frozen=True)
class Asked:
    """The current question, and how many chose what."""

    question: Question
    counts: list[int]
    chosen: dict[int, int]


@dataclass(frozen=True)
class ClassState:
    """Everything that the frames of a class are made of."""

    classroom: Classroom
    seats: list[Seat]
    asked: Asked | None
    helpers: dict[int, str] = field(default_factory=dict)

    def seat(self, seat_id: int | None) -> Seat | None:
        """One seat."""
        return next((each for each in self.seats if each.pk == seat_id), None)


def read_class(class_id: int) -> ClassState | None:
    """The class, or None when it was deleted. Runs on a reader thread."""
    classroom = Classroom.objects.filter(pk=class_id).first()
    if classroom is None:
        return None
    seats = list(classroom.seats.filter(left_at__isnull=True).order_by("id"))
    helpers = dict(classroom.staff.values_list("pk", "name"))
    return ClassState(classroom, seats, read_asked(classroom), helpers)


def read_asked(classroom: Classroom) -> Asked | None:
    """The question that is on the screen."""
    question = classroom.questions.filter(is_current=True).order_by("-pk").first()
    if question is None:
        return None
    rows = Answer.objects.filter(question=question, seat__left_at__isnull=True)
    chosen = dict(rows.values_list("seat_id", "choice"))
    counter = Counter(chosen.values())
    return Asked(question, [counter[each] for each in range(len(question.choices))], chosen)


def moment(value: datetime | None) -> float:
    """Seconds since the epoch; 0 for never."""
    return value.timestamp() if value else 0.0
