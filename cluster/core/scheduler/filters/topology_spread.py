"""Topology spread with DoNotSchedule: no domain may run ahead of the emptiest by more than maxSkew.

Example: 3 zones with 2, 1 and 1 Pods, maxSkew 1: the first zone would have 3 against 1 and is
refused with `node(s) didn't match pod topology spread constraints`.
Mirrors: kubernetes scheduler/framework/plugins/podtopologyspread.
Differs: minDomains and the inclusion policies are not read; nodes that the Pod's selector refuses
do not count.
"""

from __future__ import annotations

from collections import Counter

from cluster.core.objects import Manifest, Node
from cluster.core.scheduler.ask import Ask
from cluster.core.scheduler.filters import node_affinity
from cluster.core.scheduler.neighbours import domains, means, selected
from cluster.core.scheduler.plugin import Filter, Refusal

MISSING_LABEL = Refusal(
    ("node(s) didn't match pod topology spread constraints (missing required label)",)
)
TOO_FAR_AHEAD = Refusal(("node(s) didn't match pod topology spread constraints",), may_help=True)


def constraints(ask: Ask) -> list[Manifest]:
    return [
        each
        for each in ask.spec.get("topologySpreadConstraints") or ()
        if each.get("whenUnsatisfiable", "DoNotSchedule") == "DoNotSchedule"
    ]


def applies(ask: Ask) -> bool:
    return bool(constraints(ask))


def refuse(ask: Ask, node: Node) -> Refusal | None:
    for constraint in constraints(ask):
        domain = node.labels.get(constraint["topologyKey"])
        if domain is None:
            return MISSING_LABEL
        counts = counted(ask, constraint)
        own = 1 if means(constraint, ask.pod.namespace, ask.pod) else 0
        if counts[domain] + own - min(counts.values()) > constraint["maxSkew"]:
            return TOO_FAR_AHEAD
    return None


def counted(ask: Ask, constraint: Manifest) -> Counter[str]:
    """Matching Pods for each domain that the Pod could use; empty domains count as 0."""
    key = constraint["topologyKey"]
    usable = [node for node in ask.fleet.nodes if is_usable(ask, node) and key in node.labels]
    counts = domains(ask.view, key, selected(ask.view, constraint, ask.pod.namespace))
    return Counter({node.labels[key]: counts[node.labels[key]] for node in usable})


def is_usable(ask: Ask, node: Node) -> bool:
    return not node_affinity.applies(ask) or node_affinity.refuse(ask, node) is None


FILTER = Filter("PodTopologySpread", applies, refuse)
