"""The scores with their weights (S4): each gives 0 to 100 for every node that passed filters."""

from __future__ import annotations

from cluster.core.scheduler.plugin import Score
from cluster.core.scheduler.scores import (
    image_locality,
    node_affinity,
    pod_affinity,
    resources,
    taints,
    topology_spread,
)

SCORES: tuple[Score, ...] = (
    taints.SCORE,
    node_affinity.SCORE,
    topology_spread.SCORE,
    pod_affinity.SCORE,
    resources.SCORE,
    image_locality.SCORE,
)
