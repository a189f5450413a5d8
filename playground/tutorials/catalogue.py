"""Every lesson there is, in the order of their folders' numbers.

Lessons are data: a folder under `lessons/` is a lesson, and nothing else has to be told. They are
read once; a folder that is broken is left out and told in the log, so that one bad lesson never
takes the page down.
Example: find("01-desired-state").title.
"""

from __future__ import annotations

import logging
from functools import lru_cache
from pathlib import Path

from playground.tutorials.format.problems import LessonError, Problem
from playground.tutorials.format.reading import LESSON_FILE, all_problems, read_lesson
from playground.tutorials.lesson import Lesson

LESSONS = Path(__file__).parent / "lessons"
logger = logging.getLogger(__name__)


def folders(root: Path = LESSONS) -> list[Path]:
    """The folders of all lessons, in order."""
    return sorted(path for path in root.iterdir() if path.is_dir() and path.name[0] not in "._")


@lru_cache(maxsize=1)
def lessons() -> tuple[Lesson, ...]:
    """All lessons that can be read."""
    found = []
    for folder in folders():
        try:
            found.append(read_lesson(folder))
        except LessonError as error:
            logger.error("lesson %s is left out: %s", folder.name, error)
    return tuple(found)


def find(slug: str) -> Lesson | None:
    """The lesson of that slug."""
    return next((each for each in lessons() if each.slug == slug), None)


def problems_between(root: Path) -> list[tuple[str, Problem]]:
    """What is wrong between lessons, with the slug: a need that is not there, a number twice."""
    names = [folder.name for folder in folders(root)]
    found = []
    for index, name in enumerate(names):
        if index and names[index - 1][:2] == name[:2]:
            text = f"the lesson {names[index - 1]} has the number {name[:2]} already"
            found.append((name, Problem(name, 0, text, "Give it another number.")))
    return found


def problems_of(folder: Path) -> list[Problem]:
    """Everything that reading finds, needs included."""
    found = all_problems(folder)
    if found:
        return found
    names = {each.name for each in folders(folder.parent)}
    for need in read_lesson(folder).needs:
        if need not in names or need >= folder.name:
            text = f'it needs the lesson "{need}", which does not come before it'
            found.append(Problem(LESSON_FILE, 0, text, "Name a folder with a smaller number."))
    return found
