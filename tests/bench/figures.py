"""One line of a benchmark's table: a figure, its unit, and the budget that it keeps or breaks."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass
class Figure:
    """One line of the table. A budget is the most that is allowed, or the least (`is_floor`)."""

    name: str
    value: float
    unit: str
    budget: float | None
    is_floor: bool = False

    @property
    def is_kept(self) -> bool:
        if self.budget is None:
            return True
        return self.value >= self.budget if self.is_floor else self.value <= self.budget

    @property
    def verdict(self) -> str:
        if self.budget is None:
            return ""
        if self.is_kept:
            return "ok"
        ratio = self.budget / self.value if self.is_floor else self.value / self.budget
        return f"{'short' if self.is_floor else 'over'} by {ratio:.2f}x"


def report(figures: list[Figure]) -> list[Figure]:
    for figure in figures:
        word = "at least" if figure.is_floor else "budget"
        budget = "" if figure.budget is None else f"{word} {figure.budget:g} {figure.unit}"
        print(
            f"{figure.name:52} {figure.value:10.2f} {figure.unit:4} {budget:18} {figure.verdict}",
            flush=True,
        )
    return figures
