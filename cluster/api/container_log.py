"""One run of a simulated container, told as lines: it starts, it listens, requests come, it ends.

The machine runs no program, so there is no output; each line is a fact with its time. Requests that
did not reach the program (no node, nothing that runs) leave no line.

Example: ("2026-01-01T00:00:02Z", "web:v1 is listening on port 80").
Mirrors: kubernetes pkg/registry/core/pod/rest/log.go (the refusals).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from cluster.core.objects import NOTHING, Manifest
from cluster.core.requests import ANSWERED_ERROR, ERROR_STATUS
from cluster.core.timestamps import format_micro_time, parse_time
from cluster.kinds.errors import ApiError
from cluster.store.request_log import Request

Line = tuple[str, str]
"""(when, what)"""
ENDINGS = {0: "finished with exit code 0", 137: "was killed (exit code 137)"}
REACHED = ("", ANSWERED_ERROR)
OK_STATUS = 200


class Run(NamedTuple):
    """A container from its start on; `ended` is empty while it runs."""

    started: str
    ended: str
    facts: list[Line]
    ending: list[Line]

    def includes(self, moment: float) -> bool:
        """Stored times are whole seconds, so the last second belongs to the run."""
        if not self.started or moment < parse_time(self.started):
            return False
        return not self.ended or moment < parse_time(self.ended) + 1


def run_of(pod: Manifest, container: Manifest, *, is_previous: bool = False) -> Run:
    """The present run, or the one before. Raises ApiError 400 when there was none."""
    status = status_of(pod, container["name"])
    state = (status.get("lastState") if is_previous else status.get("state")) or NOTHING
    if is_previous and not state:
        raise ApiError.bad_request(
            f'previous terminated container "{container["name"]}" in pod '
            f'"{pod["metadata"]["name"]}" not found'
        )
    if not is_previous and "waiting" in state and (status.get("lastState") or NOTHING):
        state = status["lastState"]
    if "running" in state:
        time = state["running"].get("startedAt", "")
        listens = serving(container, time, is_ready=bool(status.get("ready")))
        return Run(time, "", started(container, time) + listens, [])
    if "terminated" in state:
        return ended_run(container, state["terminated"])
    raise not_started(pod, container, state)


def run_after(pod: Manifest, container: Manifest, former: Run) -> Run:
    """What became of a run that was going on; without a word when nothing is known of its end."""
    status = status_of(pod, container["name"])
    for state in (status.get("state") or NOTHING, status.get("lastState") or NOTHING):
        if (state.get("running") or NOTHING).get("startedAt") == former.started:
            return run_of(pod, container)
        if (state.get("terminated") or NOTHING).get("startedAt") == former.started:
            return ended_run(container, state["terminated"])
    return former._replace(ended=former.started)


def ended_run(container: Manifest, ended: Manifest) -> Run:
    time = ended.get("startedAt", "")
    end = ending(container, ended)
    return Run(time, end[0], started(container, time), [end])


def told(requests: Iterable[Request], run: Run, status: int) -> list[Line]:
    """The lines of those requests that the program of this run answered."""
    return [
        (
            format_micro_time(arrival.moment),
            f"GET / {code_of(arrival.failing, status)} "
            f"(request {arrival.number + 1} to Service {service})",
        )
        for arrival, service in requests
        if arrival.failing in REACHED and run.includes(arrival.moment)
    ]


def code_of(failing: str, status: int) -> int:
    """The image's own status; that of its sort when the image was changed since."""
    if bool(failing) == (status >= ERROR_STATUS):
        return status
    return ERROR_STATUS if failing else OK_STATUS


def status_of(pod: Manifest, name: str) -> Manifest:
    status = pod.get("status") or {}
    found = [*(status.get("initContainerStatuses") or ()), *(status.get("containerStatuses") or ())]
    return next((each for each in found if each["name"] == name), {})


def started(container: Manifest, time: str) -> list[tuple[str, str]]:
    return [(time, f"{container.get('image', '')} starts")]


def serving(container: Manifest, time: str, *, is_ready: bool) -> list[tuple[str, str]]:
    ports = [str(each["containerPort"]) for each in container.get("ports") or ()]
    where = f" on port {', '.join(ports)}" if ports else ""
    if is_ready:
        return [(time, f"{container.get('image', '')} is listening{where}")]
    return [(time, f"{container.get('image', '')} is not ready yet")]


def ending(container: Manifest, ended: Manifest) -> tuple[str, str]:
    code = ended.get("exitCode", 0)
    how = ENDINGS.get(code, f"stopped with exit code {code}")
    return (ended.get("finishedAt", ""), f"{container.get('image', '')} {how}")


def not_started(pod: Manifest, container: Manifest, state: Any) -> ApiError:
    waiting = state.get("waiting") or NOTHING
    reason = waiting.get("reason", "")
    why = waiting.get("message") or reason or "Pod is not scheduled yet"
    if reason in ("ErrImagePull", "ImagePullBackOff"):
        why = f"trying and failing to pull image ({reason})"
    name = pod["metadata"]["name"]
    return ApiError.bad_request(
        f'container "{container["name"]}" in pod "{name}" is waiting to start: {why}'
    )
