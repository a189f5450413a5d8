"""The shape of the scheduler's plugins: a filter refuses nodes, a score prefers some.

`applies` is asked once for a Pod and must be cheap; a plugin that does not apply costs no more.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from cluster.core.objects import Node
from cluster.core.scheduler.ask import Ask


class Refusal(NamedTuple):
    """Why a node cannot take the Pod, in Kubernetes' words.

    `may_help` is true when removing other Pods could make room (S9)."""

    reasons: tuple[str, ...]
    may_help: bool = False


@dataclass(frozen=True, slots=True)
class Filter:
    """A rule that a node must pass."""

    name: str
    applies: Callable[[Ask], bool]
    refuse: Callable[[Ask, Node], Refusal | None]


@dataclass(frozen=True, slots=True)
class Score:
    """A preference: a number from 0 to 100 for each node that passed, times the weight."""

    name: str
    weight: int
    applies: Callable[[Ask], bool]
    score: Callable[[Ask, Sequence[Node]], list[int]]


def normalised(raw: Sequence[float], *, reverse: bool = False) -> list[int]:
    """Scaled so that the largest is 100; reversed, the smallest gets 100 and the largest 0."""
    top = max(raw, default=0)
    if top <= 0:
        return [100 if reverse else 0] * len(raw)
    scaled = [int(100 * each / top) for each in raw]
    return [100 - each for each in scaled] if reverse else scaled
