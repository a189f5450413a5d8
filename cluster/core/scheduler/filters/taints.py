"""A node's NoSchedule and NoExecute taints keep Pods away that do not tolerate them.

Example: a silent node is tainted `node.kubernetes.io/unreachable:NoSchedule`; its reason in the
event is `node(s) had untolerated taint(s)`, without naming the taint (SURPRISES 14).
Mirrors: kubernetes scheduler/framework/plugins/tainttoleration.
"""

from __future__ import annotations

from cluster.core.objects import Node
from cluster.core.scheduler.ask import Ask
from cluster.core.scheduler.plugin import Filter, Refusal
from cluster.core.tolerations import BLOCKING, untolerated

REFUSAL = Refusal(("node(s) had untolerated taint(s)",))


def applies(ask: Ask) -> bool:
    return ask.fleet.has_taints


def refuse(ask: Ask, node: Node) -> Refusal | None:
    if node.taints and untolerated(node.taints, ask.tolerations, BLOCKING):
        return REFUSAL
    return None


FILTER = Filter("TaintToleration", applies, refuse)
