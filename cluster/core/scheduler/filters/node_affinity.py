"""nodeSelector and required node affinity: the labels that a node must have.

Example: nodeSelector disk=ssd refuses all other nodes with
`node(s) didn't match Pod's node affinity/selector`.
Mirrors: kubernetes scheduler/framework/plugins/nodeaffinity.
"""

from __future__ import annotations

from cluster.core.objects import Manifest, Node
from cluster.core.scheduler.ask import Ask
from cluster.core.scheduler.node_terms import matches_any
from cluster.core.scheduler.plugin import Filter, Refusal

REFUSAL = Refusal(("node(s) didn't match Pod's node affinity/selector",))


def required(ask: Ask) -> Manifest:
    affinity = ask.affinity.get("nodeAffinity") or {}
    return affinity.get("requiredDuringSchedulingIgnoredDuringExecution") or {}


def applies(ask: Ask) -> bool:
    return bool(ask.spec.get("nodeSelector") or required(ask))


def refuse(ask: Ask, node: Node) -> Refusal | None:
    wanted = ask.spec.get("nodeSelector") or {}
    if any(node.labels.get(key) != value for key, value in wanted.items()):
        return REFUSAL
    affinity = required(ask)
    if affinity and not matches_any(affinity.get("nodeSelectorTerms") or (), node):
        return REFUSAL
    return None


FILTER = Filter("NodeAffinity", applies, refuse)
