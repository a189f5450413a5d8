"""What the API shows of a container: state, last state, ready, restarts (SPEC P8, P9).

Example: after its second crash a container has state waiting/CrashLoopBackOff, lastState
terminated/Error with exit code 1, and restartCount 1.
Mirrors: kubernetes pkg/kubelet/kubelet_pods.go (convertToAPIContainerStatuses).
"""

from __future__ import annotations

from functools import lru_cache

from cluster.core.kubelet.container import Container, Memory
from cluster.core.kubelet.lifecycle import BEFORE_RUN, IN_RUN
from cluster.core.kubelet.messages import go_duration
from cluster.core.names import draw
from cluster.core.objects import Manifest
from cluster.core.timestamps import format_time

KILLED = 137
LOST: Manifest = {
    "terminated": {
        "exitCode": KILLED,
        "reason": "ContainerStatusUnknown",
        "message": "The container could not be located when the pod was terminated",
    }
}


def container_status(container: Container, memory: Memory, *, has_init: bool) -> Manifest:
    """One entry of containerStatuses."""
    stage = memory["stage"]
    state = state_of(container, memory, has_init=has_init)
    former = memory.get("before" if "terminated" in state else "ended")
    runs = memory["runs"]
    is_done = container.role == "init" and stage == "done" and memory["ended"]["code"] == 0
    return {
        "name": container.name,
        "state": state,
        "lastState": {} if former is None else terminated(container, former),
        "ready": stage == "running" or is_done,
        "started": stage in IN_RUN and bool(memory.get("startup")),
        "restartCount": max(0, runs - 1),
        "image": container.image_name,
        "imageID": image_id(container.image_name) if runs else "",
        **({"containerID": container_id(container, runs)} if runs else {}),
    }


def state_of(container: Container, memory: Memory, *, has_init: bool) -> Manifest:
    """waiting, running or terminated, with its reason."""
    stage = memory["stage"]
    if stage in IN_RUN:
        return {"running": {"startedAt": format_time(memory["from"])}}
    if stage == "lost":
        return LOST
    shown = memory.get("held", stage)
    if shown in ("exited", "done"):
        return terminated(container, memory["ended"])
    if shown == "backoff":
        return waiting("CrashLoopBackOff", crash_message(container, memory))
    if shown in ("pullfailed", "imagebackoff"):
        return pull_trouble(container, shown)
    if shown == "refused":
        return waiting(memory["reason"])
    assert stage in BEFORE_RUN, stage
    return waiting("PodInitializing" if has_init else "ContainerCreating")


def waiting(reason: str, message: str = "") -> Manifest:
    return {"waiting": {"reason": reason, "message": message} if message else {"reason": reason}}


def pull_trouble(container: Container, shown: str) -> Manifest:
    error = container.pull_error or ""
    if shown == "pullfailed":
        return waiting("ErrImagePull", error)
    text = f'Back-off pulling image "{container.image_name}": ErrImagePull: {error}'
    return waiting("ImagePullBackOff", text)


def crash_message(container: Container, memory: Memory) -> str:
    pod = container.pod
    wait = memory.get("wait") or (memory.get("crashes") or [0])[0]
    return (
        f"back-off {go_duration(wait)} restarting failed container={container.name} "
        f"pod={pod.name}_{pod.namespace}({pod.uid})"
    )


def terminated(container: Container, ended: Manifest) -> Manifest:
    """The end of a run."""
    return {
        "terminated": {
            "exitCode": ended["code"],
            "reason": ended["reason"],
            "startedAt": format_time(ended["started"]),
            "finishedAt": format_time(ended["finished"]),
            "containerID": container_id(container, ended["run"]),
        }
    }


def container_id(container: Container, run: int) -> str:
    """A 64-digit identity that belongs to the Pod, the container and the run."""
    drawn = draw(container.pod.uid, container.name, run)
    return f"containerd://{container.pod.uid.replace('-', '')}{drawn:016x}{drawn ^ 2**64 - 1:016x}"


@lru_cache(maxsize=1024)
def image_id(image: str) -> str:
    digest = "".join(f"{draw('digest', image, part):016x}" for part in range(4))
    return f"docker.io/library/{image.partition(':')[0]}@sha256:{digest}"
