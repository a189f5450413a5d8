"""What a prediction is about, read off a scene, and whether an answer fits it.

Example: measured(Measure(Pattern("Pod", selector="app=web", leaving=None)), scene, 0) is 4 while
the deleted Pod is still shutting down; fits_answer(">= 4", 4) is True.
"""

from __future__ import annotations

from fnmatch import fnmatchcase
from typing import Any

from playground.tutorials.goals.comparison import comparison, is_compared
from playground.tutorials.goals.finding import find
from playground.tutorials.goals.model import Measure
from playground.tutorials.goals.partial import is_number
from playground.tutorials.goals.scene import Scene


def measured(measure: Measure, scene: Scene, since: int) -> Any:
    """The number of objects, or the field of the first of them (0 when it is absent)."""
    found = find(measure.pattern, scene, since)
    if not measure.path:
        return len(found)
    value: Any = found[0].manifest if found else {}
    for part in measure.path.split("."):
        value = value.get(part) if isinstance(value, dict) else None
    return 0 if value is None else value


def more_extreme(extreme: str, known: Any, value: Any) -> Any:
    """The lower (or higher) of two numbers."""
    if known is None or not is_number(value):
        return value if known is None else known
    return min(known, value) if extreme == "lowest" else max(known, value)


def fits_answer(answer: Any, value: Any) -> bool:
    """Whether the value is what an answer claims."""
    if is_compared(answer):
        return is_number(value) and comparison(answer).holds(value)
    if isinstance(answer, bool) or isinstance(value, bool):
        return answer is value
    if is_number(answer) and is_number(value):
        return bool(answer == value)
    return fnmatchcase(str(value), str(answer))
