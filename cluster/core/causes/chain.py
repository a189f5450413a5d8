"""Who explains which kind: one literal table. An object that is well has an empty chain.

Example: causes_of(service, scene) for a Service whose Pods crash gives four links: the Service, the
Pod, what its image does, which is the root and carries the cure.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import islice
from typing import Any

from cluster.core.causes import nodes, pods, services, targets, workloads
from cluster.core.causes.model import Chain, Link, Scene
from cluster.core.controllers.deployment.standing import Standing, standing
from cluster.core.objects import Deployment, Object

MOST_LINKS = 8
EXPLAINED: dict[str, Callable[[Any, Scene], Chain]] = {
    "Pod": pods.explain,
    "ReplicaSet": workloads.explain_replica_set,
    "Deployment": workloads.explain_deployment,
    "Service": services.explain,
    "Node": nodes.explain,
    "HorizontalPodAutoscaler": targets.explain_autoscaler,
}


def causes_of(found: Object, scene: Scene) -> list[Link]:
    """From the symptom to the root; empty when nothing is wrong, or nobody explains the kind."""
    explain = EXPLAINED.get(found.kind)
    return [] if explain is None else list(islice(explain(found, scene), MOST_LINKS))


def standing_of(found: Object, scene: Scene) -> Standing | None:
    """Why the next step of a Deployment does not come, or that all is done."""
    if not isinstance(found, Deployment) or found.is_deleting:
        return None
    return standing(found, workloads.sets_of(found, scene))
