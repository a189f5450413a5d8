"""The line that `kubectl rollout status` prints for a Deployment (SPEC K20).

Example: 2 of 4 updated reads `Waiting for deployment "web" rollout to finish: 2 out of 4 new
replicas have been updated...`.
Mirrors: kubernetes staging/src/k8s.io/kubectl/pkg/polymorphichelpers/rollout_status.go.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

Manifest = dict[str, Any]
REVISION = "deployment.kubernetes.io/revision"
NOT_OBSERVED = "Waiting for deployment spec update to be observed..."


class RolloutFailed(Exception):
    """The rollout cannot finish as asked; the message is what kubectl prints."""


@dataclass(frozen=True, slots=True)
class RolloutLine:
    """One line of progress, and whether it is the last."""

    text: str
    is_done: bool = False


def rollout_line(deployment: Manifest, wanted_revision: int = 0) -> RolloutLine:
    """Raises RolloutFailed past the deadline or when another revision runs than is wanted."""
    metadata, status = deployment["metadata"], deployment.get("status") or {}
    if wanted_revision:
        running = int((metadata.get("annotations") or {}).get(REVISION, 0))
        if running != wanted_revision:
            raise RolloutFailed(
                f"desired revision ({wanted_revision}) is different from "
                f"the running revision ({running})"
            )
    if metadata.get("generation", 0) > status.get("observedGeneration", 0):
        return RolloutLine(NOT_OBSERVED)
    if progressing_reason(status) == "ProgressDeadlineExceeded":
        raise RolloutFailed(f'deployment "{metadata["name"]}" exceeded its progress deadline')
    missing = what_is_missing(deployment["spec"].get("replicas", 1), status)
    if missing:
        name = metadata["name"]
        return RolloutLine(f'Waiting for deployment "{name}" rollout to finish: {missing}...')
    return RolloutLine(f'deployment "{metadata["name"]}" successfully rolled out', is_done=True)


def progressing_reason(status: Manifest) -> str:
    for condition in status.get("conditions") or ():
        if condition["type"] == "Progressing":
            return str(condition.get("reason", ""))
    return ""


def what_is_missing(wanted: int, status: Manifest) -> str:
    """What the rollout still waits for; empty when nothing."""
    updated = status.get("updatedReplicas", 0)
    counted, available = status.get("replicas", 0), status.get("availableReplicas", 0)
    if updated < wanted:
        return f"{updated} out of {wanted} new replicas have been updated"
    if counted > updated:
        return f"{counted - updated} old replicas are pending termination"
    if available < updated:
        return f"{available} of {updated} updated replicas are available"
    return ""
