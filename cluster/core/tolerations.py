"""Taints and tolerations: what keeps a Pod away from a node, and how long it may stay.

A toleration without key and with operator Exists covers every taint; without effect it covers every
effect. NoExecute taints also drive running Pods out: at once when one is not tolerated, else after
the smallest of the matching seconds, counted from when the taint was seen (SPEC N9), or from when
the Pod came, if that was later; a Pod that came to a tainted node stays a second at least.

Example: matching seconds 300 and 30 give 30; a match without seconds alone gives -1, for ever.
Mirrors: kubernetes component-helpers/scheduling/corev1, pkg/controller/tainteviction.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from cluster.core.objects import Manifest, Node, Pod
from cluster.core.timestamps import parse_time

Toleration = Mapping[str, Any]
FOR_EVER = -1
REACTION_SECONDS = 1
NO_EXECUTE = "NoExecute"
BLOCKING = frozenset({"NoSchedule", NO_EXECUTE})


def tolerates(toleration: Toleration, taint: Mapping[str, Any]) -> bool:
    """Does this toleration cover this taint?"""
    if toleration.get("effect") not in (taint.get("effect"), None, ""):
        return False
    key = toleration.get("key") or ""
    if key not in (taint["key"], ""):
        return False
    if toleration.get("operator", "Equal") == "Exists":
        return True
    return bool(key) and toleration.get("value", "") == taint.get("value", "")


def is_tolerated(taint: Mapping[str, Any], tolerations: Iterable[Toleration]) -> bool:
    return any(tolerates(toleration, taint) for toleration in tolerations)


def untolerated(
    taints: Sequence[Manifest], tolerations: Sequence[Toleration], effects: frozenset[str]
) -> Manifest | None:
    """The first taint with one of these effects that nothing covers."""
    for taint in taints:
        if taint.get("effect") in effects and not is_tolerated(taint, tolerations):
            return taint
    return None


def shortest(seconds: Iterable[int | None]) -> int:
    """The smallest of the matching toleration seconds; -1 is for ever, less than 0 is at once."""
    limits = [max(0, each) for each in seconds if each is not None]
    return min(limits) if limits else FOR_EVER


def eviction_due(pod: Pod, node: Node) -> float | None:
    """When the node's NoExecute taints drive the Pod out; None when they never do."""
    return eviction_moment(pod.spec.get("tolerations") or (), node, bound_at(pod))


def eviction_moment(
    tolerations: Sequence[Toleration], node: Node, bound: float = 0.0
) -> float | None:
    """The same for a Pod of which only the tolerations, and when it was bound, are known."""
    taints = [taint for taint in node.taints if taint.get("effect") == NO_EXECUTE]
    if not taints:
        return None
    since = max(bound, min(seen_at(node, taint) for taint in taints))
    matching: list[int | None] = []
    for taint in taints:
        covering = [each for each in tolerations if tolerates(each, taint)]
        if not covering:
            return max(since, bound + REACTION_SECONDS)
        matching += [each.get("tolerationSeconds") for each in covering]
    seconds = shortest(matching)
    return None if seconds == FOR_EVER else max(since + seconds, bound + REACTION_SECONDS)


def bound_at(pod: Pod) -> float:
    """When the Pod came to its node."""
    for condition in pod.status.get("conditions") or ():
        if condition.get("type") == "PodScheduled" and condition.get("lastTransitionTime"):
            return parse_time(condition["lastTransitionTime"])
    return pod.created


def seen_at(node: Node, taint: Mapping[str, Any]) -> float:
    """When the taint was put on: exactly, where the simulation noted it, else by its stamp."""
    noted = (node.sim or {}).get("seen", {}).get(taint["key"])
    if noted is not None:
        return float(noted)
    added = taint.get("timeAdded")
    return parse_time(added) if added else 0.0
