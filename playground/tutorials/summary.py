"""How far somebody is, for a wall or a list: what the classroom asks of the lessons.

Example: summaries(["<visitor's digest>"]) gives {digest: Summary(slug="01-desired-state", ...)}.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from playground.tutorials import catalogue
from playground.tutorials.models import Device, Progress


@dataclass(frozen=True, slots=True)
class Summary:
    """A learner in the lesson they moved in last. `moved_at` is seconds since the epoch; `tries`
    counts how often the present step was begun again."""

    slug: str
    title: str
    cluster: str
    index: int
    total: int
    done: int
    step_title: str
    moved_at: float
    hints_left: bool
    tries: int
    is_finished: bool


def summaries(visitors: Iterable[str]) -> dict[str, Summary]:
    """The latest lesson of each visitor that is in one."""
    devices = Device.objects.filter(visitor__in=list(visitors))
    by_learner: dict[int, list[str]] = {}
    for visitor, learner in devices.values_list("visitor", "learner_id"):
        by_learner.setdefault(learner, []).append(visitor)
    rows = Progress.objects.filter(learner_id__in=list(by_learner)).order_by("moved_at")
    found: dict[str, Summary] = {}
    for row in rows:
        summary = summary_of(row)
        for visitor in by_learner[row.learner_id] if summary else ():
            assert summary is not None
            found[visitor] = summary
    return found


def summaries_by_cluster(cluster_ids: Iterable[str]) -> dict[str, Summary]:
    """The lessons that are played on these clusters."""
    rows = Progress.objects.filter(cluster_id__in=list(cluster_ids))
    found = {str(row.cluster_id): summary_of(row) for row in rows}
    return {cluster: summary for cluster, summary in found.items() if summary is not None}


def summary_of(row: Progress) -> Summary | None:
    """None when there is no such lesson any more."""
    lesson = catalogue.find(row.slug)
    if lesson is None:
        return None
    index = min(row.index, len(lesson.steps) - 1)
    step = lesson.steps[index]
    known = row.steps.get(step.id, {})
    done = sum(bool(row.steps.get(each.id, {}).get("done")) for each in lesson.steps)
    return Summary(
        slug=lesson.slug,
        title=lesson.title,
        cluster=str(row.cluster_id or ""),
        index=index,
        total=len(lesson.steps),
        done=done,
        step_title=step.title or step.id,
        moved_at=seconds(row.moved_at),
        hints_left=known.get("hints", 0) < len(step.hints) or not step.hints,
        tries=known.get("tries", 0),
        is_finished=done == len(lesson.steps),
    )


def seconds(moment: datetime.datetime) -> float:
    return moment.timestamp()
