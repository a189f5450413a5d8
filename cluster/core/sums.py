"""A sum as a learner reads it: a question, one row for each term, a line, the result.

The words are whole, the numbers are those of the rule; nothing is computed here. `tone` says what
the result means: `ok` something may happen, `wait` nothing may.

Example: Sum("Why does no old Pod go?", "deployment-controller", (Term("", "Pods asked for", 13),
Term("−", "floor", 8), Term("−", "new, not available", 5)), Term("=", "old Pods that may go", 0),
"wait").
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

MINUS = "\N{MINUS SIGN}"
Tone = Literal["ok", "wait"]


@dataclass(frozen=True, slots=True)
class Term:
    """One row: its sign, what it counts, how many."""

    sign: str
    words: str
    value: int


@dataclass(frozen=True, slots=True)
class Sum:
    """The sum that somebody (`by`) answers a question with; `note` says what follows."""

    question: str
    by: str
    terms: tuple[Term, ...]
    result: Term
    tone: Tone
    note: str = ""
