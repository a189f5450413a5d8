"""Small objects for tests: plain functions, each short enough to read.

Times are seconds after START. Example: a_view(a_deployment(replicas=3)) is a view with one
Deployment in the namespace `default`.
"""

from __future__ import annotations

from cluster.core.objects import Deployment, Manifest, Node, Object, Pod, ReplicaSet, read
from cluster.core.timestamps import format_micro_time, format_time
from cluster.core.view import ClusterView, Limits

START = 2_000_000_000.0
NAMESPACE = "default"


def at(seconds: float) -> str:
    """The timestamp so many seconds after START; with microseconds where there are some."""
    moment = START + seconds
    return format_time(moment) if moment == int(moment) else format_micro_time(moment)


def metadata(name: str, created: float = 0, **more: object) -> Manifest:
    return {
        "name": name,
        "namespace": NAMESPACE,
        "uid": f"uid-{name}",
        "creationTimestamp": at(created),
        "resourceVersion": "1",
        "generation": 1,
        **more,
    }


def owner(name: str, uid: str | None = None, kind: str = "ReplicaSet") -> list[Manifest]:
    return [
        {
            "apiVersion": "apps/v1",
            "kind": kind,
            "name": name,
            "uid": uid or f"uid-{name}",
            "controller": True,
            "blockOwnerDeletion": True,
        }
    ]


def a_template(image: str = "web:v1", labels: dict | None = None, **spec: object) -> Manifest:
    return {
        "metadata": {"labels": labels or {"app": "web"}},
        "spec": {
            "containers": [{"name": "c", "image": image, "resources": {}}],
            "restartPolicy": "Always",
            "terminationGracePeriodSeconds": 30,
            **spec,
        },
    }


def strategy(kind: str = "RollingUpdate", *, surge="25%", unavailable="25%") -> Manifest:
    if kind != "RollingUpdate":
        return {"type": kind}
    return {
        "type": kind,
        "rollingUpdate": {"maxSurge": surge, "maxUnavailable": unavailable},
    }


def a_deployment(
    name: str = "web",
    *,
    replicas: int = 3,
    template: Manifest | None = None,
    how: Manifest | None = None,
    status: Manifest | None = None,
    generation: int = 1,
    annotations: dict | None = None,
    **spec: object,
) -> Deployment:
    about = metadata(name, generation=generation)
    if annotations:
        about["annotations"] = annotations
    return Deployment(
        {
            "apiVersion": "apps/v1",
            "kind": "Deployment",
            "metadata": about,
            "spec": {
                "replicas": replicas,
                "selector": {"matchLabels": {"app": "web"}},
                "strategy": how or strategy(),
                "template": template or a_template(),
                "progressDeadlineSeconds": 600,
                "revisionHistoryLimit": 10,
                **spec,
            },
            "status": status or {},
        }
    )


def a_replica_set(
    name: str = "web-1",
    *,
    size: int = 3,
    counted: int | None = None,
    ready: int | None = None,
    available: int = 0,
    created: float = 0,
    template: Manifest | None = None,
    owned_by: str | None = "web",
    **more: object,
) -> ReplicaSet:
    """A set; `annotations`, `labels` and the like of its metadata may be given as `more`."""
    given = template or a_template()
    about = metadata(name, created, labels=given["metadata"].get("labels", {}))
    if owned_by is not None:
        about["ownerReferences"] = owner(owned_by, kind="Deployment")
    status = {
        "replicas": size if counted is None else counted,
        "readyReplicas": available if ready is None else ready,
        "availableReplicas": available,
        "observedGeneration": 1,
        "terminatingReplicas": 0,
        **more.pop("status", {}),
    }
    spec = {"replicas": size, "selector": {"matchLabels": {"app": "web"}}, "template": given}
    spec.update(more.pop("spec", {}))
    about.update(more)
    return ReplicaSet(
        {
            "apiVersion": "apps/v1",
            "kind": "ReplicaSet",
            "metadata": about,
            "spec": spec,
            "status": {key: value for key, value in status.items() if value is not None},
        }
    )


def a_pod(
    name: str = "web-1-a",
    *,
    owned_by: str | None = "web-1",
    node: str = "node-1",
    phase: str = "Running",
    ready_at: float | None = 0,
    is_ready: bool = True,
    created: float = 0,
    labels: dict | None = None,
    restarts: int = 0,
    **more: object,
) -> Pod:
    """A Pod; `ready_at` None leaves the moment of its readiness unknown."""
    about = metadata(name, created, labels={"app": "web"} if labels is None else labels)
    if owned_by is not None:
        about["ownerReferences"] = owner(owned_by)
    spec = {**a_template()["spec"], **({"nodeName": node} if node else {})}
    spec.update(more.pop("spec", {}))
    condition = {"type": "Ready", "status": "True" if is_ready else "False"}
    if ready_at is not None:
        condition["lastTransitionTime"] = at(ready_at)
    status = {
        "phase": phase,
        "conditions": [condition],
        "containerStatuses": [{"name": "c", "restartCount": restarts}],
        **more.pop("status", {}),
    }
    about.update(more)
    return Pod(
        {"apiVersion": "v1", "kind": "Pod", "metadata": about, "spec": spec, "status": status}
    )


def a_node(name: str = "node-1", *, is_ready: bool = True, pods: int = 110) -> Node:
    about = metadata(name)
    del about["namespace"]
    room = {"cpu": "16", "memory": "64Gi", "pods": str(pods)}
    return Node(
        {
            "apiVersion": "v1",
            "kind": "Node",
            "metadata": {**about, "labels": {"kubernetes.io/hostname": name}},
            "spec": {},
            "status": {
                "capacity": room,
                "allocatable": room,
                "conditions": [{"type": "Ready", "status": "True" if is_ready else "Unknown"}],
            },
        }
    )


def a_namespace(name: str = NAMESPACE) -> Object:
    about = metadata(name)
    del about["namespace"]
    return read(
        {
            "apiVersion": "v1",
            "kind": "Namespace",
            "metadata": about,
            "spec": {"finalizers": ["kubernetes"]},
            "status": {"phase": "Active"},
        }
    )


def a_view(*objects: Object, limits: Limits | None = None) -> ClusterView:
    """A view with the namespace `default` and these objects."""
    view = ClusterView("seed", revision=1, limits=limits)
    for each in (a_namespace(), *objects):
        view.put(each)
    return view
