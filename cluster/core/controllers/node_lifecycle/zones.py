"""How disturbed a zone is, and how fast its nodes may be tainted NoExecute (SPEC N6, N7).

More than two lost nodes that make 55 % or more of a zone look like trouble of the network, not of
the nodes: then fewer Pods are driven out, or none. When every zone is dark nothing is driven out at
all, and what was tainted is released.

Example: 2 of 3 nodes lost is normal (not more than two), 3 of 5 is partial: no new taints.
Mirrors: kubernetes pkg/controller/nodelifecycle (ComputeZoneState, setLimiterInZone).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from cluster.core.nodes import zone_of
from cluster.core.objects import Node

NORMAL_RATE = 0.1
LARGE_ZONE_RATE = 0.01
LARGE_ZONE = 50
UNHEALTHY_SHARE = 0.55
FEW = 2


@dataclass(frozen=True, slots=True)
class Zone:
    """Ready and lost nodes of one zone."""

    ready: int
    not_ready: int

    @property
    def state(self) -> str:
        """normal, partial or full (no ready node at all)."""
        if self.ready == 0 and self.not_ready > 0:
            return "full"
        share = self.not_ready / max(1, self.ready + self.not_ready)
        return "partial" if self.not_ready > FEW and share >= UNHEALTHY_SHARE else "normal"

    def rate(self, *, is_all_dark: bool) -> float:
        """NoExecute taints per second; 0 is none."""
        if is_all_dark:
            return 0.0
        if self.state == "partial":
            return LARGE_ZONE_RATE if self.ready + self.not_ready > LARGE_ZONE else 0.0
        return NORMAL_RATE


def zones_of(nodes: Iterable[Node]) -> dict[str, Zone]:
    """Every zone with its counts."""
    zones: dict[str, Zone] = {}
    for node in nodes:
        name = zone_of(node)
        zone = zones.get(name, Zone(0, 0))
        zones[name] = Zone(zone.ready + node.is_ready, zone.not_ready + (not node.is_ready))
    return zones


def is_all_dark(zones: dict[str, Zone]) -> bool:
    """True when no zone has a ready node."""
    return all(zone.state == "full" for zone in zones.values())
