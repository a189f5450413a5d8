"""Fewer PreferNoSchedule taints that the Pod does not tolerate are better.

Mirrors: kubernetes scheduler/framework/plugins/tainttoleration (Score).
"""

from __future__ import annotations

from collections.abc import Sequence

from cluster.core.objects import Node
from cluster.core.scheduler.ask import Ask
from cluster.core.scheduler.plugin import Score, normalised
from cluster.core.tolerations import is_tolerated


def applies(ask: Ask) -> bool:
    return ask.fleet.has_preferences


def score(ask: Ask, nodes: Sequence[Node]) -> list[int]:
    return normalised([disliked(ask, node) for node in nodes], reverse=True)


def disliked(ask: Ask, node: Node) -> int:
    """How many of the node's soft taints the Pod does not tolerate."""
    return sum(
        taint.get("effect") == "PreferNoSchedule" and not is_tolerated(taint, ask.tolerations)
        for taint in node.taints
    )


SCORE = Score("TaintToleration", 3, applies, score)
