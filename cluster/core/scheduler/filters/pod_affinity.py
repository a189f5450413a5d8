"""Required pod affinity and anti-affinity: beside whom a Pod must or must not stand.

Anti-affinity holds both ways: a Pod that is already there may refuse the newcomer. A Pod whose
affinity means itself may go anywhere while it is the first of its kind.

Example: anti-affinity to app=web on kubernetes.io/hostname puts at most one web Pod on a node; on a
cluster of 3 the fourth reads `node(s) didn't match pod anti-affinity rules`.
Mirrors: kubernetes scheduler/framework/plugins/interpodaffinity.
Differs: namespaceSelector is not read; only Pods of the same namespace refuse newcomers.
"""

from __future__ import annotations

from collections.abc import Iterator

from cluster.core.objects import Manifest, Node, Pod, ReplicaSet
from cluster.core.scheduler.ask import Ask
from cluster.core.scheduler.neighbours import REQUIRED, domains, means, selected, terms
from cluster.core.scheduler.plugin import Filter, Refusal

NO_AFFINITY = Refusal(("node(s) didn't match pod affinity rules",))
ANTI_AFFINITY = Refusal(("node(s) didn't match pod anti-affinity rules",), may_help=True)
EXISTING = Refusal(("node(s) didn't satisfy existing pods anti-affinity rules",), may_help=True)


def applies(ask: Ask) -> bool:
    affinity = ask.affinity
    if "podAffinity" in affinity or "podAntiAffinity" in affinity:
        return True
    return any(True for _ in repelling(ask))


def repelling(ask: Ask) -> Iterator[tuple[Pod, Manifest]]:
    """Placed Pods of the namespace with a required anti-affinity term that means the newcomer."""
    view, namespace = ask.view, ask.pod.namespace
    for owner in view.every(ReplicaSet):
        if owner.namespace == namespace and "affinity" in (owner.template.get("spec") or {}):
            for pod in view.pods_of(owner.uid):
                yield from repels(pod, ask.pod)
    for orphan in view.orphans("Pod", namespace):
        if isinstance(orphan, Pod) and "affinity" in orphan.manifest["spec"]:
            yield from repels(orphan, ask.pod)


def repels(pod: Pod, newcomer: Pod) -> Iterator[tuple[Pod, Manifest]]:
    if pod.node_name and pod.is_active:
        for term in terms(pod.manifest["spec"], "podAntiAffinity", REQUIRED):
            if means(term, pod.namespace, newcomer):
                yield pod, term


def refuse(ask: Ask, node: Node) -> Refusal | None:
    namespace = ask.pod.namespace
    for term in terms(ask.spec, "podAffinity", REQUIRED):
        counts = domains(ask.view, term["topologyKey"], selected(ask.view, term, namespace))
        if not counts and means(term, namespace, ask.pod):
            continue
        if not counts[node.labels.get(term["topologyKey"], "")]:
            return NO_AFFINITY
    for term in terms(ask.spec, "podAntiAffinity", REQUIRED):
        counts = domains(ask.view, term["topologyKey"], selected(ask.view, term, namespace))
        if counts[node.labels.get(term["topologyKey"], "")]:
            return ANTI_AFFINITY
    for pod, term in repelling(ask):
        where = domains(ask.view, term["topologyKey"], [pod])
        if where[node.labels.get(term["topologyKey"], "")]:
            return EXISTING
    return None


FILTER = Filter("InterPodAffinity", applies, refuse)
