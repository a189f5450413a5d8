"""The status of a whole Pod: phase, conditions, addresses, containers (SPEC P5, P6).

The kubelet owns the conditions PodReadyToStartContainers, Initialized, Ready and ContainersReady;
others, such as PodScheduled or DisruptionTarget, are kept as they are. A condition keeps its
transition time while its status stays.

Example: one of two containers is not ready: Ready=False, reason ContainersNotReady, message
`containers with unready status: [b]`.
Mirrors: kubernetes pkg/kubelet/status/generate.go.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from cluster.core.kubelet.container import Container, Memory
from cluster.core.kubelet.phases import pod_phase
from cluster.core.kubelet.states import container_status
from cluster.core.nodes import address_of
from cluster.core.objects import FINAL_PHASES, Manifest, Node, Pod
from cluster.core.pod_defaults import qos_class
from cluster.core.timestamps import format_time

Memories = dict[str, Memory]
OWN_CONDITIONS = ("PodReadyToStartContainers", "Initialized", "Ready", "ContainersReady")
Wanted = tuple[str, str, str, str]
"""Type, status, reason and message of a condition."""


def pod_status(
    pod: Pod,
    containers: Sequence[Container],
    memories: Memories,
    now: float,
    *,
    is_finished: bool = False,
) -> Manifest:
    """The status of a Pod whose containers are in these stages."""
    old = pod.status
    has_init = containers[0].role != "main"
    statuses = [
        container_status(each, memories[each.name], has_init=has_init) for each in containers
    ]
    split = sum(each.role != "main" for each in containers)
    initial, others = statuses[:split], statuses[split:]
    phase = phase_of(pod, containers[:split], initial, others, is_finished=is_finished)
    wanted = conditions_of(pod, phase, containers, statuses)
    new: Manifest = {
        **old,
        "phase": phase,
        "conditions": merged(old.get("conditions") or [], wanted, now),
        "observedGeneration": pod.generation,
        "containerStatuses": others,
    }
    if initial:
        new["initContainerStatuses"] = initial
    new.setdefault("startTime", format_time(now))
    if "qosClass" not in new:
        new["qosClass"] = qos_class(pod.manifest["spec"])
    return new


def phase_of(
    pod: Pod,
    init_containers: Sequence[Container],
    initial: Sequence[Manifest],
    others: Sequence[Manifest],
    *,
    is_finished: bool,
) -> str:
    """The phase; a Pod that is over and not Succeeded has Failed."""
    regular = [
        status for status, each in zip(initial, init_containers, strict=True) if each.role == "init"
    ]
    policy = pod.manifest["spec"].get("restartPolicy", "Always")
    phase = pod_phase(policy, others, regular, is_finished=is_finished)
    return "Failed" if is_finished and phase not in FINAL_PHASES else phase


def with_addresses(status: Manifest, node: Node, address: str) -> Manifest:
    """The status with the node's and the Pod's address."""
    host = address_of(node)
    return {
        **status,
        "hostIP": host,
        "hostIPs": [{"ip": host}],
        "podIP": address,
        "podIPs": [{"ip": address}],
    }


def conditions_of(
    pod: Pod, phase: str, containers: Sequence[Container], statuses: Sequence[Manifest]
) -> list[Wanted]:
    """The kubelet's own conditions, and PodScheduled for a Pod that named its node itself."""
    is_final = phase in FINAL_PHASES
    unready, incomplete = [], []
    for each, status in zip(containers, statuses, strict=True):
        if each.role == "init":
            if not status["ready"]:
                incomplete.append(each.name)
        elif not status["ready"]:
            unready.append(each.name)
    return [
        ("PodReadyToStartContainers", "False" if is_final else "True", "", ""),
        initialized(phase, incomplete),
        ready(pod, phase, unready),
        containers_ready(phase, unready),
        ("PodScheduled", "True", "", ""),
    ]


def initialized(phase: str, incomplete: list[str]) -> Wanted:
    if phase == "Succeeded":
        return ("Initialized", "True", "PodCompleted", "")
    if not incomplete:
        return ("Initialized", "True", "", "")
    text = f"containers with incomplete status: [{' '.join(incomplete)}]"
    return ("Initialized", "False", "ContainersNotInitialized", text)


def containers_ready(phase: str, unready: list[str]) -> Wanted:
    if phase == "Succeeded":
        return ("ContainersReady", "False", "PodCompleted", "")
    if phase == "Failed":
        return ("ContainersReady", "False", "PodFailed", "")
    if not unready:
        return ("ContainersReady", "True", "", "")
    text = f"containers with unready status: [{' '.join(unready)}]"
    return ("ContainersReady", "False", "ContainersNotReady", text)


def ready(pod: Pod, phase: str, unready: list[str]) -> Wanted:
    """ContainersReady, and every readiness gate True."""
    _, status, reason, text = containers_ready(phase, unready)
    if status == "True":
        missing = unmet_gates(pod)
        if missing:
            return ("Ready", "False", "ReadinessGatesNotReady", missing[0])
    return ("Ready", status, reason, text)


def unmet_gates(pod: Pod) -> list[str]:
    found = {each.get("type"): each.get("status") for each in pod.status.get("conditions") or ()}
    texts = []
    for gate in pod.manifest["spec"].get("readinessGates") or ():
        kind = gate["conditionType"]
        if kind not in found:
            texts.append(f'corresponding condition of pod readiness gate "{kind}" does not exist.')
        elif found[kind] != "True":
            texts.append(
                f'the status of pod readiness gate "{kind}" is not "True", but {found[kind]}'
            )
    return texts


def merged(old: Sequence[Manifest], wanted: Sequence[Wanted], now: float) -> list[Manifest]:
    """The wanted conditions first, then those of others, untouched."""
    known = {each.get("type"): each for each in old}
    names = {each[0] for each in wanted}
    result = [condition(known.get(each[0]), each, now) for each in wanted]
    return result + [each for each in old if each.get("type") not in names]


def condition(old: Manifest | None, wanted: Wanted, now: float) -> Manifest:
    kind, status, reason, message = wanted
    if old is None or old.get("status") != status:
        stamp: Any = format_time(now)
    elif old.get("reason", "") == reason and old.get("message", "") == message:
        return old
    else:
        stamp = old.get("lastTransitionTime") or format_time(now)
    new = {"type": kind, "status": status, "lastTransitionTime": stamp}
    if reason:
        new["reason"] = reason
    if message:
        new["message"] = message
    return new
