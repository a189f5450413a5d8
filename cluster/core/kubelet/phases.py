"""The phase of a Pod, from the states of its containers (SPEC P1-P4).

Example: a container that waits in CrashLoopBackOff under policy Always has been started before, so
its Pod is Running; one whose image cannot be pulled was never started, so its Pod is Pending.
Mirrors: kubernetes pkg/kubelet/kubelet_pods.go (getPhase).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

State = Mapping[str, Any]


def exit_code(status: State) -> int | None:
    """The code of the last end: of the present state, or of the one before a wait."""
    for key in ("state", "lastState"):
        ended = (status.get(key) or {}).get("terminated")
        if ended is not None:
            return int(ended["exitCode"])
    return None


def state_of(status: State | None) -> str:
    """running, stopped, succeeded (stopped with 0), waiting (never started) or unknown."""
    state = None if status is None else status.get("state")
    if not status or not state:
        return "unknown"
    if "running" in state:
        return "running"
    code = exit_code(status)
    if "terminated" in state:
        return "succeeded" if code == 0 else "stopped"
    return "waiting" if code is None else "stopped"


def init_state_of(status: State | None) -> str:
    """done, failed or pending."""
    state = (status or {}).get("state") or {}
    code = None if status is None else exit_code(status)
    if "terminated" in state:
        return "done" if code == 0 else "failed"
    return "failed" if "waiting" in state and code else "pending"


def pod_phase(
    restart_policy: str,
    containers: Sequence[State | None],
    init_containers: Sequence[State | None] = (),
    *,
    is_finished: bool = False,
) -> str:
    """Pending, Running, Succeeded or Failed. A container without status is None."""
    initial = Counter(map(init_state_of, init_containers))
    if initial["failed"] and restart_policy == "Never":
        return "Failed"
    if initial["pending"]:
        return "Pending"
    states = Counter(map(state_of, containers))
    if states["waiting"] or states["unknown"]:
        return "Pending"
    if states["running"]:
        return "Running"
    if restart_policy == "Always" and not is_finished:
        return "Running"
    if states["succeeded"] == len(containers):
        return "Succeeded"
    return "Failed" if is_finished or restart_policy == "Never" else "Running"
