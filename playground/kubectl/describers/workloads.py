"""Descriptions of Deployments, ReplicaSets and Pods (SPEC K40-K42).

Mirrors: kubectl pkg/describe/describe.go.
"""

from __future__ import annotations

from typing import Any

from playground.kubectl.api import Api, kind_named
from playground.kubectl.describers.template import (
    containers_lines,
    template_lines,
    tolerations_lines,
    volumes_lines,
)
from playground.kubectl.describers.text import (
    NONE,
    annotations_lines,
    condition_lines,
    controlled_by,
    labels_lines,
    long_time,
    selector_text,
    since,
)

Manifest = dict[str, Any]
PHASES = ("Running", "Pending", "Succeeded", "Failed")


async def deployment_lines(api: Api, manifest: Manifest, now: float) -> list[str]:
    metadata, spec = manifest["metadata"], manifest["spec"]
    strategy = spec.get("strategy") or {}
    lines = [
        f"Name:\t{metadata['name']}",
        f"Namespace:\t{metadata['namespace']}",
        f"CreationTimestamp:\t{long_time(metadata.get('creationTimestamp'))}",
        *labels_lines("Labels", metadata.get("labels")),
        *annotations_lines("Annotations", metadata.get("annotations")),
        f"Selector:\t{selector_text(spec.get('selector'))}",
        f"Replicas:\t{replicas_text(manifest)}",
        f"StrategyType:\t{strategy.get('type', '')}",
        f"MinReadySeconds:\t{spec.get('minReadySeconds', 0)}",
    ]
    rolling = strategy.get("rollingUpdate")
    if rolling:
        lines.append(
            f"RollingUpdateStrategy:\t{rolling.get('maxUnavailable')} max unavailable, "
            f"{rolling.get('maxSurge')} max surge"
        )
    lines += template_lines(spec.get("template") or {})
    lines += condition_lines((manifest.get("status") or {}).get("conditions") or ())
    new, old = await sets_of(api, manifest)
    if new or old:
        lines.append(f"OldReplicaSets:\t{', '.join(set_text(each) for each in old) or NONE}")
        lines.append(f"NewReplicaSet:\t{set_text(new) if new else NONE}")
    return lines


def replicas_text(manifest: Manifest) -> str:
    status = manifest.get("status") or {}
    counts = ("updatedReplicas", "replicas", "availableReplicas", "unavailableReplicas")
    numbers = [status.get(count, 0) for count in counts]
    words = ("updated", "total", "available", "unavailable")
    parts = [f"{number} {word}" for number, word in zip(numbers, words, strict=True)]
    return " | ".join([f"{manifest['spec'].get('replicas', 1)} desired", *parts])


async def sets_of(api: Api, manifest: Manifest) -> tuple[Manifest | None, list[Manifest]]:
    """(the set with the Deployment's template, all others), oldest first."""
    metadata = manifest["metadata"]
    query = {"labelSelector": selector_text(manifest["spec"].get("selector"))}
    every = await api.collection(kind_named("ReplicaSet"), metadata["namespace"], query)
    owned = [
        each
        for each in every
        if any(
            owner.get("uid") == metadata["uid"] and owner.get("controller")
            for owner in each["metadata"].get("ownerReferences") or ()
        )
    ]
    owned.sort(key=lambda each: (each["metadata"]["creationTimestamp"], each["metadata"]["name"]))
    wanted = without_hash(manifest["spec"].get("template") or {})
    new = next((each for each in owned if without_hash(each["spec"]["template"]) == wanted), None)
    return new, [each for each in owned if each is not new]


def without_hash(template: Manifest) -> Manifest:
    metadata = template.get("metadata") or {}
    labels = {
        key: value
        for key, value in (metadata.get("labels") or {}).items()
        if key != "pod-template-hash"
    }
    rest = {
        key: each for key, each in metadata.items() if key not in ("labels", "creationTimestamp")
    }
    return {**template, "metadata": {**rest, "labels": labels}}


def set_text(manifest: Manifest) -> str:
    counted = (manifest.get("status") or {}).get("replicas", 0)
    size = manifest["spec"].get("replicas", 1)
    return f"{manifest['metadata']['name']} ({counted}/{size} replicas created)"


