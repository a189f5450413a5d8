"""A cluster's objects as YAML that `kubectl apply -f` takes in a fresh cluster.

What a learner owns: no object that a controller made, none that every cluster has, nothing of the
playground's own group. Of each object only what its author would write: no status, no identity, and
no value that the server fills in by itself. A value is left out when the kind's own defaults bring
it back, so whatever deviates from them stays.

Example: the Deployment `web` of a new visitor becomes 17 lines: its labels, 3 replicas, the
selector, the template with name, image and port.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterable
from typing import Any

import msgspec

from cluster.core.objects import Manifest
from cluster.core.pod_defaults import TOKEN_PATH, complete_spec
from cluster.kinds import by_kind
from cluster.kinds.seeds import NAMESPACES
from cluster.store import orm
from cluster.store.checkpoints import Past, past_at
from cluster.store.journal import ExpiredError
from playground.kubectl.printers.yaml_text import yaml_text

EXPORTED = (
    "Namespace",
    "ServiceAccount",
    "ConfigMap",
    "Secret",
    "Service",
    "Deployment",
    "ReplicaSet",
    "Pod",
    "HorizontalPodAutoscaler",
    "PodDisruptionBudget",
)
"""In the order in which they must be created."""
LEFT_BEHIND = {
    "Endpoints": "a controller writes them",
    "EndpointSlice": "a controller writes them",
    "Event": "they tell what happened here",
    "Node": "every cluster has its own",
    "Lease": "a sign of life of this cluster's nodes",
    "Clock": "a real cluster does not know it",
    "Fault": "a real cluster does not know it",
    "Image": "a real cluster does not know it",
}
OF_EVERY_CLUSTER = {"Namespace": frozenset(NAMESPACES), "ServiceAccount": frozenset({"default"})}
KEPT_METADATA = ("name", "namespace", "labels", "annotations")
SERVERS_ANNOTATIONS = frozenset(
    {
        "kubectl.kubernetes.io/last-applied-configuration",
        "deployment.kubernetes.io/revision",
        "deployment.kubernetes.io/desired-replicas",
        "deployment.kubernetes.io/max-replicas",
    }
)
SERVERS_LABELS = frozenset({"kubernetes.io/metadata.name"})
ALWAYS_SAID = frozenset({"replicas"})
TOKEN_VOLUME = "kube-api-access-"
USUAL_FAMILY = {"ipFamilies": ["IPv4"], "ipFamilyPolicy": "SingleStack"}
Fill = Callable[[Manifest], Manifest]


def export_text(cluster_id: str, revision: int | None = None) -> str:
    """The document of a cluster at a revision, by default the newest. Runs on a reader thread.

    Raises UnknownClusterError and journal.ExpiredError."""
    wanted = orm.current_revision(cluster_id) if revision is None else revision
    past = past_at(cluster_id, wanted)
    if past.revision != wanted:
        raise ExpiredError(wanted, past.revision)
    texts = [yaml_text(each) for each in manifests_of(past)]
    head = f"# A Kubeloop cluster at revision {wanted}: {len(texts)} objects.\n"
    return head + "---\n".join(texts)


def manifests_of(past: Past) -> list[Manifest]:
    """What is exported, in order."""
    found = [
        (EXPORTED.index(kept.kind), kept.namespace, kept.name, msgspec.json.decode(kept.object))
        for kept in past.state.values()
        if kept.kind in EXPORTED
    ]
    own = (each for each in sorted(found, key=lambda each: each[:3]) if is_own(each[3]))
    return [cleaned(manifest) for *_, manifest in own]


def is_own(manifest: Manifest) -> bool:
    """Did somebody write it, and will it stay?"""
    metadata = manifest["metadata"]
    if metadata.get("ownerReferences") or metadata.get("deletionTimestamp"):
        return False
    return metadata["name"] not in OF_EVERY_CLUSTER.get(manifest["kind"], ())


def cleaned(manifest: Manifest) -> Manifest:
    """As its author would write it."""
    kind = by_kind(manifest["kind"])
    assert kind is not None
    own: Manifest = copy.deepcopy(
        {key: value for key, value in manifest.items() if key not in ("status", "metadata")}
    )
    if kind.kind == "Service":
        without_addresses(own["spec"])
    if kind.kind == "Pod":
        without_placement(own["spec"])
    prune(own, filled_pod if kind.kind == "Pod" else kind.defaults)
    return {**own, **kind.type_meta, "metadata": metadata_of(manifest["metadata"])}


def metadata_of(metadata: Manifest) -> Manifest:
    """Name and what was written on the object; the namespace unless it is the usual one."""
    kept = {key: metadata[key] for key in KEPT_METADATA if metadata.get(key)}
    if kept.get("namespace") == "default":
        del kept["namespace"]
    for key, servers in (("annotations", SERVERS_ANNOTATIONS), ("labels", SERVERS_LABELS)):
        own = {name: text for name, text in kept.pop(key, {}).items() if name not in servers}
        if own:
            kept[key] = own
    return kept


def without_addresses(spec: Manifest) -> None:
    """Another cluster gives addresses of its own; a headless Service stays one."""
    spec.pop("clusterIPs", None)
    if spec.get("clusterIP") != "None":
        spec.pop("clusterIP", None)
    for key, usual in USUAL_FAMILY.items():
        if spec.get(key) == usual:
            del spec[key]


def without_placement(spec: Manifest) -> None:
    """Where the scheduler put a Pod, and the account's token that it was given."""
    spec.pop("nodeName", None)
    leave_out(spec, "volumes", lambda each: each["name"].startswith(TOKEN_VOLUME))
    for container in every_container(spec):
        leave_out(container, "volumeMounts", lambda each: each["mountPath"] == TOKEN_PATH)


def every_container(spec: Manifest) -> Iterable[Manifest]:
    return (*spec.get("initContainers", ()), *spec["containers"])


def leave_out(holder: Manifest, key: str, is_servers: Callable[[Manifest], bool]) -> None:
    """Take some out of a list; an empty list goes too."""
    kept = [each for each in holder.pop(key, ()) if not is_servers(each)]
    if kept:
        holder[key] = kept


def filled_pod(manifest: Manifest) -> Manifest:
    """All that the server says in a Pod that its author did not."""
    kind = by_kind("Pod")
    assert kind is not None
    filled = kind.defaults(manifest)
    return {**filled, "spec": complete_spec(filled["spec"])}


def prune(manifest: Manifest, fill: Fill) -> None:
    """Take out, in place, whatever `fill` brings back; whole branches first."""
    whole = copy.deepcopy(fill(manifest))

    def visit(node: Any) -> None:
        if isinstance(node, list):
            for index in reversed(range(len(node))):
                value = node.pop(index)
                if not is_same(manifest, fill, whole):
                    node.insert(index, value)
                    visit(value)
        elif isinstance(node, dict):
            for key in sorted(node.keys() - ALWAYS_SAID):
                value = node.pop(key)
                if not is_same(manifest, fill, whole):
                    node[key] = value
                    visit(value)

    visit(manifest)


def is_same(manifest: Manifest, fill: Fill, whole: Manifest) -> bool:
    """Does it still mean the same? What lacks something the defaults look at does not."""
    try:
        return fill(manifest) == whole
    except (KeyError, TypeError, AttributeError):
        return False
