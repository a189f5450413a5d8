"""A number and how it is compared: `3`, `">= 8"`, `"2..4"`.

Example: comparison(">= 8").holds(7) is False; its words are "at least 8".
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

TERM = re.compile(r"\s*(>=|<=|==|!=|>|<|=)?\s*(-?\d+(?:\.\d+)?)\s*")
RANGE = re.compile(r"\s*(\d+)\s*\.\.\s*(\d+)\s*")
COMPARED = re.compile(r"\s*(>=|<=|==|!=|>|<|=)\s*-?\d+(?:\.\d+)?\s*")
TESTS: dict[str, Callable[[float, float], bool]] = {
    ">=": operator.ge,
    "<=": operator.le,
    "==": operator.eq,
    "=": operator.eq,
    "!=": operator.ne,
    ">": operator.gt,
    "<": operator.lt,
}
WORDS = {">=": "at least", "<=": "at most", "!=": "not", ">": "more than", "<": "fewer than"}
CURE = 'Write a number such as 3, or a text such as ">= 8", "< 2" or "2..4".'


class ComparisonError(ValueError):
    """The text is no comparison."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """`low` and `high` belong to a range; else `test` compares with `number`."""

    test: str = ">="
    number: float = 1
    high: float | None = None

    def holds(self, value: float) -> bool:
        if self.high is not None:
            return self.number <= value <= self.high
        return TESTS[self.test](value, self.number)

    @property
    def exact(self) -> int | None:
        """The one number that is wanted, if there is one."""
        is_exact = self.high is None and self.test in ("=", "==")
        return int(self.number) if is_exact else None

    def __str__(self) -> str:
        if self.high is not None:
            return f"{self.number:g} to {self.high:g}"
        word = WORDS.get(self.test)
        return f"{word} {self.number:g}" if word else f"{self.number:g}"


def comparison(value: Any) -> Comparison:
    """Raises ComparisonError."""
    if isinstance(value, bool):
        raise ComparisonError(str(value))
    if isinstance(value, int | float):
        return Comparison("=", value)
    text = str(value)
    span = RANGE.fullmatch(text)
    if span:
        return Comparison("..", float(span[1]), float(span[2]))
    term = TERM.fullmatch(text)
    if not term:
        raise ComparisonError(text)
    return Comparison(term[1] or "=", float(term[2]))


def is_compared(value: Any) -> bool:
    """Whether a text in a manifest is a comparison and no plain value."""
    return isinstance(value, str) and bool(COMPARED.fullmatch(value) or RANGE.fullmatch(value))
