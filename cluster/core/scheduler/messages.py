"""The words of FailedScheduling: every node's reasons counted, then what preemption would do.

The pieces are sorted as text with their number in front, so `10 ...` stands before `2 ...` (S8).

Example: 0/3 nodes are available: 3 Insufficient cpu. no new claims to deallocate, preemption: 0/3
nodes are available: 3 No preemption victims found for incoming pod.
Mirrors: kubernetes scheduler/framework/types.go (FitError), plugins/defaultpreemption.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from cluster.core.scheduler.plugin import Refusal

NO_NODES = "no nodes available to schedule pods"
NO_VICTIMS = "No preemption victims found for incoming pod"
NOT_HELPFUL = "Preemption is not helpful for scheduling"
NO_CLAIMS = "no new claims to deallocate, "


def failed_scheduling(refusals: Sequence[Refusal]) -> str:
    """The text for a Pod that every node refused."""
    if not refusals:
        return NO_NODES
    return message(
        [refusal.reasons for refusal in refusals],
        [NO_VICTIMS if refusal.may_help else NOT_HELPFUL for refusal in refusals],
    )


def message(
    reasons: Sequence[Sequence[str]], preemption: Sequence[str], *, with_claims: bool = True
) -> str:
    """The text for these reasons of each node and what preemption says of each."""
    claims = NO_CLAIMS if with_claims else ""
    return f"{counted(reasons)} {claims}preemption: {counted([[each] for each in preemption])}"


def counted(reasons: Sequence[Sequence[str]]) -> str:
    counts = Counter(reason for each in reasons for reason in each)
    pieces = sorted(f"{number} {reason}" for reason, number in counts.items())
    return f"0/{len(reasons)} nodes are available: {', '.join(pieces)}."
