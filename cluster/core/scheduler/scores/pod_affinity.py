"""Preferred pod affinity and anti-affinity: near those a Pod likes, away from the others.

Mirrors: kubernetes scheduler/framework/plugins/interpodaffinity/scoring.go.
Differs: the preferences of Pods that are already there do not count.
"""

from __future__ import annotations

from collections.abc import Sequence

from cluster.core.objects import Node
from cluster.core.scheduler.ask import Ask
from cluster.core.scheduler.neighbours import PREFERRED, domains, selected, terms
from cluster.core.scheduler.plugin import Score

SIGNS = {"podAffinity": 1, "podAntiAffinity": -1}


def applies(ask: Ask) -> bool:
    return "affinity" in ask.spec and any(terms(ask.spec, kind, PREFERRED) for kind in SIGNS)


def score(ask: Ask, nodes: Sequence[Node]) -> list[int]:
    sums = [0] * len(nodes)
    for kind, sign in SIGNS.items():
        for weighted in terms(ask.spec, kind, PREFERRED):
            term = weighted["podAffinityTerm"]
            counts = domains(
                ask.view, term["topologyKey"], selected(ask.view, term, ask.pod.namespace)
            )
            for index, node in enumerate(nodes):
                here = counts[node.labels.get(term["topologyKey"], "")]
                sums[index] += sign * weighted["weight"] * here
    return between(sums)


def between(sums: Sequence[int]) -> list[int]:
    """The smallest sum gets 0, the largest 100."""
    bottom, top = min(sums), max(sums)
    if top == bottom:
        return [0] * len(sums)
    return [100 * (each - bottom) // (top - bottom) for each in sums]


SCORE = Score("InterPodAffinity", 2, applies, score)
