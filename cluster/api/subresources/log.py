"""`pods/log`: what the simulated container would have written, told from the Pod's status.

The machine runs no program, so there is no output; each line is a fact of the container's life with
its time. `previous` tells the run before, `tailLines` the last lines, `sinceSeconds` or `sinceTime`
the newer ones, `container` which one.

Example: "2026-01-01T00:00:02Z web:v1 is listening on port 80".
Mirrors: kubernetes pkg/registry/core/pod/rest/log.go (the refusals).
"""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, QueryDict

from cluster.api.call import Call
from cluster.api.containers import chosen
from cluster.api.moving import Moment
from cluster.api.options import flag, signed_number
from cluster.api.reading import decode
from cluster.api.verbs.get import missing
from cluster.core.objects import NOTHING, Manifest
from cluster.core.timestamps import parse_time
from cluster.kinds.errors import ApiError
from cluster.runtime.executors import run_read
from cluster.store import orm

Line = tuple[str, str]
"""(when, what)"""
ENDINGS = {0: "finished with exit code 0", 137: "was killed (exit code 137)"}


async def log(call: Call) -> HttpResponse:
    """Plain text. Raises ApiError 400, 404."""
    text = await run_read(read, call)
    return HttpResponse(text, content_type="text/plain")


def read(call: Call) -> str:
    target, query = call.target, call.request.GET
    row = orm.read_object(call.cluster_id, "Pod", target.namespace, target.name)
    if row is None:
        raise missing(call)
    pod: Manifest = decode(row.body)
    container = chosen(pod, query.get("container", ""))
    lines = story(pod, container, is_previous=flag(query.get("previous", "")))
    lines = since(lines, query, Moment(call.cluster_id).now)
    tail = query.get("tailLines", "")
    if tail:
        count = max(0, signed_number("tailLines", tail))
        lines = lines[len(lines) - count :] if count else []
    with_times = flag(query.get("timestamps", ""))
    return "".join(f"{time} {text}\n" if with_times else f"{text}\n" for time, text in lines)


def since(lines: list[Line], query: QueryDict, now: float) -> list[Line]:
    """The lines of the last `sinceSeconds`, or from `sinceTime` on. Raises ApiError 400."""
    seconds, moment = query.get("sinceSeconds", ""), query.get("sinceTime", "")
    if seconds and moment:
        raise ApiError.bad_request("at most one of `sinceTime` or `sinceSeconds` may be specified")
    if not seconds and not moment:
        return lines
    try:
        first = now - signed_number("sinceSeconds", seconds) if seconds else parse_time(moment)
    except ValueError:
        raise ApiError.bad_request(f'sinceTime "{moment}" is no time of RFC 3339') from None
    return [line for line in lines if line[0] and parse_time(line[0]) >= int(first)]


def story(pod: Manifest, container: Manifest, *, is_previous: bool) -> list[tuple[str, str]]:
    """(time, text) lines of one run. Raises ApiError 400 when there was none."""
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
        return started(container, state["running"].get("startedAt", "")) + serving(
            container, state["running"].get("startedAt", ""), is_ready=bool(status.get("ready"))
        )
    if "terminated" in state:
        ended = state["terminated"]
        return started(container, ended.get("startedAt", "")) + [ending(container, ended)]
    raise not_started(pod, container, state)


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


METHODS = {"GET": log}
