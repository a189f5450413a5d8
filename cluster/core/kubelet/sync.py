"""The kubelet's pass over one Pod: what its containers do by now, and what the API should know.

Nothing is written while nothing can be seen: pulling and starting, a second pull, a restart after a
wait show in the API only when they end. At rest a pass costs a few comparisons. While the node is
silent nothing of it is written; after its return the story is told up to now.

Example: a Pod just bound, pull 0.8 s, start 0.3 s, ready 0.5 s: written at 0 (ContainerCreating),
1.1 (Running 0/1) and 1.6 (Running 1/1). With all times 0 there is one write.
Mirrors: kubernetes pkg/kubelet (SyncPod, SyncTerminatingPod, SyncTerminatedPod).
Differs: moments that fall together make one write; a failing probe is told as an event when the
container starts or is killed, not at every check. A container whose image a patch changes restarts
and is counted, as with a real kubelet; recordings of a control plane without one show no restart.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from cluster.core.actions import NOTHING_TO_DO, Action, Emit, Plan, Remove, Update, Why
from cluster.core.controller import Controller
from cluster.core.kubelet import termination
from cluster.core.kubelet.addresses import free_address
from cluster.core.kubelet.admission import Rejection, rejection
from cluster.core.kubelet.container import Container, containers_of
from cluster.core.kubelet.lifecycle import IN_RUN
from cluster.core.kubelet.memories import (
    Memories,
    advance_all,
    leading,
    next_due,
    rebooted,
    remembered,
    sim_of,
)
from cluster.core.kubelet.messages import Note
from cluster.core.kubelet.reasons import explain
from cluster.core.kubelet.status import pod_status, with_addresses
from cluster.core.nodes import boot_of, is_silent
from cluster.core.objects import Key, Manifest, Node, Object, Pod
from cluster.core.timestamps import format_time
from cluster.core.view import ClusterView

NAME = "kubelet"
REJECTION_SECONDS = 1
SANDBOX_CHANGED = Note(
    "Normal", "SandboxChanged", "Pod sandbox changed, it will be killed and re-created."
)


def reconcile(key: Key, view: ClusterView, now: float) -> Plan:
    """Move one Pod on, or end it."""
    pod = view.get(key)
    if not isinstance(pod, Pod) or not pod.node_name:
        return NOTHING_TO_DO
    node = view.find(Node, "", pod.node_name)
    if node is None or is_silent(view, node):
        return NOTHING_TO_DO
    if pod.is_deleting:
        return terminate(pod, node, view, now)
    if pod.is_final:
        return NOTHING_TO_DO
    if is_at_rest(pod, node, now):
        due = (pod.sim or {}).get("due")
        return NOTHING_TO_DO if due is None else Plan(requeue_at=due)
    if not has_begun(pod):
        rejected = rejection(pod, node, view)
        if rejected is not None:
            due = pod.created + REJECTION_SECONDS
            return reject(pod, node, rejected, now) if due <= now else Plan(requeue_at=due)
    return run(pod, node, view, now)


def has_begun(pod: Pod) -> bool:
    return pod.sim is not None and "containers" in pod.sim


def is_at_rest(pod: Pod, node: Node, now: float) -> bool:
    """True when the API shows what the kubelet knows and nothing is due."""
    sim = pod.sim
    if sim is None or "containers" not in sim or sim["boot"] != boot_of(node):
        return False
    due = sim.get("due")
    return (
        (due is None or due > now)
        and sim["ready"] == pod.is_ready
        and pod.status.get("observedGeneration") == pod.generation
        and "readinessGates" not in pod.manifest["spec"]
    )


def run(pod: Pod, node: Node, view: ClusterView, now: float) -> Plan:
    """Everything that is due, in one write."""
    containers = containers_of(pod, node, view)
    notes: list[Note] = []
    memories = remembered(pod, containers, now)
    if has_begun(pod) and (pod.sim or {})["boot"] != boot_of(node):
        notes.append(SANDBOX_CHANGED)
        memories = rebooted(memories, containers, now)
    memories = advance_all(containers, memories, now)
    status = pod_status(pod, containers, memories, now)
    if "podIP" not in status:
        status = with_addresses(status, node, free_address(pod, node, view))
    due = next_due(memories)
    if status == pod.status and has_begun(pod) and not notes:
        return Plan(requeue_at=due)
    is_ready = any(
        each.get("type") == "Ready" and each.get("status") == "True"
        for each in status["conditions"]
    )
    sim = sim_of(containers, memories, boot=boot_of(node), is_ready=is_ready)
    manifest = {**pod.manifest, "status": status}
    why = explain(leading(containers, memories))
    actions: list[Action] = [Update(pod, manifest, why, sim, status_only=True)]
    for container in containers:
        notes += container.notes
    actions += events(pod, notes)
    return Plan(tuple(actions), due, by=f"{NAME}/{node.name}")


def events(pod: Pod, notes: Sequence[Note]) -> list[Emit]:
    return [
        Emit(
            pod,
            note.type,
            note.reason,
            note.message,
            field_path=f"spec.containers{{{note.container}}}" if note.container else "",
        )
        for note in notes
    ]


def reject(pod: Pod, node: Node, rejected: Rejection, now: float) -> Plan:
    """The node has no room for a Pod that the scheduler never saw."""
    status = {
        **pod.status,
        "phase": "Failed",
        "reason": rejected.reason,
        "message": f"Pod was rejected: {rejected.message}",
        "startTime": format_time(now),
        "observedGeneration": pod.generation,
    }
    why = Why("S12", rejected.message, rejected._asdict())
    update = Update(
        pod, {**pod.manifest, "status": status}, why, {"stage": "failed"}, status_only=True
    )
    emit = Emit(pod, "Warning", rejected.reason, rejected.message)
    return Plan((update, emit), by=f"{NAME}/{node.name}")


def terminate(pod: Pod, node: Node, view: ClusterView, now: float) -> Plan:
    """Stop the containers, then write the last status, then take the Pod away."""
    sim = pod.sim or {}
    stage = sim.get("stage")
    if stage == "stopped" or pod.is_final:
        return remove(pod, node)
    containers = containers_of(pod, node, view)
    grace = float(pod.metadata.get("deletionGracePeriodSeconds", 30))
    if stage == "terminating":
        memories, until = sim["containers"], sim["until"]
        if pod.status.get("observedGeneration") != pod.generation:
            limit = max(now, sim["from"] + grace)
            memories, until = termination.shortened(memories, limit)
    else:
        memories = remembered(pod, containers, now)
        if sim.get("boot") == boot_of(node):
            memories, until = termination.begin(containers, memories, now, grace)
            note_stops(containers, memories)
        else:
            until = now
    if sim.get("boot") != boot_of(node) or until <= now:
        return finish(pod, node, containers, memories, now)
    if pod.status.get("observedGeneration") == pod.generation and stage == "terminating":
        return Plan(requeue_at=until)
    since = sim["from"] if stage == "terminating" else now
    kept: Manifest = {"stage": "terminating", "from": since, "until": until, "due": until}
    kept |= {"boot": boot_of(node), "ready": pod.is_ready, "containers": memories}
    status = {**pod.status, "observedGeneration": pod.generation}
    seconds = round(until - since, 3)
    text = f"deleted with {grace:g} s of grace: told to stop, which takes {seconds:g} s"
    why = Why("P26", text, {"grace": grace, "seconds": seconds})
    update = Update(pod, {**pod.manifest, "status": status}, why, kept, status_only=True)
    notes = [note for each in containers for note in each.notes]
    return Plan((update, *events(pod, notes)), until, by=f"{NAME}/{node.name}")


def note_stops(containers: Sequence[Container], memories: Memories) -> None:
    for each in containers:
        if memories[each.name]["stage"] in IN_RUN:
            each.note("Normal", "Killing", f"Stopping container {each.name}")


def finish(
    pod: Pod, node: Node, containers: Sequence[Container], memories: Memories, now: float
) -> Plan:
    """The last status: every container has ended."""
    ends = termination.finish(memories)
    status = pod_status(pod, containers, ends, now, is_finished=True)
    why = Why("P27", f"all containers have stopped: {status['phase']}", {"containers": len(ends)})
    sim: Manifest = {"stage": "stopped", "boot": boot_of(node), "ready": False, "containers": ends}
    update = Update(pod, {**pod.manifest, "status": status}, why, sim, status_only=True)
    notes = [note for each in containers for note in each.notes]
    return Plan((update, *events(pod, notes)), now, by=f"{NAME}/{node.name}")


def remove(pod: Pod, node: Node) -> Plan:
    """The object goes; with finalizers it only loses its grace, and whoever holds it lets it go."""
    by = f"{NAME}/{node.name}"
    why = Why("P27", "all containers have stopped, so the Pod is taken away", {})
    if not pod.finalizers:
        return Plan((Remove(pod, why),), by=by)
    if not pod.metadata.get("deletionGracePeriodSeconds"):
        return NOTHING_TO_DO
    metadata = {**pod.metadata, "deletionGracePeriodSeconds": 0}
    return Plan(
        (Update(pod, {**pod.manifest, "metadata": metadata}, why, status_only=True),), by=by
    )


def on_pod(old: Object | None, new: Object | None, view: ClusterView) -> Iterable[Key]:
    """A Pod that has a node."""
    return (new.key,) if isinstance(new, Pod) and new.node_name else ()


def on_node(old: Object | None, new: Object | None, view: ClusterView) -> Iterable[Key]:
    """The Pods of a node that has appeared, or that answers again."""
    if not isinstance(new, Node):
        return ()
    if isinstance(old, Node) and answer(old) == answer(new):
        return ()
    return [pod.key for pod in view.pods_on(new.name)]


def answer(node: Node) -> tuple[bool, int]:
    return (node.sim is not None and "fault" in node.sim, boot_of(node))


def on_fault(old: Object | None, new: Object | None, view: ClusterView) -> Iterable[Key]:
    """The Pods of a node on which a Fault is put or taken away."""
    changed = new or old
    name = changed.spec.get("node", "") if changed is not None else ""
    return [pod.key for pod in view.pods_on(name)] if name else ()


CONTROLLER = Controller(NAME, reconcile, {"Pod": on_pod, "Node": on_node, "Fault": on_fault})
