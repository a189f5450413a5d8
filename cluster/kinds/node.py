"""Node: a machine that runs Pods (SPEC N2, N5, N16, K4).

Example: new_node("node-1", 1, now) is a Ready machine of 4 CPUs, 8 Gi and 110 Pods at 10.0.0.1.
Mirrors: kubernetes pkg/registry/core/node/strategy.go. Differs: a Node that a user creates is a
machine that runs; on a real cluster it would wait for somebody to plug one in.
"""

from __future__ import annotations

from typing import Any

from cluster.core.objects import Manifest
from cluster.core.timestamps import format_time
from cluster.kinds.base import AGE, NAME, Column, Context, Kind, age, without
from cluster.kinds.errors import FieldError, duplicate, required
from cluster.kinds.fields.meta import CONDITIONS, top_level
from cluster.kinds.rules import names
from cluster.kinds.rules.metadata import complaints
from cluster.kinds.rules.numbers import one_of
from cluster.kinds.rules.pod_spec import EFFECTS
from cluster.kinds.schema import (
    ANY,
    BOOLEAN,
    INT32_KEPT,
    INT64,
    QUANTITIES,
    STRING,
    STRING_KEPT,
    TIME,
    ListOf,
    list_of,
    record,
)

KUBELET_VERSION = "v1.36.2"
ROLE_PREFIX = "node-role.kubernetes.io/"
CAPACITY = {"cpu": "4", "ephemeral-storage": "100Gi", "memory": "8Gi", "pods": "110"}
WELL = (
    ("MemoryPressure", "KubeletHasSufficientMemory", "kubelet has sufficient memory available"),
    ("DiskPressure", "KubeletHasNoDiskPressure", "kubelet has no disk pressure"),
    ("PIDPressure", "KubeletHasSufficientPID", "kubelet has sufficient PID available"),
)
TAINT = record("Taint", key=STRING_KEPT, value=STRING, effect=STRING_KEPT, timeAdded=TIME)
SYSTEM_INFO = [
    "machineID",
    "systemUUID",
    "bootID",
    "kernelVersion",
    "osImage",
    "containerRuntimeVersion",
    "kubeletVersion",
    "kubeProxyVersion",
    "operatingSystem",
    "architecture",
]
SCHEMA = top_level(
    "Node",
    spec=record(
        "NodeSpec",
        podCIDR=STRING,
        podCIDRs=ListOf(STRING_KEPT, merges=True),
        providerID=STRING,
        unschedulable=BOOLEAN,
        taints=ListOf(TAINT),
        configSource=ANY,
        externalID=STRING,
    ),
    status=record(
        "NodeStatus",
        capacity=QUANTITIES,
        allocatable=QUANTITIES,
        phase=STRING,
        conditions=CONDITIONS,
        addresses=list_of(record("NodeAddress", type=STRING_KEPT, address=STRING_KEPT), "type"),
        daemonEndpoints=record(
            "NodeDaemonEndpoints", kubeletEndpoint=record("DaemonEndpoint", Port=INT32_KEPT)
        ),
        nodeInfo=record("NodeSystemInfo", **dict.fromkeys(SYSTEM_INFO, STRING_KEPT), swap=ANY),
        images=ListOf(record("ContainerImage", names=ListOf(STRING_KEPT), sizeBytes=INT64)),
        volumesInUse=ListOf(STRING_KEPT),
        volumesAttached=ListOf(ANY),
        config=ANY,
        runtimeHandlers=ListOf(ANY),
        features=ANY,
        declaredFeatures=ListOf(STRING_KEPT),
    ),
)


def rules(manifest: Manifest) -> list[FieldError]:
    errors: list[FieldError] = []
    seen: set[tuple[str, str]] = set()
    for index, taint in enumerate((manifest.get("spec") or {}).get("taints") or []):
        path = f"spec.taints[{index}]"
        key, effect = taint.get("key", ""), taint.get("effect", "")
        errors += complaints(f"{path}.key", key, names.qualified)
        errors += complaints(f"{path}.value", taint.get("value", ""), names.label_value)
        errors += (
            one_of(f"{path}.effect", effect, EFFECTS) if effect else [required(f"{path}.effect")]
        )
        if (key, effect) in seen:
            errors.append(duplicate(path, taint))
        seen.add((key, effect))
    return errors


def on_update(new: Manifest, old: Manifest) -> Manifest:
    """A node registers with its status; later that is written through the subresource only."""
    if "status" in old:
        return {**new, "status": old["status"]}
    return without(new, "status")


def on_create(manifest: Manifest, context: Context) -> Manifest:
    """A node that comes without a status is a new machine, plugged in and well."""
    if manifest.get("status") or not manifest["metadata"].get("name"):
        return manifest
    name, index = manifest["metadata"]["name"], 100 + context.number("node") % 65000
    machine = new_node(name, index, context.now)
    labels = {**machine["metadata"]["labels"], **(manifest["metadata"].get("labels") or {})}
    return {
        **machine,
        **manifest,
        "metadata": {**manifest["metadata"], "labels": labels},
        "spec": {**machine["spec"], **(manifest.get("spec") or {})},
        "status": machine["status"],
    }


