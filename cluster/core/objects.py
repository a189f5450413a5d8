"""A typed reading of manifests: one read-only object for each stored manifest.

The manifest (plain JSON) is the truth and is kept whole. What controllers ask for again and again
is read out once, when the object is made, and never changes: a write makes a new manifest that
shares its unchanged parts with the old one, and a new object.

Example: Pod(manifest).is_ready is True when the Pod's Ready condition is True.
`sim` is what the simulated machine remembers beside the manifest (a kubelet's stage and the moment
it ends). The API never shows it; it is stored and journalled like the manifest.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Self, TypeVar

from cluster.core.timestamps import parse_time

T = TypeVar("T")
Manifest = dict[str, Any]
Key = tuple[str, str, str]
"""(kind, namespace, name); the namespace is "" for cluster-scoped objects."""

NOTHING: Mapping[str, Any] = {}
FINAL_PHASES = frozenset({"Succeeded", "Failed"})


class Object:
    """Any API object. Subclasses add what their kind needs."""

    __slots__ = (
        "annotations",
        "controller_uid",
        "created",
        "deletion_timestamp",
        "finalizers",
        "generation",
        "kind",
        "labels",
        "manifest",
        "memo",
        "metadata",
        "name",
        "namespace",
        "owner_references",
        "revision",
        "sim",
        "uid",
    )

    def __init__(self, manifest: Manifest, sim: Manifest | None = None) -> None:
        metadata: Manifest = manifest["metadata"]
        self.manifest = manifest
        self.sim = sim
        self.memo: dict[Callable[[Any], Any], Any] | None = None
        self.metadata = metadata
        self.kind: str = manifest["kind"]
        self.namespace: str = metadata.get("namespace", "")
        self.name: str = metadata["name"]
        self.uid: str = metadata.get("uid", "")
        self.revision = int(metadata.get("resourceVersion", 0))
        self.generation: int = metadata.get("generation", 0)
        self.labels: Mapping[str, str] = metadata.get("labels") or NOTHING
        self.annotations: Mapping[str, str] = metadata.get("annotations") or NOTHING
        self.created = parse_time(metadata["creationTimestamp"])
        self.finalizers: list[str] = metadata.get("finalizers") or []
        deleted = metadata.get("deletionTimestamp")
        self.deletion_timestamp = None if deleted is None else parse_time(deleted)
        self.owner_references: list[Manifest] = metadata.get("ownerReferences") or []
        self.controller_uid: str | None = None
        for reference in self.owner_references:
            if reference.get("controller"):
                self.controller_uid = reference["uid"]

    @property
    def key(self) -> Key:
        return (self.kind, self.namespace, self.name)

    @property
    def spec(self) -> Manifest:
        return self.manifest.get("spec") or {}

    @property
    def status(self) -> Manifest:
        return self.manifest.get("status") or {}

    def once(self, compute: Callable[[Self], T]) -> T:
        """What `compute` says of this object; computed once and forgotten with the object."""
        if self.memo is None:
            self.memo = {}
        try:
            known: T = self.memo[compute]
        except KeyError:
            known = self.memo[compute] = compute(self)
        return known

    def take_over(self, old: Object) -> None:
        """Keep what was found out about the parts that a write on `old` left as they were."""

    @property
    def is_deleting(self) -> bool:
        return self.deletion_timestamp is not None

    def __repr__(self) -> str:
        return f"<{self.kind} {self.namespace}/{self.name} @{self.revision}>"


class Pod(Object):
    """A Pod, with the facts that ReplicaSets, the scheduler and endpoints look at."""

    __slots__ = (
        "ip",
        "is_active",
        "is_final",
        "is_ready",
        "labels_key",
        "node_name",
        "phase",
        "ready_since",
    )

    def __init__(self, manifest: Manifest, sim: Manifest | None = None) -> None:
        super().__init__(manifest, sim)
        status: Mapping[str, Any] = manifest.get("status") or NOTHING
        self.node_name: str = manifest["spec"].get("nodeName", "")
        self.phase: str = status.get("phase", "Pending")
        self.ip: str = status.get("podIP", "")
        self.is_final = self.phase in FINAL_PHASES
        self.is_active = not self.is_final and self.deletion_timestamp is None
        self.is_ready = False
        self.ready_since: float | None = None
        for condition in status.get("conditions") or ():
            if condition["type"] == "Ready":
                self.is_ready = condition["status"] == "True"
                if self.is_ready and condition.get("lastTransitionTime"):
                    self.ready_since = parse_time(condition["lastTransitionTime"])
        self.labels_key = tuple(sorted(self.labels.items()))

    @property
    def container_statuses(self) -> list[Manifest]:
        return self.status.get("containerStatuses") or []


class Templated(Object):
    """What makes Pods: it has a selector and a template.

    `template_text` is the template as canonical text. Who compares templates makes it
    (controllers/deployment/template.py); it stays for as long as writes leave the template alone,
    and goes with the object."""

    __slots__ = ("template_text",)

    def __init__(self, manifest: Manifest, sim: Manifest | None = None) -> None:
        super().__init__(manifest, sim)
        self.template_text: str | None = None

    @property
    def selector(self) -> Manifest:
        return self.spec.get("selector") or {}

    @property
    def template(self) -> Manifest:
        return self.spec.get("template") or {}

    def take_over(self, old: Object) -> None:
        """The text of a template that is the same object still says the same."""
        if isinstance(old, Templated) and self.template is old.template:
            self.template_text = old.template_text


class ReplicaSet(Templated):
    """A ReplicaSet: wanted size, and the counts its controller last reported."""

    __slots__ = (
        "available",
        "counted",
        "min_ready_seconds",
        "observed_generation",
        "ready",
        "size",
    )

    def __init__(self, manifest: Manifest, sim: Manifest | None = None) -> None:
        super().__init__(manifest, sim)
        spec: Mapping[str, Any] = manifest.get("spec") or NOTHING
        status: Mapping[str, Any] = manifest.get("status") or NOTHING
        self.size: int = spec.get("replicas", 1)
        self.min_ready_seconds: int = spec.get("minReadySeconds", 0)
        self.counted: int = status.get("replicas", 0)
        self.ready: int = status.get("readyReplicas", 0)
        self.available: int = status.get("availableReplicas", 0)
        self.observed_generation: int = status.get("observedGeneration", 0)


class Deployment(Templated):
    """A Deployment's spec in the words the controller uses."""

    __slots__ = ("is_paused", "min_ready_seconds", "replicas", "strategy_type")

    def __init__(self, manifest: Manifest, sim: Manifest | None = None) -> None:
        super().__init__(manifest, sim)
        spec: Mapping[str, Any] = manifest.get("spec") or NOTHING
        self.replicas: int = spec.get("replicas", 1)
        self.is_paused: bool = bool(spec.get("paused", False))
        self.min_ready_seconds: int = spec.get("minReadySeconds", 0)
        self.strategy_type: str = (spec.get("strategy") or NOTHING).get("type", "RollingUpdate")

    @property
    def progress_deadline_seconds(self) -> int | None:
        return self.spec.get("progressDeadlineSeconds")


