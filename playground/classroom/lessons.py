"""What the classroom asks of the lessons: where each learner stands, and to start one for all.

Example: Standing(title="A version that crashes", done=2, total=5) draws two full bars of five.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from playground.classroom.errors import ClassError
from playground.classroom.models import Classroom
from playground.classroom.state import ClassState


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
    return {}


def titles() -> list[dict[str, str]]:
    """The lessons that a class can be started in."""
    return []


async def start_for_all(classroom: Classroom, slug: str, body: dict[str, Any]) -> dict[str, Any]:
    """Start a lesson, or jump to a step of it, for everybody. Raises ClassError."""
    raise ClassError("There is no such lesson.", "lesson")
