"""The filters, in the order in which a node is asked; the first refusal counts (S2).

Differs: there is no filter for the node's name: a Pod that names its node never comes here (S12).
"""

from __future__ import annotations

from cluster.core.scheduler.filters import (
    host_ports,
    node_affinity,
    pod_affinity,
    resources,
    taints,
    topology_spread,
    unschedulable,
)
from cluster.core.scheduler.plugin import Filter

FILTERS: tuple[Filter, ...] = (
    unschedulable.FILTER,
    taints.FILTER,
    node_affinity.FILTER,
    host_ports.FILTER,
    resources.FILTER,
    topology_spread.FILTER,
    pod_affinity.FILTER,
)