def new_node(name: str, index: int, now: float, zone: str | None = None) -> Manifest:
    """A node as it registers itself: Ready, empty, with the labels that schedulers look at."""
    labels = {
        "beta.kubernetes.io/arch": "amd64",
        "beta.kubernetes.io/os": "linux",
        "kubernetes.io/arch": "amd64",
        "kubernetes.io/hostname": name,
        "kubernetes.io/os": "linux",
    }
    if zone:
        labels["topology.kubernetes.io/zone"] = zone
        labels["topology.kubernetes.io/region"] = zone.rpartition("-")[0] or zone
    cidr = f"10.{244 + index // 256}.{index % 256}.0/24"
    return {
        "apiVersion": "v1",
        "kind": "Node",
        "metadata": {"name": name, "labels": labels},
        "spec": {"podCIDR": cidr, "podCIDRs": [cidr]},
        "status": node_status(name, index, now),
    }


def node_status(name: str, index: int, now: float) -> Manifest:
    """What a healthy kubelet reports."""
    address = f"10.0.{index // 256}.{index % 256}"
    return {
        "capacity": CAPACITY,
        "allocatable": CAPACITY,
        "conditions": node_conditions(now),
        "addresses": [
            {"type": "InternalIP", "address": address},
            {"type": "Hostname", "address": name},
        ],
        "daemonEndpoints": {"kubeletEndpoint": {"Port": 10250}},
        "nodeInfo": {
            "machineID": f"kubeloop-{name}",
            "systemUUID": f"kubeloop-{name}",
            "bootID": f"kubeloop-{name}-1",
            "kernelVersion": "6.8.0-kubeloop",
            "osImage": "Kubeloop (simulated)",
            "containerRuntimeVersion": "containerd://2.1.3",
            "kubeletVersion": KUBELET_VERSION,
            "kubeProxyVersion": KUBELET_VERSION,
            "operatingSystem": "linux",
            "architecture": "amd64",
        },
    }


def node_conditions(now: float) -> list[Manifest]:
    """The four conditions of a node that is well (N2)."""
    moment = {"lastHeartbeatTime": format_time(now), "lastTransitionTime": format_time(now)}
    pressures = [
        {"type": kind, "status": "False", **moment, "reason": reason, "message": message}
        for kind, reason, message in WELL
    ]
    ready = {
        "type": "Ready",
        "status": "True",
        **moment,
        "reason": "KubeletReady",
        "message": "kubelet is posting ready status",
    }
    return [*pressures, ready]


def status_word(manifest: Manifest) -> str:
    """The cell STATUS: Ready, NotReady, Unknown, and whether Pods may go there."""
    conditions = (manifest.get("status") or {}).get("conditions") or ()
    ready = [each["status"] for each in conditions if each["type"] == "Ready"]
    word = "Unknown" if not ready else "Ready" if ready[0] == "True" else "NotReady"
    is_cordoned = (manifest.get("spec") or {}).get("unschedulable")
    return f"{word},SchedulingDisabled" if is_cordoned else word


def roles(labels: Manifest) -> str:
    found = set()
    for key, value in labels.items():
        if key.startswith(ROLE_PREFIX) and len(key) > len(ROLE_PREFIX):
            found.add(key[len(ROLE_PREFIX) :])
        elif key == "kubernetes.io/role" and value:
            found.add(value)
    return ",".join(sorted(found)) or "<none>"


COLUMNS = (
    NAME,
    Column("Status", "Whether the node is ready and schedulable."),
    Column("Roles", "Roles of the node."),
    AGE,
    Column("Version", "Version of the kubelet."),
    Column("Internal-IP", "Address inside the cluster.", priority=1),
    Column("External-IP", "Address outside the cluster.", priority=1),
    Column("OS-Image", "Operating system.", priority=1),
    Column("Kernel-Version", "Version of the kernel.", priority=1),
    Column("Container-Runtime", "Version of the container runtime.", priority=1),
)


def cells(manifest: Manifest, now: float) -> list[Any]:
    status = manifest.get("status") or {}
    info = status.get("nodeInfo") or {}
    addresses = {each["type"]: each["address"] for each in status.get("addresses") or ()}
    return [
        manifest["metadata"]["name"],
        status_word(manifest),
        roles(manifest["metadata"].get("labels") or {}),
        age(manifest, now),
        info.get("kubeletVersion", ""),
        addresses.get("InternalIP", "<none>"),
        addresses.get("ExternalIP", "<none>"),
        info.get("osImage") or "<unknown>",
        info.get("kernelVersion") or "<unknown>",
        info.get("containerRuntimeVersion") or "<unknown>",
    ]


KIND = Kind(
    group="",
    kind="Node",
    plural="nodes",
    schema=SCHEMA,
    short_names=("no",),
    namespaced=False,
    subresources=("status", "proxy"),
    field_labels=("spec.unschedulable",),
    has_status=False,
    rules=rules,
    on_create=on_create,
    on_update=on_update,
    columns=COLUMNS,
    cells=cells,
)
