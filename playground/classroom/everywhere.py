"""What the teacher does to every learner's cluster at once, one short write for each.

Nothing waits for anything: a cluster whose write is refused (a node of that name is not there) is
counted and the others go on. The author is "user:teacher", so a learner's trail says who it was.

Example: await fail_node(ids, "node-2") -> Done(changed=23, refused=["k7f2mq: no node node-2"]).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from cluster.api import writing
from cluster.api.writing import Deletion
from cluster.core.actions import Why
from cluster.kinds import KINDS
from cluster.kinds.base import Kind
from cluster.kinds.errors import ApiError
from cluster.kinds.seeds import demo_manifests, first_manifests
from cluster.runtime.writes import write
from cluster.store.orm import Editing, UnknownClusterError

BY = "user:teacher"
NODE_COUNT = 3
FAULT_TYPES = ("PowerOff", "NetworkPartition")
LEFT_ALONE = frozenset({"Namespace", "ServiceAccount", "Image", "Clock"})


@dataclass
class Done:
    """How many clusters changed, and what the others said."""

    changed: int = 0
    refused: list[str] = field(default_factory=list)

    def told(self) -> dict[str, Any]:
        """For the teacher's page."""
        return {"changed": self.changed, "refused": self.refused[:5]}


async def everywhere(cluster_ids: list[str], change: Callable[[Editing], None]) -> Done:
    """One change, cluster by cluster."""
    done = Done()
    for cluster_id in cluster_ids:
        try:
            await write(cluster_id, change)
            done.changed += 1
        except ApiError as error:
            done.refused.append(error.message)
        except UnknownClusterError:
            done.refused.append(f"cluster {cluster_id} is gone")
    return done


def kind_named(name: str) -> Kind:
    """The newest version of that kind."""
    return next(kind for kind in KINDS if kind.kind == name)


async def fail_node(cluster_ids: list[str], node: str, fault_type: str) -> Done:
    """Break a node for everyone; where it is broken already nothing changes."""
    manifest = {
        "apiVersion": "sim.kubeloop.dev/v1alpha1",
        "kind": "Fault",
        "metadata": {"name": node},
        "spec": {"node": node, "type": fault_type},
    }

    def change(editing: Editing) -> None:
        if editing.get("Node", "", node) is None:
            raise ApiError.bad_request(f"there is no node {node}")
        if editing.get("Fault", "", node) is None:
            writing.create(editing, kind_named("Fault"), manifest, BY)

    return await everywhere(cluster_ids, change)


async def repair_nodes(cluster_ids: list[str]) -> Done:
    """Take every fault back."""

    def change(editing: Editing) -> None:
        for fault in editing.list("Fault"):
            writing.delete(editing, kind_named("Fault"), fault, Deletion(), BY)

    return await everywhere(cluster_ids, change)


async def set_speed(cluster_ids: list[str], speed: float) -> Done:
    """Let everybody's time run at this speed; one that stands goes on."""

    def change(editing: Editing) -> None:
        kind = kind_named("Clock")
        clock = writing.find(editing, kind, "", "clock")
        spec = {**clock.spec, "speed": speed, "paused": False}
        writing.update(editing, kind, clock, {**clock.manifest, "spec": spec}, BY)

    return await everywhere(cluster_ids, change)


async def reset(cluster_ids: list[str]) -> Done:
    """As new: three healthy nodes and `web` with three Pods. Id, kubeconfig and seat stay."""
    return await everywhere(cluster_ids, as_new)


def as_new(editing: Editing) -> None:
    """Remove what is there and plant what a first visitor finds, in one transaction."""
    why = Why("user", "reset the cluster")
    for found in list(editing.everything()):
        if found.kind not in LEFT_ALONE:
            editing.ledger.remove(found, BY, why)
    kind = kind_named("Clock")
    clock = writing.find(editing, kind, "", "clock")
    spec = {**clock.spec, "speed": 1, "paused": False}
    writing.update(editing, kind, clock, {**clock.manifest, "spec": spec}, BY)
    fresh = first_manifests(editing.seed, NODE_COUNT, editing.now, 1.0)
    for manifest in [*fresh, *demo_manifests()]:
        if manifest["kind"] not in LEFT_ALONE:
            editing.ledger.create(manifest, BY, why, None)
