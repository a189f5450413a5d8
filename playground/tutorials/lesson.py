"""A lesson as the rest of the product sees it: read, checked, unchangeable.

Example: `catalogue.find("01-desired-state").steps[2].goals` are the goals of its third step.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from playground.tutorials.goals.model import Goal, Measure, Pattern

READ, PREDICT, DO, WATCH = "read", "predict", "do", "watch"
STEP_TYPES = (READ, PREDICT, DO, WATCH)
HINTS = 3


@dataclass(frozen=True, slots=True)
class Command:
    """A kubectl line, or (in what only the checker and the start run) a pause in virtual
    seconds. `at` is its line in lesson.yaml."""

    line: str = ""
    wait: float = 0.0
    at: int = 0


@dataclass(frozen=True, slots=True)
class Pick:
    """An object whose name a step uses as `${victim}`: the oldest that fits, or another one."""

    pattern: Pattern
    index: int = 0
    path: str = "metadata.name"


@dataclass(frozen=True, slots=True)
class Observe:
    """When the answer is read off: `after` virtual seconds, or when goals hold, but at the latest
    `within`."""

    measure: Measure | None
    after: float | None = None
    until: tuple[Goal, ...] = ()
    within: float = 120.0


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer: what it claims (`answer` of the measure, or goals that hold), and why (not)."""

    label: str
    because: str
    is_right: bool
    answer: Any = None
    when: tuple[Goal, ...] = ()


@dataclass(frozen=True, slots=True)
class Prediction:
    """A question that is answered before the run and held against it afterwards."""

    question: str
    choices: tuple[Choice, ...]
    observe: Observe
    button: str = "Lock in and run"


@dataclass(frozen=True, slots=True)
class BadRoute:
    """A way that looks right and must break the goal `breaks`, else that goal is worth nothing."""

    run: tuple[Command, ...]
    breaks: str


@dataclass(frozen=True, slots=True)
class Spotlight:
    """What a step speaks of: objects of the cluster, or a control by its name."""

    kind: str = ""
    name: str = ""
    selector: str = ""
    control: str = ""


@dataclass(frozen=True, slots=True)
class Start:
    """The cluster a lesson (or a step of an examination) begins with."""

    nodes: int = 3
    speed: float = 1.0
    manifests: tuple[str, ...] = ()
    run: tuple[Command, ...] = ()
    settle: float = 60.0


@dataclass(frozen=True, slots=True)
class Step:
    """One step. Which fields are used follows from its type."""

    id: str
    type: str
    title: str
    text: str
    line: int = 0
    goals: tuple[Goal, ...] = ()
    names: dict[str, Pick] = field(default_factory=dict)
    run: tuple[Command, ...] = ()
    hints: tuple[str, ...] = ()
    solution: tuple[Command, ...] = ()
    bad_route: BadRoute | None = None
    prediction: Prediction | None = None
    spotlight: tuple[Spotlight, ...] = ()
    start: Start | None = None
    par: int = 0


@dataclass(frozen=True, slots=True)
class Debrief:
    """What stays: the idea, how it is in production, the commands that are known now."""

    text: str
    production: str
    commands: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Lesson:
    """A whole lesson. `files` are its manifests by name, as `kubectl apply -f` finds them."""

    slug: str
    title: str
    summary: str
    minutes: int
    learn: tuple[str, ...]
    needs: tuple[str, ...]
    start: Start
    steps: tuple[Step, ...]
    debrief: Debrief
    files: dict[str, str] = field(default_factory=dict)
    is_exam: bool = False

    def step(self, step_id: str) -> Step | None:
        return next((each for each in self.steps if each.id == step_id), None)

    def start_of(self, index: int) -> tuple[int, Start]:
        """The last start at or before a step, and the index of the step that has it."""
        for each in range(index, -1, -1):
            found = self.steps[each].start
            if found is not None:
                return each, found
        return 0, self.start
