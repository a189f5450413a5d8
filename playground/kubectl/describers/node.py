"""The description of a Node: health, room, and what runs there (SPEC K43).

Mirrors: kubectl pkg/describe/describe.go (describeNode).
"""

from __future__ import annotations

from typing import Any

from cluster.core import quantities
from playground.kubectl.api import Api, kind_named
from playground.kubectl.describers.text import (
    NONE,
    UNSET,
    annotations_lines,
    labels_lines,
    long_time,
    since,
)

Manifest = dict[str, Any]
ROLE = "node-role.kubernetes.io/"
INFO = (
    ("Machine ID", "machineID"),
    ("System UUID", "systemUUID"),
    ("Boot ID", "bootID"),
    ("Kernel Version", "kernelVersion"),
    ("OS Image", "osImage"),
    ("Operating System", "operatingSystem"),
    ("Architecture", "architecture"),
    ("Container Runtime Version", "containerRuntimeVersion"),
    ("Kubelet Version", "kubeletVersion"),
    ("Kube-Proxy Version", "kubeProxyVersion"),
)
RESOURCES = ("cpu", "memory", "ephemeral-storage")
CONDITION_HEAD = (
    "  Type\tStatus\tLastHeartbeatTime\tLastTransitionTime\tReason\tMessage",
    "  ----\t------\t-----------------\t------------------\t------\t-------",
)
POD_HEAD = (
    "  Namespace\tName\t\tCPU Requests\tCPU Limits\tMemory Requests\tMemory Limits\tAge",
    "  ---------\t----\t\t------------\t----------\t---------------\t-------------\t---",
)


async def node_lines(api: Api, manifest: Manifest, now: float) -> list[str]:
    metadata, spec = manifest["metadata"], manifest.get("spec") or {}
    status = manifest.get("status") or {}
    lines = [
        f"Name:\t{metadata['name']}",
        f"Roles:\t{roles(metadata.get('labels') or {})}",
        *labels_lines("Labels", metadata.get("labels")),
        *annotations_lines("Annotations", metadata.get("annotations")),
        f"CreationTimestamp:\t{long_time(metadata.get('creationTimestamp'))}",
        *taint_lines(spec.get("taints") or []),
        f"Unschedulable:\t{'true' if spec.get('unschedulable') else 'false'}",
        *await lease_lines(api, metadata["name"]),
        *condition_lines(status.get("conditions") or []),
        "Addresses:",
        *(f"  {each['type']}:\t{each['address']}" for each in status.get("addresses") or ()),
    ]
    for title, key in (("Capacity", "capacity"), ("Allocatable", "allocatable")):
        amounts = status.get(key) or {}
        lines += [f"{title}:", *(f"  {name}:\t{amounts[name]}" for name in sorted(amounts))]
    info = status.get("nodeInfo") or {}
    lines += ["System Info:", *info_lines(info)]
    if spec.get("podCIDR"):
        lines.append(f"PodCIDR:\t{spec['podCIDR']}")
    if spec.get("podCIDRs"):
        lines.append(f"PodCIDRs:\t{','.join(spec['podCIDRs'])}")
    if spec.get("providerID"):
        lines.append(f"ProviderID:\t{spec['providerID']}")
    return lines + await load_lines(api, manifest, now)


def info_lines(info: Manifest) -> list[str]:
    """The machine's versions; that of the proxy only where it is told."""
    shown = [(title, key) for title, key in INFO if key != "kubeProxyVersion" or info.get(key)]
    return [f"  {title}:\t{info.get(key, '')}" for title, key in shown]


def roles(labels: Manifest) -> str:
    found = {key.removeprefix(ROLE) for key in labels if key.startswith(ROLE)}
    if labels.get("kubernetes.io/role"):
        found.add(labels["kubernetes.io/role"])
    return ",".join(sorted(found)) or NONE


def taint_lines(taints: list[Manifest]) -> list[str]:
    ordered = sorted(taints, key=lambda each: (each["effect"], each["key"]))
    texts = [
        f"{each['key']}{'=' + each['value'] if each.get('value') else ''}:{each['effect']}"
        for each in ordered
    ] or [NONE]
    return [f"Taints:\t{texts[0]}", *(f"\t{text}" for text in texts[1:])]


async def lease_lines(api: Api, name: str) -> list[str]:
    lease = await api.find(kind_named("Lease"), "kube-node-lease", name)
    if lease is None:
        return ["Lease:\tFailed to get lease: not found"]
    spec = lease.get("spec") or {}
    acquired, renewed = spec.get("acquireTime"), spec.get("renewTime")
    return [
        "Lease:",
        f"  HolderIdentity:\t{spec.get('holderIdentity') or UNSET}",
        f"  AcquireTime:\t{long_time(acquired) if acquired else UNSET}",
        f"  RenewTime:\t{long_time(renewed) if renewed else UNSET}",
    ]


def condition_lines(conditions: list[Manifest]) -> list[str]:
    if not conditions:
        return []
    rows = [
        f"  {each['type']} \t{each['status']} \t{long_time(each.get('lastHeartbeatTime'))} \t"
        f"{long_time(each.get('lastTransitionTime'))} \t{each.get('reason', '')} \t"
        f"{each.get('message', '')}"
        for each in conditions
    ]
    return ["Conditions:", *CONDITION_HEAD, *rows]


async def load_lines(api: Api, node: Manifest, now: float) -> list[str]:
    """The Pods that are not final, and what all of them ask for."""
    name = node["metadata"]["name"]
    room = (node.get("status") or {}).get("allocatable") or {}
    fields = f"spec.nodeName={name},status.phase!=Succeeded,status.phase!=Failed"
    pods = await api.collection(kind_named("Pod"), "", {"fieldSelector": fields})
    lines = [f"Non-terminated Pods:\t({len(pods)} in total)", *POD_HEAD]
    sums: dict[tuple[str, str], list[str]] = {}
    for pod in pods:
        cells = []
        for resource in RESOURCES:
            for part in ("requests", "limits"):
                amounts = amounts_of(pod, part, resource)
                sums.setdefault((part, resource), []).extend(amounts)
                if resource in ("cpu", "memory"):
                    cells.append(share(amounts, room.get(resource, "0")))
        metadata = pod["metadata"]
        age = since(metadata.get("creationTimestamp"), now)
        text = "\t".join([metadata["namespace"], metadata["name"], "", *cells, age])
        lines.append(f"  {text}")
    lines += [
        "Allocated resources:",
        "  (Total limits may be over 100 percent, i.e., overcommitted.)",
        "  Resource\tRequests\tLimits",
        "  --------\t--------\t------",
    ]
    for resource in RESOURCES:
        total = [
            share(sums.get((part, resource), []), room.get(resource, "0"))
            for part in ("requests", "limits")
        ]
        lines.append(f"  {resource}\t{total[0]}\t{total[1]}")
    return lines


def amounts_of(pod: Manifest, part: str, resource: str) -> list[str]:
    """What each container asks for or is allowed."""
    return [
        str(amount)
        for container in pod["spec"]["containers"]
        if (amount := ((container.get("resources") or {}).get(part) or {}).get(resource))
    ]


def share(amounts: list[str], room: str) -> str:
    """`250m (12%)`: the sum and its part of what the node has."""
    total, whole = sum(quantities.milli(each) for each in amounts), quantities.milli(room)
    shown = str(quantities.total(amounts)) if amounts else "0"
    return f"{shown} ({total * 100 // whole if whole else 0}%)"
