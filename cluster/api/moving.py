"""The parts of objects that follow the cluster's clock and are filled in when somebody reads.

A Clock's `status.now`, a Lease's `renewTime` and a Node's heartbeats move all the time; writing
them down every few seconds would be all that a quiet cluster does.

Example: the Clock's `status.now` is the cluster's time at the moment of the request.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import Any

import msgspec

from cluster.core import leases
from cluster.core.objects import Manifest, Node
from cluster.core.timestamps import format_time
from cluster.store import clusters, orm
from cluster.store.clock import wall_time

decode: Any = msgspec.json.Decoder(dict).decode


class Moment:
    """The cluster's time, read once, and what else a rendering asks. For reader threads."""

    def __init__(self, cluster_id: str) -> None:
        self._cluster_id = cluster_id

    @cached_property
    def _standing(self) -> tuple[float, str]:
        row = clusters.find(self._cluster_id)
        if row is None:
            raise orm.UnknownClusterError(self._cluster_id)
        return orm.clock_reading(row).now(wall_time()), row.seed

    @property
    def now(self) -> float:
        """Raises UnknownClusterError."""
        return self._standing[0]

    @property
    def seed(self) -> str:
        """Raises UnknownClusterError."""
        return self._standing[1]

    def node(self, name: str) -> Node | None:
        row = orm.read_object(self._cluster_id, "Node", "", name)
        return None if row is None else Node(decode(row.body), decode(row.sim) if row.sim else None)


Render = Callable[[Manifest, Manifest | None, Moment], Manifest]


def clock(manifest: Manifest, sim: Manifest | None, moment: Moment) -> Manifest:
    status = manifest.get("status") or {}
    return {**manifest, "status": {**status, "now": format_time(moment.now)}}


def lease(manifest: Manifest, sim: Manifest | None, moment: Moment) -> Manifest:
    """A node's Lease; one of anybody else stands still."""
    metadata = manifest["metadata"]
    if metadata.get("namespace") != leases.NAMESPACE:
        return manifest
    node = moment.node(metadata["name"])
    if node is None:
        return manifest
    return leases.render_lease(manifest, node, moment.seed, moment.now)


def node(manifest: Manifest, sim: Manifest | None, moment: Moment) -> Manifest:
    return leases.render_node(Node(manifest, sim), moment.seed, moment.now)


MOVING_KINDS: dict[str, Render] = {"Clock": clock, "Lease": lease, "Node": node}


def rendered(manifest: Manifest, sim: Manifest | None, moment: Moment) -> Manifest:
    """The manifest with what moves filled in."""
    return MOVING_KINDS[manifest["kind"]](manifest, sim, moment)
