"""Spread: a node, or zone, that has fewer Pods of the same set is better (S7).

A Pod's own ScheduleAnyway constraints count; a Pod of a set without constraints gets the default:
host with maxSkew 3 and zone with maxSkew 5. A domain's Pods are weighed with the logarithm of the
number of domains, so that the many nodes do not drown the few zones.

Example: three nodes with 2, 1 and 0 Pods of the set score 0, 50 and 100.
Mirrors: kubernetes scheduler/framework/plugins/podtopologyspread/scoring.go.
Differs: the default counts the Pods of the Pod's owner; a Service without owner does not spread.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from math import log

from cluster.core.nodes import HOSTNAME, zone_of
from cluster.core.objects import Manifest, Node
from cluster.core.scheduler.ask import Ask
from cluster.core.scheduler.neighbours import domains, selected
from cluster.core.scheduler.plugin import Score

HOST_SKEW = 3
ZONE_SKEW = 5


def soft(ask: Ask) -> list[Manifest]:
    return [
        each
        for each in ask.spec.get("topologySpreadConstraints") or ()
        if each.get("whenUnsatisfiable") == "ScheduleAnyway"
    ]


def applies(ask: Ask) -> bool:
    if ask.spec.get("topologySpreadConstraints"):
        return bool(soft(ask))
    return ask.pod.controller_uid is not None


def score(ask: Ask, nodes: Sequence[Node]) -> list[int]:
    if ask.spec.get("topologySpreadConstraints"):
        return spread(own_sums(ask, nodes))
    return spread(default_sums(ask, nodes))


def spread(sums: Sequence[float]) -> list[int]:
    """The fullest node gets what is left of 100 to the emptiest, the emptiest 100."""
    rounded = [round(each) for each in sums]
    top, bottom = max(rounded), min(rounded)
    if top == 0:
        return [100] * len(rounded)
    return [100 * (top + bottom - each) // top for each in rounded]


def default_sums(ask: Ask, nodes: Sequence[Node]) -> list[float]:
    """The set's Pods on each node, and in its zone."""
    placed: Counter[str] = ask.view.tally(ask.pod.controller_uid or "").nodes
    weight = log(len(nodes) + 2)
    sums = [placed[node.name] * weight + HOST_SKEW - 1 for node in nodes]
    zones = ask.fleet.zones
    if len(zones) > 1:
        in_zone: Counter[str] = Counter()
        for node in ask.fleet.nodes:
            in_zone[zone_of(node)] += placed[node.name]
        zone_weight = log(len(zones) + 2)
        for index, node in enumerate(nodes):
            zone = zone_of(node)
            if zone:
                sums[index] += in_zone[zone] * zone_weight + ZONE_SKEW - 1
    return sums


def own_sums(ask: Ask, nodes: Sequence[Node]) -> list[float]:
    """The Pod's own constraints, each with the Pods that its selector means."""
    sums = [0.0] * len(nodes)
    for constraint in soft(ask):
        key = constraint["topologyKey"]
        counts = domains(ask.view, key, selected(ask.view, constraint, ask.pod.namespace))
        present = {node.labels[key] for node in nodes if key in node.labels}
        size = len(nodes) if key == HOSTNAME else len(present)
        for index, node in enumerate(nodes):
            if key in node.labels:
                sums[index] += counts[node.labels[key]] * log(size + 2) + constraint["maxSkew"] - 1
    return sums


SCORE = Score("PodTopologySpread", 2, applies, score)
