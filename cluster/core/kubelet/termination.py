"""The end of a Pod: a preStop hook, SIGTERM, and SIGKILL when the grace period is over.

The hook's time counts inside the grace period; when it used all of it, two seconds are left for the
program (P26). A program that stops in time ends with 0; one whose server was not up yet dies of
SIGTERM (143); one that does not stop in time is killed (137).

Example: grace 30, preStop sleep 5, stop time 0.5: stopped after 5.5 seconds with code 0.
Mirrors: kubernetes pkg/kubelet/kuberuntime/kuberuntime_container.go (killContainer).
Differs: a hook that is no sleep takes no time; sidecars stop together with the others.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from cluster.core.images import PLAIN
from cluster.core.kubelet.container import Container, Memory
from cluster.core.kubelet.lifecycle import IN_RUN, ended
from cluster.core.objects import NOTHING, Manifest

SLEEP = re.compile(r"\bsleep\s+(\d+(?:\.\d+)?)")
LAST_CHANCE_SECONDS = 2.0
TERMINATED, KILLED = 143, 137
Memories = dict[str, Memory]


def hook_seconds(container: Manifest) -> float:
    """How long the preStop hook sleeps."""
    hook = (container.get("lifecycle") or NOTHING).get("preStop") or NOTHING
    if "sleep" in hook:
        return float(hook["sleep"].get("seconds", 0))
    found = SLEEP.search(" ".join((hook.get("exec") or NOTHING).get("command") or ()))
    return float(found[1]) if found else 0.0


def stop_time(*, hook: float, stop: float, grace: float) -> tuple[float, bool]:
    """(seconds until the container is gone, was it killed?)."""
    left = LAST_CHANCE_SECONDS if hook >= grace else grace - hook
    used = min(hook, grace)
    return (used + stop, False) if stop < left else (used + left, True)


def begin(
    containers: Sequence[Container], memories: Memories, now: float, grace: float
) -> tuple[Memories, float]:
    """The memories with the moment each running container stops, and the last such moment."""
    stopping: Memories = {}
    last = now
    for container in containers:
        memory = memories[container.name]
        if memory["stage"] in IN_RUN:
            memory = with_stop(container, memory, now, grace)
            last = max(last, memory["stopAt"])
        stopping[container.name] = memory
    return stopping, last


def with_stop(container: Container, memory: Memory, now: float, grace: float) -> Memory:
    image = container.image or PLAIN
    seconds, is_killed = stop_time(
        hook=hook_seconds(container.spec),
        stop=container.seconds("stop", image.stop_seconds, memory["runs"]),
        grace=grace,
    )
    code = KILLED if is_killed else 0 if memory["up"] <= now else TERMINATED
    return {**memory, "stopAt": now + seconds, "stopCode": code}


def shortened(memories: Memories, limit: float) -> tuple[Memories, float]:
    """The same after a later DELETE asked for less grace: nothing lives beyond `limit` (P25)."""
    result: Memories = {}
    last = 0.0
    for name, memory in memories.items():
        if "stopAt" in memory:
            if memory["stopAt"] > limit:
                memory = {**memory, "stopAt": limit, "stopCode": KILLED}
            last = max(last, memory["stopAt"])
        result[name] = memory
    return result, last


def finish(memories: Memories) -> Memories:
    """All containers after the end; those that never ran cannot be found any more (P27)."""
    return {name: finished(memory) for name, memory in memories.items()}


def finished(memory: Memory) -> Memory:
    if "stopAt" in memory:
        over = ended(memory, code=memory["stopCode"], finished=memory["stopAt"])
        return {**over, "stage": "done"}
    if "ended" in memory:
        rest = {key: value for key, value in memory.items() if key != "held"}
        return {**rest, "stage": "done"}
    return {"stage": "lost", "runs": memory["runs"], "image": memory["image"]}