class Node(Object):
    """A Node: may Pods go there, and do they have to leave?"""

    __slots__ = ("is_ready", "is_unschedulable", "taints")

    def __init__(self, manifest: Manifest, sim: Manifest | None = None) -> None:
        super().__init__(manifest, sim)
        spec: Mapping[str, Any] = manifest.get("spec") or NOTHING
        status: Mapping[str, Any] = manifest.get("status") or NOTHING
        self.is_unschedulable: bool = bool(spec.get("unschedulable", False))
        self.taints: list[Manifest] = spec.get("taints") or []
        self.is_ready = any(
            condition["type"] == "Ready" and condition["status"] == "True"
            for condition in status.get("conditions") or ()
        )


class Service(Object):
    """A Service; its selector is a plain label map."""

    __slots__ = ("selector",)

    def __init__(self, manifest: Manifest, sim: Manifest | None = None) -> None:
        super().__init__(manifest, sim)
        self.selector: Mapping[str, str] = (manifest.get("spec") or NOTHING).get(
            "selector"
        ) or NOTHING


READINGS: dict[str, type[Object]] = {
    "Pod": Pod,
    "ReplicaSet": ReplicaSet,
    "Deployment": Deployment,
    "Node": Node,
    "Service": Service,
}


def read(manifest: Manifest, sim: Manifest | None = None) -> Object:
    """The typed reading of a manifest; a plain Object for kinds without one of their own."""
    return READINGS.get(manifest["kind"], Object)(manifest, sim)


def controller_reference(owner: Object, api_version: str) -> Manifest:
    """The owner reference that a controller writes into what it creates (O2)."""
    return {
        "apiVersion": api_version,
        "kind": owner.kind,
        "name": owner.name,
        "uid": owner.uid,
        "controller": True,
        "blockOwnerDeletion": True,
    }
