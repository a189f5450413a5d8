"""What a goal is: a pattern that finds objects, how many there must be, and since when.

Example: three new Pods that are ready are `Pattern("Pod", selector="app=web", ready=True, new=True,
count=Comparison("=", 3))` in a Goal whose mode is `now`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from playground.tutorials.goals.comparison import Comparison

NOW, ALWAYS, NEVER, ONCE, WROTE, TRAFFIC = "now", "always", "never", "once", "wrote", "traffic"
HISTORY_MODES = (ALWAYS, NEVER, ONCE)
"""Modes that look at every moment since the step began, not only at the present."""
SINCE = ("step", "lesson")


@dataclass(frozen=True, slots=True)
class Pattern:
    """Finds objects: a partial manifest and what else is asked of them.

    `leaving` None: shutting down or not, as `kubectl get` lists them. `growing` is true for a
    ReplicaSet that wants more Pods than it has."""

    kind: str
    namespace: str = "default"
    name: str = ""
    selector: str = ""
    fields: Mapping[str, Any] = field(default_factory=dict)
    count: Comparison = field(default_factory=Comparison)
    ready: bool | None = None
    shows: tuple[str, ...] = ()
    leaving: bool | None = False
    new: bool | None = None
    owned: bool | None = None
    growing: bool | None = None


@dataclass(frozen=True, slots=True)
class Measure:
    """What a prediction is about: `count` objects, or the `path` of one; now, or its extreme."""

    pattern: Pattern
    path: str = ""
    extreme: str = ""


@dataclass(frozen=True, slots=True)
class Writes:
    """Entries of the journal: who wrote (`user`, `deployment-controller`), and what was done."""

    pattern: Pattern
    by: str = ""
    did: str = ""


@dataclass(frozen=True, slots=True)
class Goal:
    """One thing that must be true. `say` tells it to the learner, `gap` what is missing."""

    id: str
    say: str
    mode: str
    pattern: Pattern
    since: str = "step"
    gap: str = ""
    writes: Writes | None = None
    line: int = 0
