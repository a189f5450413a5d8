"""What a recording keeps of a story, taken from the journal of a simulation.

`sizes`: the wanted sizes of the ReplicaSets in order of creation, null for one that is gone;
`deployment`: tuples of the status; `conditions` and `revisions` likewise. A vector is noted when it
differs from the one before.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from cluster.core.changes import Change
from cluster.core.controllers.deployment.notes import REVISION
from cluster.core.objects import Deployment, Pod, ReplicaSet

FIELDS = (
    "replicas",
    "updatedReplicas",
    "readyReplicas",
    "availableReplicas",
    "unavailableReplicas",
)


@dataclass
class Trace:
    """The story so far; `start` is the moment the times count from."""

    start: float
    sizes: list[list[int | None]] = field(default_factory=list)
    sizes_at: list[float] = field(default_factory=list)
    deployment: list[list[int]] = field(default_factory=list)
    deployment_at: list[float] = field(default_factory=list)
    conditions: list[list[str]] = field(default_factory=list)
    revisions: list[list[str | None]] = field(default_factory=list)
    pod_reasons: set[str] = field(default_factory=set)
    max_restarts: int = 0
    _sets: dict[str, ReplicaSet | None] = field(default_factory=dict)

    def begin(self, sets: Sequence[ReplicaSet], deployment: Deployment) -> None:
        """What there was when the story began."""
        self._sets = {each.uid: each for each in sets}
        self._note_sets(self.start)
        self._note_deployment(deployment, self.start)

    def follow(self, changes: Sequence[Change]) -> None:
        """Take in what one pass wrote."""
        for change in changes:
            is_gone = change.type == "DELETED"
            if isinstance(change.object, ReplicaSet):
                self._sets[change.object.uid] = None if is_gone else change.object
                self._note_sets(change.time)
            elif isinstance(change.object, Deployment):
                self._note_deployment(change.object, change.time)
            elif isinstance(change.object, Pod):
                self._note_pod(change.object)

    def _note_sets(self, time: float) -> None:
        sets = list(self._sets.values())
        if add(self.sizes, [None if each is None else each.size for each in sets]):
            self.sizes_at.append(time - self.start)
        numbers = [None if each is None else each.annotations.get(REVISION) for each in sets]
        add(self.revisions, numbers)

    def _note_deployment(self, deployment: Deployment, time: float) -> None:
        status = deployment.status
        counts = [deployment.replicas, *(status.get(name, 0) for name in FIELDS)]
        if add(self.deployment, counts):
            self.deployment_at.append(time - self.start)
        listed = status.get("conditions", [])
        add(
            self.conditions,
            sorted(f"{each['type']}={each['status']}:{each['reason']}" for each in listed),
        )

    def _note_pod(self, pod: Pod) -> None:
        for status in pod.container_statuses:
            self.max_restarts = max(self.max_restarts, status.get("restartCount", 0))
            for state in (status.get("state") or {}).values():
                if "reason" in state:
                    self.pod_reasons.add(state["reason"])

    def value_at(self, seconds: float, values: list, moments: list[float]) -> list:
        """The value that stood at a moment of the story."""
        return [value for value, at in zip(values, moments, strict=True) if at <= seconds][-1]

    def bounds(self) -> dict[str, int]:
        return {
            "max_sum_of_sizes": max(sum(size or 0 for size in sizes) for sizes in self.sizes),
            "max_status_replicas": max(counts[1] for counts in self.deployment),
            "min_available": min(counts[4] for counts in self.deployment),
        }


def add(values: list, new: list) -> bool:
    """Append unless it is what stands last."""
    if values and values[-1] == new:
        return False
    values.append(new)
    return True
