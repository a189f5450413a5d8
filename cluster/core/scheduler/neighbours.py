"""Which Pods count as neighbours: those of the right namespaces and labels, by topology.

A topology is a node label; all nodes with the same value of it are one domain. With
`kubernetes.io/hostname` each node is its own.

Example: domains(view, "kubernetes.io/hostname", pods) gives the number of those Pods for each node.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from cluster.core.objects import Manifest, Node, Pod
from cluster.core.selectors import compile_selector
from cluster.core.view import ClusterView

REQUIRED = "requiredDuringSchedulingIgnoredDuringExecution"
PREFERRED = "preferredDuringSchedulingIgnoredDuringExecution"


def selected(view: ClusterView, term: Manifest, namespace: str) -> Iterator[Pod]:
    """Placed, live Pods that an affinity term of a Pod of that namespace means."""
    selector = compile_selector(term.get("labelSelector"))
    namespaces = term.get("namespaces") or [namespace]
    for pod in view.every(Pod):
        is_placed = pod.node_name and pod.is_active and pod.namespace in namespaces
        if is_placed and selector.matches(pod.labels):
            yield pod


def means(term: Manifest, owner_namespace: str, pod: Pod) -> bool:
    """Does a term, written in a Pod of that namespace, mean this Pod?"""
    namespaces = term.get("namespaces") or [owner_namespace]
    return pod.namespace in namespaces and compile_selector(term.get("labelSelector")).matches(
        pod.labels
    )


def domains(view: ClusterView, key: str, pods: Iterable[Pod]) -> Counter[str]:
    """How many of the Pods each domain of that topology has."""
    counts: Counter[str] = Counter()
    for pod in pods:
        node = view.find(Node, "", pod.node_name)
        if node is not None and key in node.labels:
            counts[node.labels[key]] += 1
    return counts


def terms(spec: Mapping[str, Any], kind: str, strength: str) -> list[Manifest]:
    """The terms of podAffinity or podAntiAffinity, required or preferred."""
    affinity = (spec.get("affinity") or {}).get(kind) or {}
    return affinity.get(strength) or []
