"""The list of conditions in a status, and how it is kept up (SPEC D54).

A condition that already has the status and the reason is left alone, message and times included. A
replaced one moves to the end of the list, and keeps its transition time while its status stays.

Example: Progressing True/ReplicaSetUpdated set over True/NewReplicaSetCreated keeps
`lastTransitionTime`, gets a new `lastUpdateTime`, and stands last.
Mirrors: kubernetes pkg/controller/deployment/util (SetDeploymentCondition).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from cluster.core.timestamps import format_time

Condition = dict[str, Any]
Conditions = Sequence[Condition]


def find(conditions: Conditions, kind: str) -> Condition | None:
    """The condition of that type, or None."""
    for condition in conditions:
        if condition["type"] == kind:
            return condition
    return None


def remove(conditions: Conditions, kind: str) -> Conditions:
    """The list without that type; the same list when it has none."""
    if find(conditions, kind) is None:
        return conditions
    return [condition for condition in conditions if condition["type"] != kind]


def put(conditions: Conditions, new: Condition) -> Conditions:
    """The list with a new condition at its end; the same list when nothing changes."""
    current = find(conditions, new["type"])
    if current is not None:
        if current["status"] == new["status"] and current.get("reason") == new.get("reason"):
            return conditions
        if current["status"] == new["status"] and "lastTransitionTime" in current:
            new = {**new, "lastTransitionTime": current["lastTransitionTime"]}
    return [*remove(conditions, new["type"]), new]


def made(kind: str, status: str, reason: str, message: str, now: float) -> Condition:
    """A Deployment's condition that begins now."""
    stamp = format_time(now)
    return {
        "type": kind,
        "status": status,
        "lastUpdateTime": stamp,
        "lastTransitionTime": stamp,
        "reason": reason,
        "message": message,
    }
