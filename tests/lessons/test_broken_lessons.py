"""Whatever is wrong with a lesson's folder is told with file, line and cure.

Each case spoils a working lesson (the one that `lesson new` makes) in one way.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from playground.management.commands.lesson import TEMPLATE
from playground.tutorials.catalogue import problems_between, problems_of
from playground.tutorials.format.reading import read_lesson
from playground.tutorials.trial import try_lesson

LESSON, TEXT, START = "lesson.yaml", "text.md", "start.yaml"
WISH_AND_FOUR = """metadata: {name: web}
        spec: {replicas: 4}
      - id: there
        say: 4 Pods are ready
        kind: Pod
        metadata: {labels: {app: web}}
        ready: true
        count: 4"""
READING = {
    "lesson.yaml is missing": (LESSON, None, "", "lesson.yaml: the file is missing. Make it"),
    "bad YAML": (LESSON, "title: A title", "title: [A title", "this is no YAML"),
    "a key twice": (
        LESSON,
        "minutes: 5",
        "minutes: 5\nminutes: 6",
        'lesson.yaml:4: the key "minutes" stands here a second time. Keep one',
    ),
    "an unknown key": (
        LESSON,
        "summary:",
        "sumary:",
        'lesson.yaml:2: lesson.yaml knows no key "sumary". Did you mean "summary"?',
    ),
    "no debrief": (LESSON, "debrief:", "spare:", 'has no "debrief". Add the key debrief.'),
    "a wrong type": (
        LESSON,
        "minutes: 5",
        "minutes: five",
        "lesson.yaml:3: minutes must be a number from 1 to 120. It says 'five' now.",
    ),
    "an unknown step type": (
        LESSON,
        "type: do",
        "type: doo",
        'there is no step type "doo". Write one of: read, predict, do, watch.',
    ),
    "a step id twice": (LESSON, "id: scale", "id: look", 'there is a step "look" already'),
    "a manifest that is missing": (
        LESSON,
        "start.yaml",
        "begin.yaml",
        "lesson.yaml:7: the file begin.yaml is missing. Write it beside lesson.yaml.",
    ),
    "a manifest that is no YAML": (START, "kind: Service", "kind: [Service", "start.yaml:"),
    "a step without text": (
        TEXT,
        "# scale",
        "## scale",
        'the step "scale" has no text. Write a section `# scale` in text.md.',
    ),
    "a text without a step": (
        TEXT,
        "# debrief",
        "# debrieff",
        'text.md:17: there is no step "debrieff". The steps are: look, guess, scale.',
    ),
    "an unknown kind": (
        LESSON,
        "        kind: Deployment",
        "        kind: Deploymint",
        'there is no kind "Deploymint". Did you mean "Deployment"?',
    ),
    "a field that the kind does not have": (
        LESSON,
        "spec: {replicas: 4}",
        "spec: {replica: 4}",
        'DeploymentSpec has no field "replica". Did you mean "replicas"?',
    ),
    "a count that is none": (
        LESSON,
        "count: 4",
        "count: four or so",
        "count cannot be read: 'four or so'. Write a number such as 3",
    ),
    "no right choice": (LESSON, ", right: true", "", "0 choices are marked as right. Mark the one"),
    "two hints": (
        LESSON,
        "      - What to do.\n",
        "",
        'the step "scale" has 2 hints. Write 3: where to look',
    ),
    "no solution": (LESSON, "    solution:", "    solutions:", 'has no "solution". Add the key'),
    "a name that nobody picked": (
        LESSON,
        "delete pod ${victim}",
        "delete pod ${vicitm}",
        '"${vicitm}" is no name. Pick it under `names:` of the step.',
    ),
    "a command that is not kubectl's": (
        LESSON,
        "      - kubectl scale deployment web --replicas=4\ndebrief",
        "      - helm upgrade web\ndebrief",
        '"helm upgrade web" is no kubectl command. Begin it with "kubectl ".',
    ),
    "a verb that the terminal does not know": (
        TEXT,
        "kubectl get pods",
        "kubectl gte pods",
        'text.md:6: the terminal knows no "kubectl gte".',
    ),
    "a need that is not there": (
        LESSON,
        "minutes: 5",
        "minutes: 5\nneeds: [09-nothing]",
        'it needs the lesson "09-nothing", which does not come before it',
    ),
    "a control that the page does not have": (
        LESSON,
        "control: Scale up",
        "control: Scale upp",
        'there is no control "Scale upp". Write one of: Deploy',
    ),
}
PLAYING = {
    "a goal that starts solved": (
        LESSON,
        WISH_AND_FOUR,
        "metadata: {name: web}",
        'the step "scale" is solved before anybody has done anything',
    ),
    "a solution that solves nothing": (
        LESSON,
        "      - kubectl scale deployment web --replicas=4\ndebrief",
        "      - kubectl scale deployment web --replicas=3\ndebrief",
        "its solution does not solve it. Missing: web wants 4 Pods: "
        "Deployment web: spec.replicas is 3, wanted 4. 4 Pods are ready: "
        "3 of 4 ready Pods with app=web.",
    ),
    "a solution that fails": (
        LESSON,
        "      - kubectl scale deployment web --replicas=4\ndebrief",
        "      - kubectl scale deployment wep --replicas=4\ndebrief",
        'lesson.yaml:48: `kubectl scale deployment wep --replicas=4` of the step "scale" fails: '
        'error: no objects passed to scale deployments.apps "wep" not found',
    ),
    "a right choice that the run refutes": (
        LESSON,
        "{answer: 2, label: two",
        "{answer: 3, label: two",
        'none or several choices of the step "guess" fit what the run shows (2)',
    ),
    "a name that finds nothing": (
        LESSON,
        "labels: {app: web}}}",
        "labels: {app: wep}}}",
        'the name "victim" of the step "guess" is empty',
    ),
    "a manifest that the API refuses": (
        START,
        "replicas: 2",
        "replicas: -2",
        "the start fails at `kubectl apply -f start.yaml`: The Deployment",
    ),
    "a bad route that breaks nothing": (
        LESSON,
        "debrief:",
        "    bad_route: {run: [kubectl get pods], breaks: wish}\ndebrief:",
        'the bad route of the step "scale" does not break "wish"',
    ),
}


def spoilt(root: Path, file: str, old: str | None, new: str) -> Path:
    """A copy of the template with one text replaced, or one file removed."""
    folder = root / "15-example"
    shutil.copytree(TEMPLATE, folder)
    if old is None:
        (folder / file).unlink()
        return folder
    text = (folder / file).read_text(encoding="utf-8")
    assert old in text, "the case does not fit the template"
    (folder / file).write_text(text.replace(old, new, 1), encoding="utf-8")
    return folder


@pytest.mark.parametrize("case", READING)
def test_a_mistake_that_reading_finds(case: str, tmp_path: Path):
    file, old, new, message = READING[case]
    found = [str(each) for each in problems_of(spoilt(tmp_path, file, old, new))]
    assert any(message in each for each in found), found


@pytest.mark.parametrize("case", PLAYING)
async def test_a_mistake_that_playing_finds(case: str, tmp_path: Path, transactional_db: None):
    file, old, new, message = PLAYING[case]
    folder = spoilt(tmp_path, file, old, new)
    assert problems_of(folder) == []
    (found,) = [str(each) for each in await try_lesson(read_lesson(folder))]
    assert message in found


async def test_the_template_itself_is_a_working_lesson(tmp_path: Path, transactional_db: None):
    folder = tmp_path / "15-example"
    shutil.copytree(TEMPLATE, folder)
    assert problems_of(folder) == []
    assert await try_lesson(read_lesson(folder)) == []


def test_two_lessons_with_one_number_are_told(tmp_path: Path):
    for name in ("15-example", "15-other"):
        shutil.copytree(TEMPLATE, tmp_path / name)
    ((slug, problem),) = problems_between(tmp_path)
    assert slug == "15-other"
    assert "15-example has the number 15 already" in str(problem)


def test_check_prints_every_problem_and_fails(tmp_path: Path, capsys):
    spoilt(tmp_path, LESSON, "minutes: 5", "minutes: five")
    with pytest.raises(CommandError, match="1 problem in the lessons"):
        call_command("lesson", "check", "--root", str(tmp_path), "--read-only")
    assert "lesson.yaml:3: minutes must be a number" in capsys.readouterr().out


def test_new_refuses_a_name_that_is_no_slug(tmp_path: Path):
    with pytest.raises(CommandError, match="two digits and lower-case words"):
        call_command("lesson", "new", "My Lesson", "--root", str(tmp_path))
