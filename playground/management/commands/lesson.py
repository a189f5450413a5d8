"""`manage.py lesson new|check|preview`: for those who write lessons.

`new` makes a folder to begin with, `check` reads lessons and plays them on a database of its own
(nothing of the server's is touched), `preview` shows how a lesson reads, in the terminal.
Example: `manage.py lesson check 01-desired-state` prints every problem with file, line and cure.
"""

from __future__ import annotations

import asyncio
import shutil
import tempfile
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connections

from playground.environment import sqlite_database
from playground.tutorials import catalogue
from playground.tutorials.format.problems import LessonError, Problem
from playground.tutorials.format.reading import FOLDER_NAME, read_lesson
from playground.tutorials.lesson import Step
from playground.tutorials.trial import try_lesson

TEMPLATE = Path(__file__).resolve().parents[2] / "tutorials" / "template"


class Command(BaseCommand):
    """The three verbs."""

    help = "Makes, checks and previews lessons."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The verb, and which lesson."""
        verbs = parser.add_subparsers(dest="verb", required=True)
        new = verbs.add_parser("new", help="make a folder with a small working lesson")
        new.add_argument("slug", help="two digits and words: 15-my-lesson")
        check = verbs.add_parser("check", help="read lessons and play them")
        check.add_argument("lessons", nargs="*", help="folders or slugs; all of them without one")
        check.add_argument("--read-only", action="store_true", help="do not play them")
        preview = verbs.add_parser("preview", help="show how a lesson reads")
        preview.add_argument("lesson", help="folder or slug")
        for each in (new, check, preview):
            each.add_argument("--root", type=Path, default=catalogue.LESSONS, help="their folder")

    def handle(self, *args: Any, **options: Any) -> None:
        """Go by the verb."""
        verbs = {"new": self.make, "check": self.check_lessons, "preview": self.show}
        verbs[options["verb"]](options)

    def make(self, options: dict[str, Any]) -> None:
        """Copy the template."""
        slug = options["slug"]
        if not FOLDER_NAME.fullmatch(slug):
            raise CommandError("SLUG must be two digits and lower-case words: 15-my-lesson.")
        folder = options["root"] / slug
        if folder.exists():
            raise CommandError(f"{folder} is there already.")
        shutil.copytree(TEMPLATE, folder)
        self.stdout.write(f"Made {folder}. Change it, then: manage.py lesson check {slug}")

    def check_lessons(self, options: dict[str, Any]) -> None:
        """Print every problem; fail when there is one."""
        root = options["root"]
        chosen = [folder_of(root, name) for name in options["lessons"]] or catalogue.folders(root)
        between = catalogue.problems_between(root) if not options["lessons"] else []
        count = 0
        with nullcontext() if options["read_only"] else fresh_database():
            for folder in chosen:
                found = [each for slug, each in between if slug == folder.name]
                found += catalogue.problems_of(folder)
                if not found and not options["read_only"]:
                    found = asyncio.run(try_lesson(read_lesson(folder)))
                self.tell(folder.name, found)
                count += len(found)
        if count:
            raise CommandError(f"{count} problem{'' if count == 1 else 's'} in the lessons.")

    def tell(self, slug: str, found: list[Problem]) -> None:
        self.stdout.write(f"{slug}: {'ok' if not found else f'{len(found)} to mend'}")
        for each in found:
            self.stdout.write(f"  {each}")

    def show(self, options: dict[str, Any]) -> None:
        """The lesson as text."""
        try:
            lesson = read_lesson(folder_of(options["root"], options["lesson"]))
        except LessonError as error:
            raise CommandError(str(error)) from None
        self.stdout.write(f"{lesson.title} ({lesson.minutes} minutes)\n{lesson.summary}\n")
        for number, step in enumerate(lesson.steps, 1):
            self.stdout.write(f"\n-- {number}. {step.type}: {step.title or step.id} --\n")
            self.stdout.write(in_words(step))
        self.stdout.write(f"\n-- debrief --\n{lesson.debrief.text}\n{lesson.debrief.production}\n")


def folder_of(root: Path, name: str) -> Path:
    """A folder by its path or its slug."""
    for folder in (Path(name), root / name):
        if folder.is_dir():
            return folder
    raise CommandError(f"There is no lesson {name}: `manage.py lesson check` lists what there is.")


def in_words(step: Step) -> str:
    """What a step asks, with goals, choices, hints and solution."""
    lines = [step.text, ""]
    lines += [f"goal: {goal.say}" for goal in step.goals]
    if step.prediction is not None:
        lines.append(f"question: {step.prediction.question}")
        for choice in step.prediction.choices:
            lines.append(f"  [{'x' if choice.is_right else ' '}] {choice.label}")
            lines.append(f"      {choice.because}")
    lines += [f"hint {number}: {hint}" for number, hint in enumerate(step.hints, 1)]
    lines += [f"run: {each.line}" for each in step.run]
    lines += [f"solution: {each.line or f'wait {each.wait:g}'}" for each in step.solution]
    return "\n".join(lines)


@contextmanager
def fresh_database() -> Iterator[None]:
    """An empty database in place of the configured one, for this process and while it lasts."""
    known = connections.databases["default"]
    with tempfile.TemporaryDirectory(prefix="kubeloop-lesson-") as folder:
        connections["default"].close()
        connections.databases["default"] = {
            **known,
            **sqlite_database(str(Path(folder) / "lesson.sqlite3")),
        }
        del connections["default"]
        try:
            call_command("migrate", verbosity=0, interactive=False)
            yield
        finally:
            connections["default"].close()
            connections.databases["default"] = known
            del connections["default"]
