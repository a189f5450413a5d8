"""What stands before every write: the namespace must be open, the quotas must have room.

Example: the 101st Node of a cluster with room for 100 is refused with 403 and that number.
Mirrors: kubernetes plugin/pkg/admission/namespace/lifecycle. Differs: quotas are the playground's
own, not ResourceQuota objects; the cluster's operator sets them with KUBELOOP_LIMITS_*.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from typing import Any

from cluster.core import names
from cluster.core.objects import Manifest
from cluster.kinds.base import Context, Kind
from cluster.kinds.errors import ApiError
from cluster.store.orm import Editing


class Lazy(Collection[Any]):
    """A collection that is read when somebody asks; most strategies never do."""

    def __init__(self, read: Callable[[], Collection[Any]]) -> None:
        self._read = read
        self._found: Collection[Any] | None = None

    def _items(self) -> Collection[Any]:
        if self._found is None:
            self._found = self._read()
        return self._found

    def __contains__(self, item: object) -> bool:
        return item in self._items()

    def __iter__(self) -> Iterator[Any]:
        return iter(self._items())

    def __len__(self) -> int:
        return len(self._items())


def context_of(editing: Editing) -> Context:
    """What a kind's strategy may ask: time, fresh letters and numbers, addresses in use."""
    seed, revision = editing.seed, editing.revision + 1

    def services() -> list[Manifest]:
        stored = [found.manifest for found in editing.list("Service")]
        new = [change.object for change in editing.ledger.changes if change.type != "DELETED"]
        return stored + [found.manifest for found in new if found.kind == "Service"]

    def cluster_ips() -> set[str]:
        specs = [manifest.get("spec") or {} for manifest in services()]
        return {ip for spec in specs for ip in (spec.get("clusterIP"), *spec.get("clusterIPs", ()))}

    def node_ports() -> set[int]:
        specs = [manifest.get("spec") or {} for manifest in services()]
        return {port.get("nodePort", 0) for spec in specs for port in spec.get("ports") or ()}

    return Context(
        now=editing.now,
        token=lambda purpose: names.suffix(seed, revision, purpose),
        number=lambda purpose: names.draw(seed, revision, purpose),
        cluster_ips=Lazy(cluster_ips),
        node_ports=Lazy(node_ports),
    )


def admit_namespace(editing: Editing, kind: Kind, namespace: str, name: str) -> None:
    """Raises ApiError 404 for a namespace that is missing, 403 for one that is going (O8)."""
    if not kind.namespaced:
        return
    found = editing.get("Namespace", "", namespace)
    if found is None:
        raise ApiError.not_found(("", "namespaces"), namespace)
    if found.is_deleting:
        raise ApiError.namespace_terminating(kind.resource, name, namespace)


def admit_quota(editing: Editing, kind: Kind, name: str) -> None:
    """Raises ApiError 403 when the cluster has no room for one more."""
    limits = editing.limits
    if kind.kind == "Event":
        return
    match kind.kind:
        case "Pod":
            what, limit, used = "Pods", limits.pods, editing.count("Pod")
        case "Node":
            what, limit, used = "Nodes", limits.nodes, editing.count("Node")
        case _:
            what, limit, used = "objects", limits.objects, editing.count_all()
    used += sum(
        (change.type == "ADDED") - (change.type == "DELETED")
        for change in editing.ledger.changes
        if what == "objects" or change.object.kind == kind.kind
    )
    if used >= limit:
        raise quota(kind, name, f"{used} {what} of at most {limit} are used")


def admit_size(editing: Editing, kind: Kind, manifest: Manifest) -> None:
    """Raises ApiError 403 when an object asks for more Pods than the cluster may have."""
    wanted = (manifest.get("spec") or {}).get("replicas")
    limit = editing.limits.pods
    if isinstance(wanted, int) and wanted > limit:
        name = manifest["metadata"].get("name", "")
        raise quota(kind, name, f"requested {wanted} replicas, at most {limit} Pods are allowed")


def quota(kind: Kind, name: str, why: str) -> ApiError:
    return ApiError.forbidden(kind.resource, name, f"exceeded quota: {why} in this cluster")
