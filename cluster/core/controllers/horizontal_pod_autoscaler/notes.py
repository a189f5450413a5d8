"""What one look at an autoscaler finds out: conditions and events in the controller's words.

A condition keeps its place in the list and, while its status stays, its transition time; reason and
message are always the newest.
Example: AbleToScale True/SucceededGetScale becomes True/ReadyForNewScale and keeps its time.
Mirrors: kubernetes pkg/controller/podautoscaler/horizontal.go (setConditionInList).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from cluster.core.actions import Emit
from cluster.core.conditions import Condition, Conditions, find
from cluster.core.objects import Object
from cluster.core.timestamps import format_time

ABLE, ACTIVE, LIMITED = "AbleToScale", "ScalingActive", "ScalingLimited"


@dataclass(slots=True)
class Notes:
    """Collected while looking, written at its end."""

    about: Object
    now: float
    conditions: Conditions
    events: list[Emit] = field(default_factory=list)

    def condition(self, kind: str, is_true: bool, reason: str, message: str) -> None:
        """Set a condition in its place."""
        status = "True" if is_true else "False"
        current = find(self.conditions, kind)
        since = format_time(self.now)
        if current is not None and current["status"] == status:
            since = current.get("lastTransitionTime", since)
        new: Condition = {
            "type": kind,
            "status": status,
            "lastTransitionTime": since,
            "reason": reason,
            "message": message,
        }
        if current is None:
            self.conditions = [*self.conditions, new]
        else:
            self.conditions = [new if each is current else each for each in self.conditions]

    def tell(self, kind: Literal["Normal", "Warning"], reason: str, message: str) -> None:
        """Record an event about the autoscaler."""
        self.events.append(Emit(self.about, kind, reason, message))
