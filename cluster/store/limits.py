"""Quotas of a cluster: the server's (`KUBELOOP_LIMITS_*`), or smaller ones of its own.

Whoever runs a class says how many Pods each learner may have; the other objects follow from that,
so that nobody fills a small machine with what is no Pod.

Example: a learner of a class with 100 Pods each: 100 Pods, 2,000 objects, and nodes as the server
allows.
"""

from __future__ import annotations

from dataclasses import replace

from django.conf import settings

from cluster import models
from cluster.core.view import Limits

OBJECTS_BESIDE, OBJECTS_FOR_EACH_POD = 1_000, 10


def server_limits() -> Limits:
    """What any cluster may have."""
    wanted = getattr(settings, "KUBELOOP_LIMITS", {})
    known = {name: wanted[name] for name in ("nodes", "pods", "objects") if name in wanted}
    return Limits(**known)


def limits_of(row: models.Cluster) -> Limits:
    """The quotas that every write to this cluster is held against."""
    limits, pods = server_limits(), row.most_pods
    if pods is None:
        return limits
    objects = OBJECTS_BESIDE + OBJECTS_FOR_EACH_POD * pods
    return replace(limits, pods=min(limits.pods, pods), objects=min(limits.objects, objects))
