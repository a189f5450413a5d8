"""What the kubelet remembers of one Pod's containers, and how they move on together.

Init containers run one after the other; the next begins when the one before ended with 0, or, for a
sidecar, once it has started. The others begin together after the last of them (P4).

`pod.sim` keeps it all: `stage`, `from` and `until` for the page, `due` for the kubelet, `boot` as
the number of the machine's start in which the containers were begun, and `containers`.

Example: {"stage": "probing", "from": 100.0, "until": 100.5, "due": 100.5, "boot": 0, ...}.
"""

from __future__ import annotations

from collections.abc import Sequence

from cluster.core.kubelet.container import Container, Memory
from cluster.core.kubelet.lifecycle import IN_RUN, advance, ended, fresh, kept, move
from cluster.core.objects import Manifest, Pod

Memories = dict[str, Memory]
REBOOT_CODE = 255
SHOWN = {"pullfailed": "imagebackoff", "done": "completed", "waiting": "starting"}


def remembered(pod: Pod, containers: Sequence[Container], now: float) -> Memories:
    """The containers' memories; a container whose image was changed begins anew."""
    known = (pod.sim or {}).get("containers") or {}
    memories: Memories = {}
    for container in containers:
        memory = known.get(container.name)
        if memory is None:
            memory = fresh(container)
        elif memory["image"] != container.image_name:
            memory = replaced(memory, container, now)
        memories[container.name] = memory
    return memories


def replaced(memory: Memory, container: Container, now: float) -> Memory:
    """The memory of a container that has to run another image."""
    if memory["stage"] not in IN_RUN:
        return {**kept(memory), "image": container.image_name, "stage": "waiting"}
    text = f"Container {container.name} definition changed, will be restarted"
    container.note("Normal", "Killing", text)
    over = ended(memory, code=0, finished=now)
    over["image"] = container.image_name
    over.pop("crashes", None)
    return {**over, "stage": "exited", "due": now, "next": "begin"}


def rebooted(memories: Memories, containers: Sequence[Container], now: float) -> Memories:
    """The memories after the machine was off: nothing runs, waits are forgotten (P16)."""
    return {each.name: restarted(memories[each.name], each, now) for each in containers}


def restarted(memory: Memory, container: Container, now: float) -> Memory:
    stage = memory["stage"]
    if stage in ("waiting", "done", "refused"):
        return memory
    if stage in IN_RUN:
        memory = ended(memory, code=REBOOT_CODE, finished=now, reason="Unknown")
        if not container.restarts_after(REBOOT_CODE):
            return {**memory, "stage": "done"}
    rest = {key: value for key, value in kept(memory).items() if key not in ("crashes", "pulls")}
    if "ended" not in rest:
        return {**rest, "stage": "waiting"}
    return {**rest, "stage": "exited", "due": now, "next": "begin"}


def advance_all(containers: Sequence[Container], memories: Memories, now: float) -> Memories:
    """Every container as far as it gets by `now`, in order."""
    gate: float | None = now
    result: Memories = {}
    for container in containers:
        memory = memories[container.name]
        if memory["stage"] == "waiting" and gate is not None:
            memory = move(memory, container, "begin", gate)
        memory = advance(memory, container, now)
        result[container.name] = memory
        if container.role != "main":
            gate = opened(container, memory, gate)
    return result


def opened(container: Container, memory: Memory, gate: float | None) -> float | None:
    """When the container after this one may begin; None while it may not."""
    if gate is None:
        return None
    if container.role == "sidecar":
        return memory["from"] if memory["stage"] in IN_RUN and memory.get("startup") else None
    if memory["stage"] == "done" and memory["ended"]["code"] == 0:
        return float(memory["ended"]["finished"])
    return None


def next_due(memories: Memories) -> float | None:
    """The moment of the next event of any container."""
    return min((each["due"] for each in memories.values() if "due" in each), default=None)


def leading(containers: Sequence[Container], memories: Memories) -> Memory:
    """The memory of the container that the page tells about: the first that is not at its goal."""
    for container in containers:
        memory = memories[container.name]
        if memory["stage"] == "waiting":
            continue
        goal = ("done",) if container.role == "init" else ("running", "done")
        if memory["stage"] not in goal:
            return memory
    return memories[containers[-1].name]


def sim_of(
    containers: Sequence[Container], memories: Memories, *, boot: int, is_ready: bool
) -> Manifest:
    """What is stored beside the Pod."""
    lead = leading(containers, memories)
    stage = lead["stage"]
    sim: Manifest = {"stage": SHOWN.get(stage, stage), "boot": boot, "ready": is_ready}
    sim["from"] = lead.get("from", 0.0)
    until = lead.get("retryAt") or lead.get("readyAt" if stage == "probing" else "due")
    if until is not None and stage not in ("running", "done"):
        sim["until"] = until
    if "pulled" in lead:
        sim["pulled"] = lead["pulled"]
    due = next_due(memories)
    if due is not None:
        sim["due"] = due
    sim["containers"] = memories
    return sim
