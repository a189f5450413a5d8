"""What a Node is to those who place and run Pods: room, topology, and whether it answers.

Facts that only change with the Node's manifest are read once for each stored manifest and kept.

Example: room_of(node) with allocatable cpu "4", memory "8Gi", pods "110" is Room(4000, 8589934592,
110). A node with a Fault, or one whose return has not been noted yet, is silent: nothing of what
happens on it reaches the API.
"""

from __future__ import annotations

from dataclasses import dataclass

from cluster.core.objects import Manifest, Node, Object
from cluster.core.quantities import milli, whole
from cluster.core.view import ClusterView

HOSTNAME = "kubernetes.io/hostname"
ZONE = "topology.kubernetes.io/zone"
REGION = "topology.kubernetes.io/region"
TROUBLE = "node.kubernetes.io/"
NOT_READY = TROUBLE + "not-ready"
UNREACHABLE = TROUBLE + "unreachable"
UNSCHEDULABLE = TROUBLE + "unschedulable"
OUT_OF_SERVICE = TROUBLE + "out-of-service"
DEFAULT_PODS = 110


@dataclass(frozen=True, slots=True)
class Room:
    """What a node has to give: cpu in millicores, memory in bytes, number of Pods."""

    cpu_milli: int
    memory_bytes: int
    pods: int


def room_of(node: Node) -> Room:
    """The node's allocatable resources."""
    return node.once(read_room)


def read_room(node: Node) -> Room:
    status = node.status
    amounts = status.get("allocatable") or status.get("capacity") or {}
    return Room(
        milli(amounts.get("cpu", 0)),
        whole(amounts.get("memory", 0)),
        whole(amounts.get("pods", DEFAULT_PODS)),
    )


def images_on(node: Node) -> frozenset[str]:
    """The names of the images that lie on the node."""
    return node.once(read_images)


def read_images(node: Node) -> frozenset[str]:
    images = node.status.get("images") or ()
    return frozenset(name for image in images for name in image.get("names") or ())


def zone_of(node: Node) -> str:
    """The failure zone; all nodes without labels are one zone."""
    region, zone = node.labels.get(REGION, ""), node.labels.get(ZONE, "")
    return f"{region}:{zone}" if region or zone else ""


def address_of(node: Node) -> str:
    """The node's own address."""
    for address in node.status.get("addresses") or ():
        if address.get("type") == "InternalIP":
            return str(address["address"])
    return ""


def fault_on(view: ClusterView, name: str) -> Object | None:
    """The Fault that is on this node; None when there is none."""
    for fault in view.all("Fault"):
        if fault.spec.get("node") == name:
            return fault
    return None


def is_silent(view: ClusterView, node: Node) -> bool:
    """True while nothing of the node reaches the API server."""
    if node.sim is not None and "fault" in node.sim:
        return True
    return fault_on(view, node.name) is not None


def boot_of(node: Node) -> int:
    """How often the machine was powered on again."""
    return 0 if node.sim is None else int(node.sim.get("boot", 0))


def with_taints(manifest: Manifest, taints: list[Manifest]) -> Manifest:
    """The Node's manifest with exactly these taints; the field goes with the last one."""
    spec = {key: value for key, value in (manifest.get("spec") or {}).items() if key != "taints"}
    if taints:
        spec["taints"] = taints
    return {**manifest, "spec": spec}
