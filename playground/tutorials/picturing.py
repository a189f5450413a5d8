"""A goal as tiles: how many Pods it wants, and which Pods are there to be compared with it.

Example: 3 Pods wanted, one of them new: want is three tiles, one with `new`; now names web's Pods.
"""

from __future__ import annotations

from typing import Any

from playground.tutorials.following import Follower
from playground.tutorials.goals.finding import is_named
from playground.tutorials.goals.model import NOW, Pattern

MOST_TILES = 16


def picture_of(follower: Follower) -> dict[str, Any] | None:
    """The tiles of the first goal that wants a number of Pods; None when none does."""
    for goal in follower.step.goals:
        wanted = goal.pattern.count.exact
        if goal.mode == NOW and goal.pattern.kind == "Pod" and wanted:
            there = [each for each in follower.scene.of("Pod") if is_named(goal.pattern, each)]
            image, new = image_of(goal.pattern), new_ones(follower, wanted)
            tiles = [{"image": image, "new": index < new} for index in range(wanted)]
            return {
                "want": tiles[:MOST_TILES],
                "now": [each.name for each in there][:MOST_TILES],
            }
    return None


def new_ones(follower: Follower, wanted: int) -> int:
    """How many of the wanted Pods must be new, as far as a goal says."""
    asked = [
        goal.pattern.count.number
        for goal in follower.step.goals
        if goal.mode == NOW and goal.pattern.kind == "Pod" and goal.pattern.new
    ]
    return min(wanted, int(max(asked, default=0)))


def image_of(pattern: Pattern) -> str:
    """The image that the pattern asks for; "" for any."""
    containers = (pattern.fields.get("spec") or {}).get("containers") or [{}]
    image = containers[0].get("image", "") if isinstance(containers[0], dict) else ""
    return "" if "*" in image else str(image)
