"""A lesson's folder, read and checked without a cluster.

    01-desired-state/lesson.yaml   what the steps are, goals, hints, solutions
    01-desired-state/text.md       what the learner reads, a section for each step
    01-desired-state/start.yaml    what the cluster begins with

Everything that is wrong is noted as a Problem with file, line and cure. What only a running cluster
can tell (a goal that starts solved, a solution that solves nothing) is `trial.py`'s.
"""

from __future__ import annotations

import re
from pathlib import Path

import yaml

from playground.tutorials.format.located import Cursor, Source, load
from playground.tutorials.format.problems import LessonError, Problem, Problems
from playground.tutorials.format.sections import Section, run_blocks, sections
from playground.tutorials.format.steps import check_command, read_start, read_steps
from playground.tutorials.lesson import Debrief, Lesson, Step

LESSON_FILE, TEXT_FILE = "lesson.yaml", "text.md"
FOLDER_NAME = re.compile(r"\d\d-[a-z0-9]+(-[a-z0-9]+)*")
KEYS = ("title", "summary", "minutes", "learn", "needs", "kind", "start", "steps", "debrief")
REQUIRED = ("title", "summary", "minutes", "learn", "start", "steps", "debrief")
DEBRIEF_SECTION = "debrief"
NOTHING = Debrief("", "", ())


def read_lesson(folder: Path) -> Lesson:
    """Raises LessonError with every problem."""
    problems = Problems()
    lesson = read_folder(folder, problems)
    if lesson is None or problems.found:
        raise LessonError(folder.name, problems.found)
    return lesson


def read_folder(folder: Path, problems: Problems) -> Lesson | None:
    """The lesson as far as it can be read; what is wrong with it goes into `problems`."""
    if not FOLDER_NAME.fullmatch(folder.name):
        cure = "Name it with two digits and lower-case words: 07-rolling-update."
        problems.add(folder.name, 0, "the folder's name is no slug of a lesson", cure)
    text = text_of(folder, LESSON_FILE, problems)
    if text is None:
        return None
    source = Source(LESSON_FILE, problems)
    cursor = Cursor(load(text, source), (), source)
    if cursor.value is None:
        if not problems.found:
            problems.add(LESSON_FILE, 0, "the file is empty", "Begin with `title:`.")
        return None
    if not cursor.keys(KEYS, REQUIRED):
        return None
    return build(cursor, folder, problems)


def build(cursor: Cursor, folder: Path, problems: Problems) -> Lesson:
    written = text_of(folder, TEXT_FILE, problems)
    texts = {} if written is None else sections(written, TEXT_FILE, problems)
    files = manifests_of(folder, problems)
    steps = read_steps(cursor, {name: each.text for name, each in texts.items()}, files)
    check_texts(texts, steps, problems, is_there=written is not None)
    return Lesson(
        slug=folder.name,
        title=cursor.text("title"),
        summary=cursor.text("summary"),
        minutes=int(cursor.number("minutes", 5, 1, 120)),
        learn=cursor.texts("learn"),
        needs=cursor.texts("needs"),
        start=read_start(cursor.at("start"), files),
        steps=steps,
        debrief=read_debrief(cursor.at("debrief"), texts),
        files=files,
        is_exam=cursor.word("kind", ("lesson", "exam"), "lesson") == "exam",
    )


def read_debrief(cursor: Cursor, texts: dict[str, Section]) -> Debrief:
    if not isinstance(cursor.value, dict):
        return NOTHING
    cursor.keys(("production", "commands"), ("production", "commands"))
    commands = cursor.texts("commands")
    for each in cursor.items("commands"):
        check_command(each, str(each.value))
    text = texts[DEBRIEF_SECTION].text if DEBRIEF_SECTION in texts else ""
    return Debrief(text, cursor.text("production"), commands)


def text_of(folder: Path, name: str, problems: Problems) -> str | None:
    """The text of a file of the folder; None (and a problem) when there is none."""
    try:
        return (folder / name).read_text(encoding="utf-8")
    except FileNotFoundError:
        cure = f"Make it, or start from a copy: manage.py lesson new {folder.name}."
        problems.add(name, 0, "the file is missing", cure)
    except UnicodeDecodeError:
        problems.add(name, 0, "the file is not in UTF-8", "Save it in UTF-8.")
    return None


def manifests_of(folder: Path, problems: Problems) -> dict[str, str]:
    """Every YAML file beside the lesson by name; each must at least be YAML."""
    found: dict[str, str] = {}
    for path in sorted(folder.glob("*.yaml")):
        if path.name == LESSON_FILE:
            continue
        text = text_of(folder, path.name, problems)
        if text is None:
            continue
        found[path.name] = text
        try:
            list(yaml.safe_load_all(text))
        except yaml.MarkedYAMLError as error:
            line = error.problem_mark.line + 1 if error.problem_mark else 0
            cure = "Look at the indentation and the quotes of this line and the one above."
            problems.add(path.name, line, f"this is no YAML: {error.problem}", cure)
    return found


def check_texts(
    texts: dict[str, Section], steps: tuple[Step, ...], problems: Problems, *, is_there: bool
) -> None:
    """Every step has its section, every section its step, every command can be run."""
    wanted = {each.id: each.line for each in steps}
    for step_id, line in wanted.items():
        if is_there and not (step_id in texts and texts[step_id].text):
            text = f'the step "{step_id}" has no text'
            cure = f"Write a section `# {step_id}` in {TEXT_FILE}."
            problems.add(LESSON_FILE, line, text, cure)
    for name, section in texts.items():
        if name not in wanted and name != DEBRIEF_SECTION:
            text = f'there is no step "{name}"'
            cure = f"The steps are: {', '.join(wanted)}."
            problems.add(TEXT_FILE, section.line, text, cure)
        source = Source(TEXT_FILE, problems)
        for number, line in run_blocks(section.text):
            source.lines[(number,)] = section.first + number - 1
            check_command(Cursor(line, (number,), source), line)


def all_problems(folder: Path) -> list[Problem]:
    """Everything that is wrong with a folder, in order of file and line."""
    problems = Problems()
    read_folder(folder, problems)
    return sorted(problems.found, key=lambda each: (each.file, each.line))
