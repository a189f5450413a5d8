"""Why a Pod has no node: what every node says, in numbers, and which of it is the root.

The scheduler's own filters are asked once more, so the answer is the one that it would give now.

Example: a Pod that asks for 3 CPUs on nodes of 4: "node-1: asks for 3 CPU, 1.5 of 4 are free".
"""

from __future__ import annotations

from cluster.core.causes import nodes
from cluster.core.causes.model import (
    Chain,
    Cure,
    Fact,
    Link,
    Scene,
    command_for,
    link,
    short,
    until,
)
from cluster.core.nodes import room_of
from cluster.core.objects import Node, Object, Pod
from cluster.core.scheduler.ask import Ask
from cluster.core.scheduler.cycle import NAME as SCHEDULER
from cluster.core.scheduler.filters import FILTERS, taints, unschedulable
from cluster.core.scheduler.messages import failed_scheduling
from cluster.core.scheduler.plugin import Refusal
from cluster.core.scheduler.retry import backoff_seconds
from cluster.core.tolerations import BLOCKING, untolerated
from cluster.core.words import some

MOST_NODES = 12
GIB = 2**30
Verdicts = list[tuple[Node, Refusal | None]]


def unplaced(pod: Pod, scene: Scene) -> Chain:
    """A Pod without a node."""
    if pod.node_name or not pod.is_active:
        return
    held = gated(pod) or another_scheduler(pod)
    if held:
        yield link(pod, held, cure=Cure("Change the Pod, or what made it so."))
        return
    ask = Ask.of(pod, scene.view)
    verdicts = asked(ask)
    refusals = [refusal for _, refusal in verdicts if refusal is not None]
    if len(refusals) < len(verdicts):
        yield soon(pod, verdicts)
        return
    said = failed_scheduling(refusals).partition(". ")[0].rstrip(".")
    told = tuple(
        Fact(node.name, words(ask, node, refusal)) for node, refusal in verdicts if refusal
    )
    more = len(told) - MOST_NODES
    facts = (*told[:MOST_NODES], Fact("and", f"{more} more")) if more > 0 else told
    yield link(pod, f"{short(pod)} finds no node: {said}.", facts=facts)
    yield from root(ask, verdicts, scene)


def gated(pod: Pod) -> str:
    gates = [each["name"] for each in pod.spec.get("schedulingGates") or ()]
    if not gates:
        return ""
    return f"{short(pod)} waits until its scheduling gates are gone: {', '.join(gates)}."


def another_scheduler(pod: Pod) -> str:
    name = pod.spec.get("schedulerName", SCHEDULER)
    if name == SCHEDULER:
        return ""
    return f"{short(pod)} asks for the scheduler {name}, which does not run here."


def asked(ask: Ask) -> Verdicts:
    """Every node with its first refusal; None where the Pod fits."""
    filters = [each.refuse for each in FILTERS if each.applies(ask)]
    return [
        (node, next((said for refuse in filters if (said := refuse(ask, node))), None))
        for node in ask.fleet.nodes
    ]


def soon(pod: Pod, verdicts: Verdicts) -> Link:
    """A node can take it: the scheduler has only to come to it."""
    fitting = sum(refusal is None for _, refusal in verdicts)
    told = link(pod, f"{fitting} of {some(len(verdicts), 'node')} can take {short(pod)}.")
    sim = pod.sim or {}
    if sim.get("stage") != "pending":
        return told
    return until(told, "The scheduler tries again", sim["from"] + backoff_seconds(sim["failures"]))


def words(ask: Ask, node: Node, refusal: Refusal) -> str:
    """A node's refusal in numbers where it has some, else in the scheduler's words."""
    if refusal is unschedulable.REFUSAL:
        return "is cordoned"
    if refusal is taints.REFUSAL:
        taint = untolerated(node.taints, ask.tolerations, BLOCKING) or node.taints[0]
        return f"has the taint {taint['key']}:{taint.get('effect', '')}"
    numbers = shortages(ask, node)
    return "; ".join(numbers) if numbers else ", ".join(refusal.reasons)