async def replicaset_lines(api: Api, manifest: Manifest, now: float) -> list[str]:
    metadata, spec = manifest["metadata"], manifest["spec"]
    status = manifest.get("status") or {}
    pods = await pods_of(api, manifest)
    phases = [(each.get("status") or {}).get("phase", "") for each in pods]
    running, waiting, succeeded, failed = (phases.count(phase) for phase in PHASES)
    return [
        f"Name:\t{metadata['name']}",
        f"Namespace:\t{metadata['namespace']}",
        f"Selector:\t{selector_text(spec.get('selector'))}",
        *labels_lines("Labels", metadata.get("labels")),
        *annotations_lines("Annotations", metadata.get("annotations")),
        *controlled_by(manifest),
        f"Replicas:\t{status.get('replicas', 0)} current / {spec.get('replicas', 1)} desired",
        f"Pods Status:\t{running} Running / {waiting} Waiting / {succeeded} Succeeded / "
        f"{failed} Failed",
        *template_lines(spec.get("template") or {}),
        *condition_lines(status.get("conditions") or ()),
    ]


async def pods_of(api: Api, manifest: Manifest) -> list[Manifest]:
    """The Pods that a set controls."""
    metadata = manifest["metadata"]
    query = {"labelSelector": selector_text(manifest["spec"].get("selector"))}
    found = await api.collection(kind_named("Pod"), metadata["namespace"], query)
    return [
        each
        for each in found
        if any(
            owner.get("uid") == metadata["uid"]
            for owner in each["metadata"].get("ownerReferences") or ()
        )
    ]


async def pod_lines(api: Api, manifest: Manifest, now: float) -> list[str]:
    metadata, spec = manifest["metadata"], manifest["spec"]
    status = manifest.get("status") or {}
    lines = [f"Name:\t{metadata['name']}", f"Namespace:\t{metadata['namespace']}"]
    lines.append(f"Priority:\t{spec.get('priority', 0)}")
    if spec.get("priorityClassName"):
        lines.append(f"Priority Class Name:\t{spec['priorityClassName']}")
    if spec.get("serviceAccountName"):
        lines.append(f"Service Account:\t{spec['serviceAccountName']}")
    node = spec.get("nodeName")
    lines.append(f"Node:\t{node}/{status.get('hostIP', '')}" if node else f"Node:\t{NONE}")
    if status.get("startTime"):
        lines.append(f"Start Time:\t{long_time(status['startTime'])}")
    lines += labels_lines("Labels", metadata.get("labels"))
    lines += annotations_lines("Annotations", metadata.get("annotations"))
    lines += status_lines(manifest, now)
    lines += controlled_by(manifest)
    if status.get("nominatedNodeName"):
        lines.append(f"NominatedNodeName:\t{status['nominatedNodeName']}")
    return lines + body_lines(spec, status)


def status_lines(manifest: Manifest, now: float) -> list[str]:
    metadata, status = manifest["metadata"], manifest.get("status") or {}
    if "deletionTimestamp" in metadata and status.get("reason") != "NodeLost":
        lasts = since(metadata["deletionTimestamp"], now)
        grace = metadata.get("deletionGracePeriodSeconds", 0)
        lines = [
            f"Status:\tTerminating (lasts {lasts})",
            f"Termination Grace Period:\t{grace}s",
        ]
    else:
        lines = [f"Status:\t{status.get('phase', '')}"]
    for title, key in (("Reason", "reason"), ("Message", "message")):
        if status.get(key):
            lines.append(f"{title}:\t{status[key]}")
    lines.append(f"IP:\t{status.get('podIP', '')}")
    addresses = [each["ip"] for each in status.get("podIPs") or ()]
    if not addresses:
        return [*lines, f"IPs:\t{NONE}"]
    return [*lines, "IPs:", *(f"  IP:\t{address}" for address in addresses)]


def body_lines(spec: Manifest, status: Manifest) -> list[str]:
    """Containers, conditions, volumes and what says where the Pod may run."""
    lines: list[str] = []
    if spec.get("initContainers"):
        by_name = {each["name"]: each for each in status.get("initContainerStatuses") or ()}
        lines += containers_lines("Init Containers", spec["initContainers"], by_name, "")
    by_name = {each["name"]: each for each in status.get("containerStatuses") or ()}
    lines += containers_lines("Containers", spec["containers"], by_name, "")
    if spec.get("readinessGates"):
        gates = [each["conditionType"] for each in spec["readinessGates"]]
        seen = {each["type"]: each["status"] for each in status.get("conditions") or ()}
        lines += ["Readiness Gates:", "  Type\tStatus"]
        lines += [f"  {gate} \t{seen.get(gate, NONE)} " for gate in gates]
    if status.get("conditions"):
        lines += ["Conditions:", "  Type\tStatus"]
        lines += [f"  {each['type']} \t{each['status']} " for each in status["conditions"]]
    lines += volumes_lines(spec.get("volumes") or [], "")
    lines.append(f"QoS Class:\t{status.get('qosClass', '')}")
    lines += labels_lines("Node-Selectors", spec.get("nodeSelector"))
    return lines + tolerations_lines("Tolerations", spec.get("tolerations"))
