"""Whether goals are met, and what is missing, told in words.

A goal about the present is asked of the scene as it is. A goal about every moment since the step
began is asked after each change; what it found is kept in its `Mark`, which a learner's progress
stores, so that nothing has to be read again.
Example: verdict(goal, scene, Mark(), 0) for 3 ready Pods of which 2 are there has the words
"2 of 3 ready Pods with app=web".
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from playground.tutorials.goals.finding import find, fits, is_named
from playground.tutorials.goals.model import (
    ALWAYS,
    HISTORY_MODES,
    NEVER,
    NOW,
    ONCE,
    TRAFFIC,
    WROTE,
    Goal,
)
from playground.tutorials.goals.partial import Difference, differences
from playground.tutorials.goals.scene import Scene, Seen, decode
from playground.tutorials.goals.wording import missing, plural


@dataclass(slots=True)
class Mark:
    """What a goal about the past has found: the first moment against it (or for it)."""

    at: float | None = None
    count: int = 0
    words: str = ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """A goal held against the cluster. `is_lost`: nothing that follows can make it true again."""

    id: str
    say: str
    is_met: bool
    is_lost: bool = False
    words: str = ""
    at: float | None = None
    have: int = 0


def watch(goal: Goal, scene: Scene, mark: Mark, since: int, change: Any = None) -> None:
    """Take note of one moment for a goal about the past. `change` led to it, if one did."""
    if goal.mode == WROTE:
        if change is not None and wrote(goal, change, scene, since):
            mark.count += 1
        return
    if goal.mode not in HISTORY_MODES or mark.at is not None:
        return
    if change is not None and change.kind != goal.pattern.kind:
        return
    found = find(goal.pattern, scene, since)
    holds = goal.pattern.count.holds(len(found))
    if holds is (goal.mode != ALWAYS):
        mark.at = scene.time
        mark.count = len(found)
        mark.words = gap_of(goal, scene, len(found), since)


def wrote(goal: Goal, change: Any, scene: Scene, since: int) -> bool:
    """Whether a change is one that the goal counts. A deletion begins with a mark on the object."""
    assert goal.writes is not None
    if change.kind != goal.pattern.kind or not change.by.startswith(goal.writes.by):
        return False
    if goal.writes.did != ("DELETED" if begins_deletion(change) else change.type):
        return False
    known = scene.get(change.kind, change.namespace, change.name)
    seen = Seen(bytes(change.object), change.revision if known is None else known.born)
    return fits(replace(goal.pattern, leaving=None), seen, since)


def begins_deletion(change: Any) -> bool:
    """Whether a user's write marked an object for deletion that had no mark before."""
    if change.type != "MODIFIED" or not change.before:
        return False
    before = decode(bytes(change.before))["metadata"]
    now = decode(bytes(change.object))["metadata"]
    return "deletionTimestamp" in now and "deletionTimestamp" not in before


def verdict(goal: Goal, scene: Scene, mark: Mark, since: int) -> Verdict:
    """The goal as it stands now."""
    if goal.mode == NOW:
        have = len(find(goal.pattern, scene, since))
        if goal.pattern.count.holds(have):
            return Verdict(goal.id, goal.say, is_met=True, have=have)
        words = goal.gap.replace("{have}", str(have)) or gap_of(goal, scene, have, since)
        return Verdict(goal.id, goal.say, is_met=False, words=words, have=have)
    if goal.mode == WROTE:
        is_met = goal.pattern.count.holds(mark.count)
        words = "" if is_met else f"{mark.count} of {goal.pattern.count} such writes."
        return Verdict(goal.id, goal.say, is_met, words=words, have=mark.count)
    if goal.mode == ONCE:
        is_met = mark.at is not None
        words = "" if is_met else goal.gap or "Not yet."
        return Verdict(goal.id, goal.say, is_met, words=words, at=mark.at, have=mark.count)
    if goal.mode == TRAFFIC:
        return verdict_on_traffic(goal, mark)
    is_lost = mark.at is not None
    words = goal.gap.replace("{have}", str(mark.count)) or mark.words if is_lost else ""
    return Verdict(goal.id, goal.say, not is_lost, is_lost, words, mark.at, mark.count)


def verdict_on_traffic(goal: Goal, mark: Mark) -> Verdict:
    """Requests that failed cannot be taken back: too many of them, and the goal is lost."""
    is_met = goal.pattern.count.holds(mark.count)
    noun = "request" if mark.count == 1 else "requests"
    words = "" if is_met else f"{mark.count} {noun} failed, wanted {goal.pattern.count}."
    is_lost = not is_met and not goal.pattern.count.holds(mark.count + 1)
    return Verdict(goal.id, goal.say, is_met, is_lost, words, mark.at, mark.count)


def gap_of(goal: Goal, scene: Scene, have: int, since: int) -> str:
    """What is missing: field by field for one named object, in numbers for many."""
    pattern = goal.pattern
    if goal.mode == NEVER:
        return f"There {'was' if have == 1 else 'were'} {have} {plural(pattern, have)}."
    if not pattern.name or pattern.count.holds(0):
        return missing(pattern, have)
    named = [each for each in scene.of(pattern.kind) if is_named(pattern, each)]
    if not named:
        return f"There is no {pattern.kind} {pattern.name}."
    return told(pattern.kind, pattern.name, differences(pattern.fields, named[0].manifest)) or (
        missing(pattern, have)
    )


def told(kind: str, name: str, found: Iterable[Difference]) -> str:
    """The first few differences as one sentence."""
    parts = [str(each) for each in list(found)[:2]]
    return f"{kind} {name}: {'; '.join(parts)}." if parts else ""
