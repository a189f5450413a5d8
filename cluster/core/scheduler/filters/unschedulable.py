"""A cordoned node takes no new Pods, unless they tolerate the taint that goes with it.

Example: after `kubectl cordon node-1` the reason is `node(s) were unschedulable`.
Mirrors: kubernetes scheduler/framework/plugins/nodeunschedulable.
"""

from __future__ import annotations

from cluster.core.nodes import UNSCHEDULABLE
from cluster.core.objects import Node
from cluster.core.scheduler.ask import Ask
from cluster.core.scheduler.plugin import Filter, Refusal
from cluster.core.tolerations import is_tolerated

TAINT = {"key": UNSCHEDULABLE, "effect": "NoSchedule"}
REFUSAL = Refusal(("node(s) were unschedulable",))


def applies(ask: Ask) -> bool:
    return ask.fleet.has_unschedulable


def refuse(ask: Ask, node: Node) -> Refusal | None:
    if node.is_unschedulable and not is_tolerated(TAINT, ask.tolerations):
        return REFUSAL
    return None


FILTER = Filter("NodeUnschedulable", applies, refuse)
