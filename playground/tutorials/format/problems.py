"""What is wrong with a lesson, said so that its writer can mend it: file, line, fault, cure.

Example: `lesson.yaml:14: there is no step type "doo". Write one of: read, predict, do, watch.`
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from difflib import get_close_matches


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault. `line` is 0 when the whole file is meant."""

    file: str
    line: int
    text: str
    cure: str

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        return f"{place}: {self.text}. {self.cure}"


@dataclass(slots=True)
class Problems:
    """Collects the faults of one lesson, so that its writer sees all of them at once."""

    found: list[Problem] = field(default_factory=list)

    def add(self, file: str, line: int, text: str, cure: str) -> None:
        self.found.append(Problem(file, line, text, cure))

    def __len__(self) -> int:
        return len(self.found)


class LessonError(Exception):
    """A lesson that cannot be used, with everything that is wrong with it."""

    def __init__(self, slug: str, problems: Iterable[Problem]) -> None:
        self.slug = slug
        self.problems = list(problems)
        super().__init__("\n".join(str(each) for each in self.problems))


def one_of(words: Iterable[str]) -> str:
    """The cure for a word that is none of some: `Write one of: read, do.`"""
    return f"Write one of: {', '.join(words)}."


def did_you_mean(word: str, words: Iterable[str]) -> str:
    """The same, with the likeliest one first when the word looks mistyped."""
    known = list(words)
    near = get_close_matches(word, known, n=1)
    return f'Did you mean "{near[0]}"?' if near else one_of(known)
