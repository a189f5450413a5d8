"""Why a Pod is not ready: one question after the other, the first that fits speaks.

Example: "web-x has ended 4 times, last with exit code 1. It is started again in 12 s, the wait is
40 s now", and behind it what its image does.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import islice

from cluster.core.causes import images, nodes
from cluster.core.causes.model import (
    Chain,
    Cure,
    Fact,
    Link,
    Scene,
    command_for,
    link,
    seconds,
    short,
    until,
)
from cluster.core.causes.placing import unplaced
from cluster.core.kubelet.backoff import LONGEST_SECONDS
from cluster.core.nodes import is_silent
from cluster.core.objects import Manifest, Node, Pod
from cluster.core.pod_status import condition, pod_status
from cluster.core.tolerations import eviction_due
from cluster.core.words import some

MOST_ASKED = 200
PULL_TROUBLE = ("ErrImagePull", "ImagePullBackOff", "InvalidImageName", "ErrImageNeverPull")


def explain(pod: Pod, scene: Scene) -> Chain:
    """Nothing for a Pod that is ready and stays."""
    for ask in QUESTIONS:
        links = list(ask(pod, scene))
        if links:
            yield from links
            return


def finished(pod: Pod, scene: Scene) -> Chain:
    """A Pod at its end stays as it is; who owns it makes another one."""
    if not pod.is_final:
        return
    status = pod.status
    reason = status.get("reason") or pod_status(pod.manifest).word
    said = f" It says: {status['message']}" if status.get("message") else ""
    cure = None
    if pod.phase == "Failed":
        cure = Cure("Delete it; its owner has made another one.", command_for("delete", pod))
    yield link(pod, f"{short(pod)} has ended ({reason}) and does not start again.{said}", cure=cure)


def leaving(pod: Pod, scene: Scene) -> Chain:
    """Told to stop: it has its grace period, or nobody there hears it."""
    if pod.deletion_timestamp is None:
        return
    node = scene.view.find(Node, "", pod.node_name)
    if node is not None and nodes.is_lost(node, scene):
        text = (
            f"{short(pod)} was told to stop, but {node.name} cannot hear it: it stays Terminating."
        )
        force = command_for("delete", pod, "--grace-period=0", "--force")
        yield link(pod, text, cure=Cure("Take it out of the API without its node.", force))
        yield from nodes.explain(node, scene)
        return
    if pod.finalizers:
        yield link(pod, f"{short(pod)} is held by the finalizers {', '.join(pod.finalizers)}.")
        return
    grace = pod.metadata.get("deletionGracePeriodSeconds", 0)
    told = link(pod, f"{short(pod)} is shutting down; it has {grace} s at most.")
    yield until(told, "It is gone", (pod.sim or {}).get("until") or pod.deletion_timestamp)


def lost(pod: Pod, scene: Scene) -> Chain:
    """Its node does not answer, or is gone."""
    node = scene.view.find(Node, "", pod.node_name)
    if not pod.node_name or (node is not None and not is_quiet(pod, node, scene)):
        return
    if node is None:
        yield link(pod, f"{short(pod)} ran on {pod.node_name}, and that node is gone.")
        return
    text = f"{short(pod)} is on {node.name}, which does not answer."
    told = link(pod, text, command_for("get", pod, "-o wide"))
    yield until(told, "It is evicted and replaced elsewhere", eviction_due(pod, node))
    yield from nodes.explain(node, scene)


def is_quiet(pod: Pod, node: Node, scene: Scene) -> bool:
    """A node that fell silent a moment ago still counts as Ready, and its ready Pods with it."""
    return not node.is_ready or (is_silent(scene.view, node) and not pod.is_ready)


def not_pulled(pod: Pod, scene: Scene) -> Chain:
    """A container whose image does not come."""
    for name, waits in waiting(pod):
        if waits["reason"] not in PULL_TROUBLE:
            continue
        image = images.of(pod, name)
        text = f"{short(pod)} cannot pull {image} ({waits['reason']})."
        facts = details(*wait_words(pod, name))
        yield tried_again(link(pod, text, facts=facts), pod)
        yield images.pull_root(image, pod, scene)
        return


def crashing(pod: Pod, scene: Scene) -> Chain:
    """A container that ended, and waits before it is started again."""
    for status in statuses(pod):
        state = status.get("state") or {}
        waits = (state.get("waiting") or {}).get("reason")
        ended = state.get("terminated") or (status.get("lastState") or {}).get("terminated")
        if not ended or not (waits == "CrashLoopBackOff" or "terminated" in state):
            continue
        if ended.get("exitCode") == 0 and waits is None:
            continue
        times = status.get("restartCount", 0) + 1
        code = f"exit code {ended['exitCode']} ({ended.get('reason', 'Error')})"
        text = f"{short(pod)} has ended {some(times, 'time')}, last with {code}."
        logs = command_for("logs", pod, "--previous").replace("logs pod ", "logs ")
        facts = details(*wait_words(pod, status["name"]))
        yield tried_again(link(pod, text, logs, facts=facts), pod)
        root = images.crash_root(images.of(pod, status["name"]), pod, scene)
        yield from [root] if root else []
        return


def starting(pod: Pod, scene: Scene) -> Chain:
    """On its way; time alone helps."""
    if not waiting(pod):
        return
    sim = pod.sim or {}
    does = "pulls its image" if sim.get("stage") == "pulling" else "starts its containers"
    told = link(pod, f"{short(pod)} {does}. Nothing is wrong with it.")
    yield until(told, "It runs", sim.get("until"))


def not_ready(pod: Pod, scene: Scene) -> Chain:
    """It runs, and its readiness probe does not pass, or has not yet."""
    if pod.is_ready:
        return
    status = next((each for each in statuses(pod) if not each.get("ready")), None)
    name = status["name"] if status else pod.spec["containers"][0]["name"]
    said = condition(pod.status, "Ready").get("message", "")
    image = images.of(pod, name)
    root = images.ready_root(image, pod, scene)
    due = (pod.sim or {}).get("until")
    if root is None and due:
        yield until(link(pod, f"{short(pod)} runs and is not ready yet."), "It answers", due)
        return
    text = f"{short(pod)} runs, and its container {name} is not ready: it gets no requests."
    facts = details(("Pod", said), ("probe", probe_words(pod, name)))
    yield link(pod, text, facts=facts)
    yield from [root] if root else []


def probe_words(pod: Pod, container: str) -> str:
    """What the readiness probe asks, and how often."""
    for each in images.containers(pod):
        probe = each.get("readinessProbe")
        if each["name"] == container and probe:
            path = (probe.get("httpGet") or {}).get("path")
            asks = f"GET {path}" if path else next(iter(set(probe) & {"tcpSocket", "exec"}), "grpc")
            return f"{asks} every {probe.get('periodSeconds', 10)} s"
    return ""


def details(*facts: tuple[str, str]) -> tuple[Fact, ...]:
    return tuple(Fact(name, text) for name, text in facts if text)


def statuses(pod: Pod) -> list[Manifest]:
    return [*(pod.status.get("initContainerStatuses") or ()), *pod.container_statuses]


def waiting(pod: Pod) -> list[tuple[str, Manifest]]:
    """The containers that wait, with why; before the kubelet has looked, all of them."""
    found = [
        (each["name"], each["state"]["waiting"])
        for each in statuses(pod)
        if (each.get("state") or {}).get("waiting")
    ]
    if not found and not statuses(pod):
        return [(pod.spec["containers"][0]["name"], {"reason": "ContainerCreating"})]
    return found


def tried_again(told: Link, pod: Pod) -> Link:
    """With the moment of the next try, if one is waited for."""
    sim = pod.sim or {}
    due = sim.get("until") if sim.get("stage") in ("backoff", "imagebackoff") else None
    return until(told, "It is tried again", due)


def wait_words(pod: Pod, container: str) -> list[tuple[str, str]]:
    """How long the wait between two tries is by now."""
    memory = ((pod.sim or {}).get("containers") or {}).get(container) or {}
    wait = memory.get("wait") or (memory.get("crashes") or memory.get("pulls") or [0])[0]
    if not wait:
        return []
    more = "the longest" if wait >= LONGEST_SECONDS else f"doubles up to {LONGEST_SECONDS:g} s"
    return [("wait between tries", f"{seconds(wait)}, {more}")]


Question = Callable[[Pod, Scene], Iterable[Link]]
QUESTIONS: tuple[Question, ...] = (
    finished,
    leaving,
    unplaced,
    lost,
    not_pulled,
    crashing,
    starting,
    not_ready,
)
"""In this order; to add one, write it and give it its line (docs/how-to-add.md)."""
WORST = (not_pulled, crashing, unplaced, lost, not_ready, starting, leaving, finished)
"""Whose Pod is told of when several are not ready."""


def worst(pods: Iterable[Pod], scene: Scene) -> Pod | None:
    """The Pod whose trouble weighs most, the oldest of several; None when all are ready."""
    candidates = (pod for pod in pods if not pod.is_ready or pod.is_deleting)
    troubled = [(rank(pod, scene), pod) for pod in islice(candidates, MOST_ASKED)]
    return min(troubled, key=lambda pair: pair[0], default=(0, None))[1]


def rank(pod: Pod, scene: Scene) -> int:
    asked = next((ask for ask in QUESTIONS if any(True for _ in ask(pod, scene))), finished)
    return WORST.index(asked)
