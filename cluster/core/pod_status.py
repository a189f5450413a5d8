"""The words and counts that kubectl prints for a Pod: STATUS, READY and RESTARTS (SPEC K11, K12).

STATUS starts with the phase. The first init container that is not done replaces it; then containers
from last to first replace it by their waiting or terminated reason, so the *first* container in the
list with a problem wins. A deletion mark makes it Terminating unless the phase is already final.

Example: a Pod whose container waits with CrashLoopBackOff reads "CrashLoopBackOff", "0/1", although
its phase is Running.
Mirrors: kubernetes pkg/printers/internalversion/printers.go (behaviour of the Pod row).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cluster.core.objects import FINAL_PHASES, NOTHING, Manifest

Part = Mapping[str, Any]


@dataclass(slots=True)
class PodStatus:
    """What a Pod's row says. `last_restart` is the end of the latest former run, as a timestamp."""

    word: str
    ready: int = 0
    total: int = 0
    restarts: int = 0
    last_restart: str = ""


@dataclass(slots=True)
class Restarts:
    """Restarts counted over some containers."""

    count: int = 0
    last: str = ""

    def add(self, status: Part) -> None:
        self.count += status.get("restartCount", 0)
        former = (status.get("lastState") or NOTHING).get("terminated") or NOTHING
        ended = former.get("finishedAt")
        if ended:
            self.last = max(self.last, ended)


def pod_status(manifest: Manifest) -> PodStatus:
    """STATUS, READY and RESTARTS of a Pod's manifest."""
    spec = manifest["spec"]
    return read_pod_status(
        spec.get("initContainers") or (),
        len(spec.get("containers") or ()),
        manifest.get("status") or NOTHING,
        is_deleting="deletionTimestamp" in manifest["metadata"],
    )


def read_pod_status(
    init_containers: Sequence[Part], containers: int, status: Part, *, is_deleting: bool
) -> PodStatus:
    """The same from the parts that matter, for readers that do not decode whole manifests."""
    phase = status.get("phase", "")
    row = PodStatus(status.get("reason") or phase, total=containers)
    if condition(status, "PodScheduled").get("reason") == "SchedulingGated":
        row.word = "SchedulingGated"
    if not init_containers or not _initialising(row, init_containers, status):
        _running(row, status)
    if is_deleting:
        if status.get("reason") == "NodeLost":
            row.word = "Unknown"
        elif phase not in FINAL_PHASES:
            row.word = "Terminating"
    return row


def condition(status: Part, wanted: str) -> Part:
    """The condition of that type, or an empty one."""
    for found in status.get("conditions") or ():
        if found["type"] == wanted:
            return found  # type: ignore[no-any-return]
    return NOTHING


def _initialising(row: PodStatus, init_containers: Sequence[Part], status: Part) -> bool:
    """Count and judge the init containers; True when one of them decides the word."""
    sidecars = {each.get("name") for each in init_containers if is_sidecar(each)}
    row.total += sum(1 for each in init_containers if is_sidecar(each))
    everyone, kept = Restarts(), Restarts()
    word = ""
    for index, each in enumerate(status.get("initContainerStatuses") or ()):
        is_kept = each.get("name") in sidecars
        everyone.add(each)
        if is_kept:
            kept.add(each)
        if _is_done(each, is_kept):
            row.ready += is_kept and bool(each.get("ready"))
            continue
        word = f"Init:{_reason(each) or f'{index}/{len(init_containers)}'}"
        break
    is_initialised = condition(status, "Initialized").get("status") == "True"
    if word:
        row.word = word
    counted = everyone if word and not is_initialised else kept
    row.restarts, row.last_restart = counted.count, counted.last
    return bool(word) and not is_initialised


def is_sidecar(container: Part) -> bool:
    return container.get("restartPolicy") == "Always"


def _is_done(status: Part, is_kept: bool) -> bool:
    ended = (status.get("state") or NOTHING).get("terminated")
    if ended is not None and ended.get("exitCode", 0) == 0:
        return True
    return is_kept and bool(status.get("started"))


def _reason(status: Part) -> str:
    """The word of an init container that is not done; empty when only its place says something."""
    state = status.get("state") or NOTHING
    if state.get("terminated") is not None:
        return ended_word(state["terminated"])
    waiting: str = (state.get("waiting") or NOTHING).get("reason", "")
    return "" if waiting == "PodInitializing" else waiting


def ended_word(terminated: Part) -> str:
    """The reason of an end, or what its signal or exit code says."""
    if terminated.get("reason"):
        return str(terminated["reason"])
    if terminated.get("signal"):
        return f"Signal:{terminated['signal']}"
    return f"ExitCode:{terminated.get('exitCode', 0)}"


def _running(row: PodStatus, status: Part) -> None:
    restarts = Restarts(row.restarts, row.last_restart)
    has_running = False
    failure = ""
    for each in reversed(status.get("containerStatuses") or ()):
        restarts.add(each)
        state = each.get("state") or NOTHING
        waiting = (state.get("waiting") or NOTHING).get("reason")
        if waiting:
            row.word = waiting
        elif state.get("terminated") is not None:
            row.word = ended_word(state["terminated"])
            if state["terminated"].get("exitCode", 0) != 0:
                failure = row.word
        elif each.get("ready") and state.get("running") is not None:
            has_running = True
            row.ready += 1
    if row.word == "Completed" and has_running:
        is_ready = condition(status, "Ready").get("status") == "True"
        row.word = "Running" if is_ready else failure or "NotReady"
    row.restarts, row.last_restart = restarts.count, restarts.last
