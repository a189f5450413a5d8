"""What every new Pod is given beyond its template: tolerations, priority, account, requests, QoS.

The API server fills these in when a Pod is created, not in the template of its ReplicaSet, so both
the ReplicaSet controller and the Pod kind call this (SPEC N8, D6).

Example: a Pod without tolerations tolerates a lost node for 300 seconds, and a container with a
cpu limit of 500m and no request gets a request of 500m.
Mirrors: kubernetes plugin/pkg/admission/{defaulttolerationseconds,priority,serviceaccount},
pkg/apis/core/v1/helper/qos. Differs: no service account token is mounted.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cluster.core.objects import Manifest
from cluster.core.quantities import compare

TOLERATION_SECONDS = 300
NODE_TROUBLES = ("node.kubernetes.io/not-ready", "node.kubernetes.io/unreachable")
QOS_RESOURCES = ("cpu", "memory")
CONSTANTS: Manifest = {
    "serviceAccountName": "default",
    "serviceAccount": "default",
    "priority": 0,
    "preemptionPolicy": "PreemptLowerPriority",
    "enableServiceLinks": True,
}


def complete_spec(spec: Manifest) -> Manifest:
    """The spec of a new Pod. What it says itself stays; unchanged parts are shared."""
    completed = {**CONSTANTS, **spec}
    for group in ("initContainers", "containers"):
        if group in spec:
            completed[group] = [with_requests(container) for container in spec[group]]
    completed["tolerations"] = with_node_tolerations(spec.get("tolerations") or [])
    return completed


def with_node_tolerations(tolerations: list[Manifest]) -> list[Manifest]:
    """One toleration of 300 s for each node trouble that is not tolerated yet (N8)."""
    added = [
        {
            "key": key,
            "operator": "Exists",
            "effect": "NoExecute",
            "tolerationSeconds": TOLERATION_SECONDS,
        }
        for key in NODE_TROUBLES
        if not any(tolerates(toleration, key) for toleration in tolerations)
    ]
    return [*tolerations, *added]


def tolerates(toleration: Mapping[str, Any], key: str) -> bool:
    """Does the Pod say itself what it does about this taint with effect NoExecute?"""
    return toleration.get("key") in (key, None, "") and toleration.get("effect") in (
        "NoExecute",
        None,
        "",
    )


def with_requests(container: Manifest) -> Manifest:
    """Limits without a request become the request (D6)."""
    resources = container.get("resources") or {}
    limits = resources.get("limits") or {}
    requests = resources.get("requests") or {}
    missing = {name: amount for name, amount in limits.items() if name not in requests}
    if not missing:
        return container
    return {**container, "resources": {**resources, "requests": {**requests, **missing}}}


def qos_class(spec: Mapping[str, Any]) -> str:
    """Guaranteed, Burstable or BestEffort, by requests and limits of cpu and memory."""
    containers = [*(spec.get("initContainers") or ()), *spec["containers"]]
    resources = [container.get("resources") or {} for container in containers]
    if not any(amounts(each, "requests") or amounts(each, "limits") for each in resources):
        return "BestEffort"
    return "Guaranteed" if all(is_guaranteed(each) for each in resources) else "Burstable"


def amounts(resources: Mapping[str, Any], side: str) -> dict[str, Any]:
    """Requests or limits of cpu and memory that are more than zero."""
    given = resources.get(side) or {}
    named = {name: given[name] for name in QOS_RESOURCES if name in given}
    return {name: amount for name, amount in named.items() if compare(amount, 0)}


def is_guaranteed(resources: Mapping[str, Any]) -> bool:
    """Limits for both, and requests that are absent or the same."""
    limits, requests = amounts(resources, "limits"), amounts(resources, "requests")
    if len(limits) < len(QOS_RESOURCES):
        return False
    return all(compare(requests.get(name, limit), limit) == 0 for name, limit in limits.items())
