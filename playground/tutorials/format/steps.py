"""The steps of a lesson, each by the rules of its type.

| type | needs | may have |
|---|---|---|
| read | a text | names, spotlight |
| predict | question, choices (one `right: true`), observe | run, names, spotlight |
| do | goals, three hints, solution | names, bad_route, spotlight, start, par |
| watch | goals | run, spotlight |

Example: a `do` step with two hints notes `lesson.yaml:31: the step "scale" has 2 hints. ...`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from playground.kubectl.failures import Failure
from playground.kubectl.running import find_command
from playground.kubectl.words import read_line
from playground.tutorials.format.goals import read_goals, read_pattern
from playground.tutorials.format.located import Cursor
from playground.tutorials.format.predictions import read_prediction
from playground.tutorials.format.problems import one_of
from playground.tutorials.goals.model import Goal, Pattern
from playground.tutorials.lesson import (
    DO,
    HINTS,
    PREDICT,
    READ,
    STEP_TYPES,
    WATCH,
    BadRoute,
    Command,
    Pick,
    Spotlight,
    Start,
    Step,
)

EVERY = ("id", "type", "title", "spotlight")
KEYS = {
    READ: (*EVERY, "names"),
    PREDICT: (*EVERY, "names", "run", "question", "choices", "observe", "button"),
    DO: (*EVERY, "names", "goals", "hints", "solution", "bad_route", "start", "par"),
    WATCH: (*EVERY, "names", "goals", "run"),
}
REQUIRED = {
    READ: ("id", "type"),
    PREDICT: ("id", "type", "question", "choices", "observe"),
    DO: ("id", "type", "goals", "hints", "solution"),
    WATCH: ("id", "type", "goals"),
}
ID = re.compile(r"[a-z][a-z0-9-]*")
VARIABLE = re.compile(r"\$\{([^}]*)\}")
WAIT = re.compile(r"wait (\d+(?:\.\d+)?)")
WAITING = ("rollout status", "wait", "edit")
START_KEYS = ("nodes", "speed", "manifests", "run", "settle")
SPOTLIGHT_KEYS = ("kind", "name", "selector", "control")
CONTROLS = (
    "Deploy",
    "Replicas",
    "Scale up",
    "Scale down",
    "Update",
    "Image",
    "Roll back",
    "Pause rollout",
    "Resume rollout",
    "Restart",
    "Delete pod",
    "Cordon",
    "Drain",
    "Fail node",
    "Repair node",
    "Pause time",
    "Resume time",
    "Step",
    "Speed",
    "Undo",
    "Terminal",
    "YAML",
)


def read_steps(
    cursor: Cursor, texts: Mapping[str, str], files: Mapping[str, str]
) -> tuple[Step, ...]:
    """All steps of a lesson that have an id and a type."""
    steps: list[Step] = []
    for each in cursor.items("steps"):
        step = read_step(each, texts, files)
        if step is None:
            continue
        if any(other.id == step.id for other in steps):
            each.at("id").problem(f'there is a step "{step.id}" already', "Give it another id.")
        steps.append(step)
    if not steps and not len(cursor.source.problems):
        cursor.at("steps").problem("the lesson has no steps", "Write at least one.")
    return tuple(steps)


def read_step(cursor: Cursor, texts: Mapping[str, str], files: Mapping[str, str]) -> Step | None:
    if not isinstance(cursor.value, dict):
        cursor.keys(EVERY)
        return None
    kind = cursor.value.get("type")
    if kind not in STEP_TYPES:
        cursor.at("type").problem(f'there is no step type "{kind}"', one_of(STEP_TYPES))
        return None
    cursor.keys(KEYS[kind], REQUIRED[kind])
    step_id = cursor.text("id")
    if not ID.fullmatch(step_id):
        if step_id:
            cursor.at("id").problem(f'"{step_id}" is no id', "Write lower-case words: scale-up.")
        return None
    names = read_names(cursor.at("names"))
    step = Step(
        id=step_id,
        type=kind,
        title=cursor.text("title"),
        text=texts.get(step_id, ""),
        line=cursor.line,
        goals=read_goals(cursor, "goals"),
        names=names,
        run=read_commands(cursor, "run", names, may_wait=False),
        hints=cursor.texts("hints"),
        solution=read_commands(cursor, "solution", names),
        bad_route=read_bad_route(cursor.at("bad_route"), names),
        prediction=read_prediction(cursor) if kind == PREDICT else None,
        spotlight=tuple(read_spotlight(each) for each in spotlights(cursor)),
        start=read_start(cursor.at("start"), files) if cursor.has("start") else None,
        par=int(cursor.number("par", 0, 0, 20)),
    )
    check_step(cursor, step)
    return step


def check_step(cursor: Cursor, step: Step) -> None:
    """What the parts of a step must be to each other."""
    if step.type == DO and cursor.has("hints") and len(step.hints) != HINTS:
        text = f'the step "{step.id}" has {len(step.hints)} hints'
        cure = f"Write {HINTS}: where to look, what is the matter, what to do."
        cursor.at("hints").problem(text, cure)
    if step.type in (DO, WATCH) and isinstance(cursor.at("goals").value, list):
        if not cursor.at("goals").value:
            text = f'the step "{step.id}" has no goals'
            cursor.at("goals").problem(text, "Write at least one.")
        check_goal_ids(cursor, step.goals)
    if step.bad_route is not None:
        known = [each.id for each in step.goals]
        if step.bad_route.breaks not in known:
            text = f'there is no goal "{step.bad_route.breaks}" in the step "{step.id}"'
            cursor.at("bad_route").at("breaks").problem(text, one_of(known))
    check_variables(cursor, step)


def check_goal_ids(cursor: Cursor, goals: tuple[Goal, ...]) -> None:
    seen: set[str] = set()
    for goal in goals:
        if goal.id in seen:
            text = f'there is a goal "{goal.id}" already'
            cursor.at("goals").problem(text, "Give it another id.")
        seen.add(goal.id)


def check_variables(cursor: Cursor, step: Step) -> None:
    """Every `${name}` in text and hints must be picked by the step."""
    for place, text in [("hints", hint) for hint in step.hints] + [("id", step.text)]:
        for name in VARIABLE.findall(text):
            if name not in step.names:
                complaint = f'"${{{name}}}" in the step "{step.id}" is no name'
                cursor.at(place).problem(complaint, "Pick it under `names:` of the step.")


def read_names(cursor: Cursor) -> dict[str, Pick]:
    """`victim: {kind: Pod, metadata: {labels: {app: web}}, index: 0, path: metadata.name}`."""
    found: dict[str, Pick] = {}
    if not isinstance(cursor.value, dict):
        if cursor.value is not None:
            cursor.problem("names must be a mapping", "Write `victim: {kind: Pod, ...}`.")
        return found
    for name in cursor.value:
        each = cursor.at(name)
        if not isinstance(each.value, dict):
            each.problem(f"{name} must be a mapping", "Write `{kind: Pod, ...}`.")
            continue
        own = {key: each.value[key] for key in ("index", "path") if key in each.value}
        rest = {key: value for key, value in each.value.items() if key not in own}
        pattern = read_pattern(Cursor(rest, each.path, each.source))
        if pattern is not None:
            index = int(each.number("index", 0, -50, 50))
            found[name] = Pick(pattern, index, each.text("path", "metadata.name"))
    return found


def read_commands(
    cursor: Cursor, key: str, names: Mapping[str, Any], *, may_wait: bool = True
) -> tuple[Command, ...]:
    """kubectl lines; `wait 5` lets virtual seconds pass where a lesson may do that."""
    found: list[Command] = []
    for each in cursor.items(key):
        line = each.value
        if not isinstance(line, str) or not line.strip():
            each.problem(f"an item of {key} must be a command", "Write a kubectl line.")
            continue
        wait = WAIT.fullmatch(line.strip())
        if wait and may_wait:
            found.append(Command(wait=float(wait[1]), at=each.line))
            continue
        if wait:
            each.problem("a run of the page cannot wait", "Say when to look under `observe:`.")
            continue
        for name in VARIABLE.findall(line):
            if name not in names:
                each.problem(f'"${{{name}}}" is no name', "Pick it under `names:` of the step.")
        check_command(each, line, may_wait=may_wait)
        found.append(Command(line.strip(), at=each.line))
    return tuple(found)


def check_command(cursor: Cursor, line: str, *, may_wait: bool = True) -> None:
    """The line must be one that the terminal knows."""
    plain = VARIABLE.sub("x", line)
    if not plain.strip().startswith("kubectl "):
        cursor.problem(f'"{line}" is no kubectl command', 'Begin it with "kubectl ".')
        return
    try:
        command, _ = find_command(read_line(plain).words)
    except Failure as failure:
        cursor.problem(f'"{line}" cannot be read: {failure.text}', "Write one plain command.")
        return
    if command is None:
        verb = plain.split()[1]
        cure = "`kubectl help` in the terminal lists what there is."
        cursor.problem(f'the terminal knows no "kubectl {verb}"', cure)
    elif not may_wait and command.name in WAITING:
        cursor.problem(
            f'"{line}" waits, and a run of the page must not', "Leave it out of the run."
        )


def read_bad_route(cursor: Cursor, names: Mapping[str, Any]) -> BadRoute | None:
    if cursor.value is None or not cursor.keys(("run", "breaks"), ("run", "breaks")):
        return None
    return BadRoute(read_commands(cursor, "run", names), cursor.text("breaks"))


def spotlights(cursor: Cursor) -> list[Cursor]:
    """One spotlight or a list of them."""
    found = cursor.at("spotlight")
    if found.value is None:
        return []
    return cursor.items("spotlight") if isinstance(found.value, list) else [found]


def read_spotlight(cursor: Cursor) -> Spotlight:
    if not cursor.keys(SPOTLIGHT_KEYS):
        return Spotlight()
    control = cursor.word("control", CONTROLS, "")
    name, selector = cursor.text("name"), cursor.text("selector")
    if cursor.has("kind"):
        written = {"kind": cursor.value["kind"]}
        if selector:
            written["selector"] = selector
        pattern = read_pattern(Cursor(written, cursor.path, cursor.source)) or Pattern("")
        return Spotlight(pattern.kind, name, selector, control)
    if not control:
        cursor.problem("a spotlight needs a kind or a control", "Write `{kind: Pod}`.")
    return Spotlight(control=control)


def read_start(cursor: Cursor, files: Mapping[str, str]) -> Start:
    """The cluster at the beginning."""
    if not isinstance(cursor.value, dict):
        if cursor.value is not None:
            cursor.problem("start must be a mapping", f"Its keys are {', '.join(START_KEYS)}.")
        return Start()
    cursor.keys(START_KEYS)
    manifests = cursor.at("manifests").value
    names = [manifests] if isinstance(manifests, str) else list(cursor.texts("manifests"))
    for name in names:
        if name not in files:
            cure = f"Write it beside lesson.yaml. There is: {', '.join(files) or 'nothing yet'}."
            cursor.at("manifests").problem(f"the file {name} is missing", cure)
    return Start(
        nodes=int(cursor.number("nodes", 3, 0, 20)),
        speed=cursor.number("speed", 1.0, 0.1, 100.0),
        manifests=tuple(name for name in names if name in files),
        run=read_commands(cursor, "run", {}),
        settle=cursor.number("settle", 60.0, 0.0, 3600.0),
    )
