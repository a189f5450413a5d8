"""A visitor's own clusters: found again, or made on first sight.

Whoever opens `/` gets a cluster with the Deployment `web` running, without an account, and finds
the newest one again. How many one visitor may have is a quota
(`KUBELOOP_LIMITS_CLUSTERS_PER_VISITOR`).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet

from cluster.store import clusters
from cluster.store.forks import fork
from playground.access import grant
from playground.models import Grant, Role

if TYPE_CHECKING:
    from cluster.models import Cluster

FIRST_NAME = "my cluster"


class TooManyClustersError(Exception):
    """The visitor has as many clusters as the quota allows."""


def find_own(visitor: str) -> str | None:
    """The id of the visitor's newest own cluster."""
    return newest_first(visitor).values_list("cluster_id", flat=True).first()


def newest_first(visitor: str) -> QuerySet[Grant]:
    """The visitor's own grants."""
    return Grant.objects.filter(visitor=visitor, is_own=True).order_by("-created_at", "-id")


def create_own(visitor: str, *, name: str = FIRST_NAME, demo: bool = True) -> Cluster:
    """Make a cluster that belongs to the visitor."""
    return own(visitor, lambda: clusters.create_cluster(name, demo=demo))


def fork_own(visitor: str, cluster_id: str, revision: int | None, *, name: str) -> Cluster:
    """A cluster of the visitor that goes on from a past moment of another; its time stands.

    Raises what `forks.fork` raises, and TooManyClustersError."""
    return own(visitor, lambda: fork(cluster_id, revision, name=name, paused=True))


def own(visitor: str, make: Callable[[], Cluster]) -> Cluster:
    """Make a cluster and give it to the visitor, within the quota."""
    with transaction.atomic():
        if newest_first(visitor).count() >= settings.KUBELOOP_LIMITS["clusters_per_visitor"]:
            raise TooManyClustersError(visitor)
        made = make()
        grant(visitor, made, Role.OWNER, is_own=True)
    return made


def find_or_create_own(visitor: str) -> str:
    """The id of the visitor's cluster, made now if there is none. Runs on the writer thread."""
    return find_own(visitor) or create_own(visitor).id
