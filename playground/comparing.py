"""Two runs of one moment under two strategies, with the same update and clocks in step.

Both are forks of the visitor's cluster at the same revision, so they have the same seed. They are
not the visitor's own clusters: the next comparison takes their place, and the worker's housekeeping
takes away those that nobody looked at for an hour.

Example: start(visitor, "k7f2mq", Wish(name="web", image="web:v2", left=..., right=...)).
"""

from __future__ import annotations

from typing import Any

import msgspec
from django.db import transaction

from cluster.core.actions import Why
from cluster.core.objects import Manifest
from cluster.kinds import by_kind
from cluster.store import clusters
from cluster.store.clock import wall_time
from cluster.store.forks import fork
from cluster.store.orm import Editing, edit
from playground.access import grant
from playground.models import Grant, Role

PREFIX = "compare: "
FORGOTTEN_SECONDS = 3_600.0
AT_ONCE = 50


class Strategy(msgspec.Struct, forbid_unknown_fields=True):
    """One side: what `spec.strategy` says, and the name of the side."""

    title: str
    type: str
    surge: int | str | None = None
    unavailable: int | str | None = None


class Wish(msgspec.Struct, forbid_unknown_fields=True):
    """What is compared: a Deployment, the image that it gets, and two strategies."""

    name: str
    image: str
    left: Strategy
    right: Strategy
    namespace: str = "default"
    revision: int | None = None


class Side(msgspec.Struct):
    """One run: its cluster, and the revision of the write that starts its rollout."""

    cluster: str
    since: int
    started: float


class NoSuchDeploymentError(LookupError):
    """The Deployment is not there at that moment."""


def start(visitor: str, cluster_id: str, wish: Wish) -> list[Side]:
    """Make both runs, standing at the moment of the update. Runs on the writer thread.

    Raises what a fork raises, NoSuchDeploymentError, and the ApiError of a refused strategy."""
    wall = wall_time()
    with transaction.atomic():
        forget(visitor, wall)
        return [begin(visitor, cluster_id, wish, each) for each in (wish.left, wish.right)]


def begin(visitor: str, cluster_id: str, wish: Wish, strategy: Strategy) -> Side:
    title = f"{PREFIX}{strategy.title}"[:63]
    made = fork(cluster_id, wish.revision, name=title, paused=True)
    grant(visitor, made, Role.OWNER)
    with edit(made.id) as editing:
        update(editing, wish, strategy)
        since = editing.ledger.revision
    return Side(made.id, since, editing.now)


def update(editing: Editing, wish: Wish, strategy: Strategy) -> None:
    """One write: the strategy and the new image."""
    found = editing.get("Deployment", wish.namespace, wish.name)
    if found is None:
        raise NoSuchDeploymentError(wish.name)
    template = found.spec["template"]
    first, *others = template["spec"]["containers"]
    pod = {**template["spec"], "containers": [{**first, "image": wish.image}, *others]}
    spec = {
        **found.spec,
        "strategy": manifest_of(strategy),
        "template": {**template, "spec": pod},
    }
    admitted = by_kind("Deployment").admit_update({**found.manifest, "spec": spec}, found.manifest)
    text = f"set image of {wish.name} to {wish.image}, strategy {strategy.title}"
    editing.ledger.update(found, admitted, "user", Why("user", text))


def manifest_of(strategy: Strategy) -> Manifest:
    if strategy.type != "RollingUpdate":
        return {"type": strategy.type}
    rolling: dict[str, Any] = {}
    if strategy.surge is not None:
        rolling["maxSurge"] = strategy.surge
    if strategy.unavailable is not None:
        rolling["maxUnavailable"] = strategy.unavailable
    return {"type": strategy.type, "rollingUpdate": rolling}


def set_clocks(cluster_ids: list[str], *, speed: float, paused: bool) -> None:
    """Let clocks run or stand from one moment on, so that they stay in step."""
    wall = wall_time()
    with transaction.atomic():
        for cluster_id in cluster_ids:
            with edit(cluster_id, wall) as editing:
                clock = editing.get("Clock", "", "clock")
                assert clock is not None
                spec = {**clock.spec, "speed": speed, "paused": paused}
                manifest = by_kind("Clock").admit_update(
                    {**clock.manifest, "spec": spec}, clock.manifest
                )
                why = Why("user", "resumed time" if not paused else "paused time")
                editing.ledger.update(clock, manifest, "user", why)


def may_drive(visitor: str, cluster_ids: list[str]) -> bool:
    """Are these runs of a comparison of that visitor?"""
    return len(cluster_ids) == runs_of(visitor).filter(cluster_id__in=cluster_ids).count()


def runs_of(visitor: str) -> Any:
    return Grant.objects.filter(
        visitor=visitor, is_own=False, role=Role.OWNER, cluster__name__startswith=PREFIX
    )


def forget(visitor: str, wall: float) -> None:
    """Take away the visitor's former runs, and those of everybody that lie about."""
    clusters.delete(list(runs_of(visitor).values_list("cluster_id", flat=True)))
    forget_unseen(wall)


def forget_unseen(wall: float) -> list[str]:
    """Take away the runs that nobody looked at for an hour; gives their clusters' ids."""
    unseen = Grant.objects.filter(
        is_own=False,
        cluster__name__startswith=PREFIX,
        cluster__touched_at__lt=wall - FORGOTTEN_SECONDS,
    )
    found = list(unseen.values_list("cluster_id", flat=True)[:AT_ONCE])
    clusters.delete(found)
    return found
