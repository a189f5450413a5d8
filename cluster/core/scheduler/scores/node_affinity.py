"""Preferred node affinity: the sum of the weights of the terms that a node matches.

Mirrors: kubernetes scheduler/framework/plugins/nodeaffinity (Score).
"""

from __future__ import annotations

from collections.abc import Sequence

from cluster.core.objects import Manifest, Node
from cluster.core.scheduler.ask import Ask
from cluster.core.scheduler.node_terms import matches
from cluster.core.scheduler.plugin import Score, normalised


def preferred(ask: Ask) -> list[Manifest]:
    affinity = ask.affinity.get("nodeAffinity") or {}
    return affinity.get("preferredDuringSchedulingIgnoredDuringExecution") or []


def applies(ask: Ask) -> bool:
    return "affinity" in ask.spec and bool(preferred(ask))


def score(ask: Ask, nodes: Sequence[Node]) -> list[int]:
    terms = preferred(ask)
    return normalised(
        [
            sum(term["weight"] for term in terms if matches(term["preference"], node))
            for node in nodes
        ]
    )


SCORE = Score("NodeAffinity", 2, applies, score)
