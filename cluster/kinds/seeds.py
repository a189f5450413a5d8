"""The first objects of a new cluster: namespaces, nodes with their Leases, Clock, image catalogue.

Example: `first_manifests("s", 3, now, 1.0)` has node-1 to node-3 and the namespace `default`;
`demo_manifests()` is the Deployment `web` (3 x web:v1) with its Service.
"""

from __future__ import annotations

from cluster.core.names import draw
from cluster.core.objects import Manifest
from cluster.kinds import deployment, service
from cluster.kinds.base import Context
from cluster.kinds.catalogue import default_images
from cluster.kinds.clock import new_clock
from cluster.kinds.lease import new_lease
from cluster.kinds.namespace import new_namespace
from cluster.kinds.node import new_node
from cluster.kinds.serviceaccount import new_service_account

NAMESPACES = ("default", "kube-node-lease", "kube-public", "kube-system")


def first_manifests(seed: str, nodes: int, now: float, speed: float) -> list[Manifest]:
    """What stands in a cluster before anybody has done anything."""
    names = [f"node-{index}" for index in range(1, nodes + 1)]
    return [
        *(new_namespace(name) for name in NAMESPACES),
        *(new_service_account(name) for name in NAMESPACES),
        new_clock(now, speed),
        *(new_node(name, index, now) for index, name in enumerate(names, start=1)),
        *(new_lease(name, now) for name in names),
        *default_images(),
    ]


def demo_manifests() -> list[Manifest]:
    """The first visitor's example: a Deployment of three and the Service in front of it."""
    context = Context(number=lambda purpose: draw("demo", purpose))
    labels = {"app": "web"}
    container = {
        "name": "web",
        "image": "web:v1",
        "ports": [{"name": "http", "containerPort": 80}],
    }
    web = {
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "metadata": {"name": "web", "namespace": "default", "labels": labels},
        "spec": {
            "replicas": 3,
            "selector": {"matchLabels": labels},
            "template": {"metadata": {"labels": labels}, "spec": {"containers": [container]}},
        },
    }
    front = {
        "apiVersion": "v1",
        "kind": "Service",
        "metadata": {"name": "web", "namespace": "default", "labels": labels},
        "spec": {"selector": labels, "ports": [{"port": 80, "targetPort": 80}]},
    }
    return [
        deployment.KIND.admit_create(web, context),
        service.KIND.admit_create(front, context),
    ]
