"""What a kubelet reports of its node when all is well, and what is known of a silent one (N2, N3).

Example: a lost node has Ready, MemoryPressure, DiskPressure and PIDPressure all Unknown, reason
NodeStatusUnknown, message `Kubelet stopped posting node status.`
Mirrors: kubernetes pkg/kubelet/nodestatus, pkg/controller/nodelifecycle.
"""

from __future__ import annotations

from collections.abc import Sequence

from cluster.core.nodes import HOSTNAME
from cluster.core.objects import Manifest, Node
from cluster.core.timestamps import format_time
from cluster.core.view import ClusterView

WELL: tuple[tuple[str, str, str, str], ...] = (
    (
        "MemoryPressure",
        "False",
        "KubeletHasSufficientMemory",
        "kubelet has sufficient memory available",
    ),
    ("DiskPressure", "False", "KubeletHasNoDiskPressure", "kubelet has no disk pressure"),
    ("PIDPressure", "False", "KubeletHasSufficientPID", "kubelet has sufficient PID available"),
    ("Ready", "True", "KubeletReady", "kubelet is posting ready status"),
)
STOPPED = "Kubelet stopped posting node status."
ROOM = {"cpu": "4", "memory": "8Gi", "ephemeral-storage": "50Gi", "pods": "110"}
NODE_INFO = {
    "architecture": "amd64",
    "operatingSystem": "linux",
    "osImage": "Kubeloop (simulated)",
    "containerRuntimeVersion": "containerd://2.1.3",
    "kubeletVersion": "v1.36.2",
}
NODE_NETWORK = "10.0.0"
POD_NETWORK = "10.244"


def well(old: Sequence[Manifest], now: float) -> list[Manifest]:
    """The conditions of a node that is well; transition times stay where the status stays."""
    return [condition(old, kind, outcome, now) for kind, *outcome in WELL]


def unknown(old: Sequence[Manifest], now: float) -> list[Manifest]:
    """The conditions of a node that is lost; the heartbeats stay those of the last sign."""
    outcome = ("Unknown", "NodeStatusUnknown", STOPPED)
    beats = {each.get("type"): each.get("lastHeartbeatTime") for each in old}
    made = [condition(old, kind, outcome, now) for kind, *_ in WELL]
    for each in made:
        each["lastHeartbeatTime"] = beats.get(each.get("type")) or each["lastHeartbeatTime"]
    return made + [each for each in old if each.get("type") not in {kind for kind, *_ in WELL}]


def condition(old: Sequence[Manifest], kind: str, outcome: Sequence[str], now: float) -> Manifest:
    status, reason, message = outcome
    known = next((each for each in old if each.get("type") == kind), {})
    stamp = format_time(now)
    since = known.get("lastTransitionTime") if known.get("status") == status else None
    return {
        "type": kind,
        "status": status,
        "lastHeartbeatTime": stamp,
        "lastTransitionTime": since or stamp,
        "reason": reason,
        "message": message,
    }


def with_heartbeats(node: Node, moment: float) -> Manifest:
    """The Node's manifest with the heartbeats of that moment."""
    stamp = format_time(moment)
    conditions = [
        {**each, "lastHeartbeatTime": stamp} for each in node.status.get("conditions") or ()
    ]
    return {**node.manifest, "status": {**node.status, "conditions": conditions}}


def boot_id(name: str, boot: int) -> str:
    """The identity of one start of the machine."""
    return f"kubeloop-{name}-{boot + 1}"


def registered(node: Node, view: ClusterView, now: float) -> Manifest:
    """The Node's manifest with all that its kubelet and the address allocator add."""
    number = free_number(node, view)
    status = node.status
    room = status.get("capacity") or ROOM
    info = {**NODE_INFO, **(status.get("nodeInfo") or {})}
    info.setdefault("bootID", boot_id(node.name, 0))
    address = {"type": "InternalIP", "address": f"{NODE_NETWORK}.{number + 2}"}
    cidr = f"{POD_NETWORK}.{number}.0/24"
    labels = {
        "beta.kubernetes.io/arch": "amd64",
        "beta.kubernetes.io/os": "linux",
        "kubernetes.io/arch": "amd64",
        HOSTNAME: node.name,
        "kubernetes.io/os": "linux",
    }
    return {
        **node.manifest,
        "metadata": {**node.metadata, "labels": {**labels, **node.labels}},
        "spec": {"podCIDR": cidr, "podCIDRs": [cidr], **node.spec},
        "status": {
            **status,
            "capacity": room,
            "allocatable": status.get("allocatable") or room,
            "addresses": status.get("addresses")
            or [address, {"type": "Hostname", "address": node.name}],
            "nodeInfo": info,
            "conditions": well(status.get("conditions") or [], now),
        },
    }


def free_number(node: Node, view: ClusterView) -> int:
    """The lowest number whose Pod network no other node has."""
    taken = {each.spec.get("podCIDR", "") for each in view.nodes() if each is not node}
    number = 0
    while f"{POD_NETWORK}.{number}.0/24" in taken:
        number += 1
    return number