def shortages(ask: Ask, node: Node) -> list[str]:
    """What is missing on a node, with what it has and what is free."""
    room, load = room_of(node), ask.view.load(node.name)
    said = []
    if load.pods >= room.pods:
        said.append(f"has {load.pods} of {some(room.pods, 'Pod')}")
    if ask.cpu_milli and load.cpu_milli + ask.cpu_milli > room.cpu_milli:
        free = cpu(max(0, room.cpu_milli - load.cpu_milli))
        said.append(f"asks for {cpu(ask.cpu_milli)} CPU, {free} of {cpu(room.cpu_milli)} are free")
    if ask.memory_bytes and load.memory_bytes + ask.memory_bytes > room.memory_bytes:
        free = memory(max(0, room.memory_bytes - load.memory_bytes))
        whole = memory(room.memory_bytes)
        said.append(f"asks for {memory(ask.memory_bytes)} of memory, {free} of {whole} are free")
    return said


def cpu(millicores: int) -> str:
    return f"{millicores / 1000:g}"


def memory(size: int) -> str:
    return f"{size / GIB:.3g} GiB"


def root(ask: Ask, verdicts: Verdicts, scene: Scene) -> Chain:
    """The refusal that is easiest to lift: a cordon, a silent node, then room, then the wishes."""
    refused = [(node, refusal) for node, refusal in verdicts if refusal is not None]
    if not refused:
        cure = Cure("Add a node.", "kubectl get nodes")
        yield link(ask.pod, "The cluster has no nodes.", "kubectl get nodes", cure=cure)
        return
    for wanted in (unschedulable.REFUSAL, taints.REFUSAL):
        for node, refusal in refused:
            if refusal is wanted:
                yield from nodes.explain(node, scene)
                return
    full = [node for node, _ in refused if shortages(ask, node)]
    if full:
        yield link(ask.pod, *too_large(ask, full), cure=smaller(ask, full, scene))
        return
    text = f"What {short(ask.pod)} asks of a node fits none: {', '.join(refused[0][1].reasons)}."
    cure = Cure("Label a node so that it fits, or ask for less in the Pod template.")
    yield link(ask.pod, text, "kubectl get nodes --show-labels", cure=cure)


def too_large(ask: Ask, full: list[Node]) -> tuple[str, str]:
    """Text and command: is the Pod too large for any node, or are they full?"""
    rooms = [room_of(node) for node in full]
    if all(
        ask.cpu_milli > room.cpu_milli or ask.memory_bytes > room.memory_bytes for room in rooms
    ):
        text = f"{short(ask.pod)} asks for more than any node has, even an empty one."
    else:
        text = "The nodes are full: what the Pods on them ask for leaves too little room."
    return text, "kubectl describe nodes"


def smaller(ask: Ask, full: list[Node], scene: Scene) -> Cure:
    """Ask for less; the command names who makes such Pods."""
    maker = maker_of(ask.pod, scene)
    if maker is None:
        return Cure("Make a Pod that asks for less, free some room, or add a node.")
    free = (room_of(node).cpu_milli - scene.view.load(node.name).cpu_milli for node in full)
    best = max(free)
    text = "Ask for less, run fewer Pods, or add a node."
    if ask.cpu_milli and best >= 50:
        amount = f"--requests=cpu={best // 2}m"
        return Cure(text, command_for("set resources", maker, amount))
    size = maker.spec.get("replicas", 1)
    return Cure(text, command_for("scale", maker, f"--replicas={max(0, size - 1)}"))


def maker_of(pod: Object, scene: Scene) -> Object | None:
    """The Deployment behind a Pod, else the ReplicaSet, else nobody."""
    owner = scene.view.with_uid(pod.controller_uid or "")
    if owner is None:
        return None
    above = scene.view.with_uid(owner.controller_uid or "")
    return above or owner
