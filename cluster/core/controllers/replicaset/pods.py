"""The Pods of a ReplicaSet: how many more or fewer, and what a new one looks like.

At most 500 are created or deleted in one pass. Creation goes in batches of 1, 2, 4, 8, ...; after a
batch in which one was refused the rest is given up for this pass (SPEC R2-R4).

Example: size 30, 10 live: 20 are created in batches 1, 2, 4, 8, 5. With room for 3 more in the
quota the third batch fails: 3 are created, 7 were tried.
Mirrors: kubernetes pkg/controller/replicaset/replica_set.go (manageReplicas, slowStartBatch).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from cluster.core.names import MAX_GENERATED_BASE, generated_name
from cluster.core.objects import Manifest, ReplicaSet, controller_reference
from cluster.core.pod_defaults import complete_spec, qos_class
from cluster.core.view import ClusterView

BURST = 500


class Difference(NamedTuple):
    """How many Pods a pass creates and deletes; one of the two is 0."""

    create: int
    delete: int


class Batches(NamedTuple):
    """What came of creating in batches: how many exist now, how many were tried."""

    created: int
    tried: int
    sizes: tuple[int, ...]

    @property
    def has_failed(self) -> bool:
        return self.tried > self.created


def difference(*, wanted: int, active: int, burst: int = BURST, may_act: bool = True) -> Difference:
    """What one pass does about it. Nothing while the set may not act (R1)."""
    if not may_act:
        return Difference(0, 0)
    return Difference(min(max(0, wanted - active), burst), min(max(0, active - wanted), burst))


def slow_start(count: int, *, room: int) -> Batches:
    """Create `count` in doubling batches when only the first `room` succeed (R2)."""
    created = tried = 0
    sizes: list[int] = []
    batch = 1
    while tried < count and tried == created:
        size = min(batch, count - tried)
        sizes.append(size)
        tried += size
        created = min(tried, room)
        batch *= 2
    return Batches(created, tried, tuple(sizes))


def name_prefix(replica_set: str) -> str:
    """What stands before the five letters of a Pod's name (A11)."""
    return f"{replica_set}-"[:MAX_GENERATED_BASE]


def new_names(replica_set: ReplicaSet, view: ClusterView) -> Iterator[str]:
    """Names for new Pods, none of them taken, drawn from the cluster's seed."""
    base = name_prefix(replica_set.name)
    given: set[str] = set()
    drawing = 0
    while True:
        drawing += 1
        name = generated_name(base, view.seed, replica_set.uid, view.revision, drawing)
        if name in given or view.get(("Pod", replica_set.namespace, name)) is not None:
            continue
        given.add(name)
        yield name


def pattern(replica_set: ReplicaSet) -> Manifest:
    """A new Pod but for its name. Its parts are shared by all Pods that are made of it (R3)."""
    template = replica_set.template
    given = template.get("metadata") or {}
    metadata: Manifest = {"generateName": f"{replica_set.name}-"}
    metadata["namespace"] = replica_set.namespace
    for part in ("labels", "annotations", "finalizers"):
        if given.get(part):
            metadata[part] = given[part]
    metadata["ownerReferences"] = [controller_reference(replica_set, "apps/v1")]
    spec = complete_spec(template["spec"])
    return {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": metadata,
        "spec": spec,
        "status": {"phase": "Pending", "qosClass": qos_class(spec)},
    }


def new_pod(shared: Manifest, name: str) -> Manifest:
    """The Pod of that name."""
    return {**shared, "metadata": {**shared["metadata"], "name": name}}
