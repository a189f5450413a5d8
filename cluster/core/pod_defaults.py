"""What every new Pod is given beyond its template: tolerations, priority, account, requests, token.

The API server fills these in when a Pod is created, not in the template of its ReplicaSet, so both
the ReplicaSet controller and the Pod kind call this (SPEC N8, D6).

Example: a Pod without tolerations tolerates a lost node for 300 seconds, and a container with a
cpu limit of 500m and no request gets a request of 500m.
Mirrors: kubernetes plugin/pkg/admission/{defaulttolerationseconds,priority,serviceaccount},
pkg/apis/core/v1/helper/qos. Differs: the volume of the account's token has one name for all Pods of
an account, so that they share it; a real server draws one for each Pod.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from cluster.core.names import suffix
from cluster.core.objects import Manifest
from cluster.core.quantities import compare

TOLERATION_SECONDS = 300
NODE_TROUBLES = ("node.kubernetes.io/not-ready", "node.kubernetes.io/unreachable")
QOS_RESOURCES = ("cpu", "memory")
TOKEN_PATH = "/var/run/secrets/kubernetes.io/serviceaccount"
TOKEN_SECONDS = 3607
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
    if spec.get("hostNetwork"):
        completed["containers"] = [with_host_ports(each) for each in completed["containers"]]
    completed["tolerations"] = with_node_tolerations(spec.get("tolerations") or [])
    return with_token(completed)


def with_host_ports(container: Manifest) -> Manifest:
    """On the node's own network a container's ports are the node's."""
    if "ports" not in container:
        return container
    ports = [{"hostPort": port.get("containerPort", 0), **port} for port in container["ports"]]
    return {**container, "ports": ports}


def with_token(spec: Manifest) -> Manifest:
    """The spec with the account's token mounted in every container that mounts nothing there."""
    if spec.get("automountServiceAccountToken") is False:
        return spec
    volume, mount = token_volume(spec["serviceAccountName"])
    volumes = spec.get("volumes") or []
    if all(each.get("name") != volume["name"] for each in volumes):
        spec = {**spec, "volumes": [*volumes, volume]}
    for group in ("initContainers", "containers"):
        if group in spec:
            spec = {**spec, group: [with_mount(container, mount) for container in spec[group]]}
    return spec


def with_mount(container: Manifest, mount: Manifest) -> Manifest:
    mounts = container.get("volumeMounts") or []
    if any(each.get("mountPath") == mount["mountPath"] for each in mounts):
        return container
    return {**container, "volumeMounts": [*mounts, mount]}


@lru_cache(maxsize=256)
def token_volume(account: str) -> tuple[Manifest, Manifest]:
    """(the projected volume, its mount) of an account; never changed, so all Pods share them."""
    name = f"kube-api-access-{suffix('token', account)}"
    namespace = {"apiVersion": "v1", "fieldPath": "metadata.namespace"}
    sources = [
        {"serviceAccountToken": {"expirationSeconds": TOKEN_SECONDS, "path": "token"}},
        {"configMap": {"name": "kube-root-ca.crt", "items": [{"key": "ca.crt", "path": "ca.crt"}]}},
        {"downwardAPI": {"items": [{"path": "namespace", "fieldRef": namespace}]}},
    ]
    volume = {"name": name, "projected": {"defaultMode": 0o644, "sources": sources}}
    return volume, {"name": name, "readOnly": True, "mountPath": TOKEN_PATH}


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
