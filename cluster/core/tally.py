"""Running counts over Pods, kept by the view so that nobody has to walk over them.

A ReplicaSet with 1,000 Pods asks for its status after every change of one of them; the scheduler
asks for the free room of every node. Both read sums that move by one Pod at a time.

Example: after tally.add(pod, 1) and tally.add(pod, -1) every count is what it was before.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

from cluster.core.objects import Pod
from cluster.core.quantities import milli, whole

LabelsKey = tuple[tuple[str, str], ...]
SCORED_CPU_MILLI = 100
SCORED_MEMORY_BYTES = 200 * 1024 * 1024


class PodTally:
    """Counts over the Pods of one owner: active (live), ready, terminating, and by label set."""

    __slots__ = ("active", "labels", "nodes", "ready", "terminating", "total")

    def __init__(self) -> None:
        self.total = 0
        self.active = 0
        self.ready = 0
        self.terminating = 0
        self.labels: Counter[LabelsKey] = Counter()
        self.nodes: Counter[str] = Counter()

    def add(self, pod: Pod, sign: int) -> None:
        """Count a Pod in (sign 1) or out (sign -1)."""
        self.total += sign
        if pod.is_active:
            self.active += sign
            self.labels[pod.labels_key] += sign
            if not self.labels[pod.labels_key]:
                del self.labels[pod.labels_key]
            if pod.is_ready:
                self.ready += sign
            if pod.node_name:
                self.nodes[pod.node_name] += sign
        elif not pod.is_final:
            self.terminating += sign


class NodeLoad:
    """What the non-final Pods of one node ask for (S2, S3), and with the scoring defaults (S5)."""

    __slots__ = ("cpu_milli", "memory_bytes", "pods", "scored_cpu_milli", "scored_memory_bytes")

    def __init__(self) -> None:
        self.pods = 0
        self.cpu_milli = 0
        self.memory_bytes = 0
        self.scored_cpu_milli = 0
        self.scored_memory_bytes = 0

    def add(self, pod: Pod, sign: int) -> None:
        """Count a Pod's requests in (sign 1) or out (sign -1)."""
        cpu, memory, scored_cpu, scored_memory = pod_requests(pod)
        self.pods += sign
        self.cpu_milli += sign * cpu
        self.memory_bytes += sign * memory
        self.scored_cpu_milli += sign * scored_cpu
        self.scored_memory_bytes += sign * scored_memory


def pod_requests(pod: Pod) -> tuple[int, int, int, int]:
    """Requests of a Pod: cpu in millicores, memory in bytes, and both as the scores count them.

    The larger of the sum over containers (restartable init containers included) and the largest
    init step, plus overhead (S3). A missing request counts 100m and 200 MiB in scores only."""
    spec = pod.manifest["spec"]
    totals = [0, 0, 0, 0]
    for container in spec["containers"]:
        totals = [
            have + more for have, more in zip(totals, container_requests(container), strict=True)
        ]
    running_sidecars = [0, 0, 0, 0]
    largest_step = [0, 0, 0, 0]
    for container in spec.get("initContainers") or ():
        wanted = container_requests(container)
        if container.get("restartPolicy") == "Always":
            running_sidecars = [a + b for a, b in zip(running_sidecars, wanted, strict=True)]
            step = running_sidecars
        else:
            step = [a + b for a, b in zip(running_sidecars, wanted, strict=True)]
        largest_step = [max(a, b) for a, b in zip(largest_step, step, strict=True)]
    totals = [
        max(have + sidecars, step)
        for have, sidecars, step in zip(totals, running_sidecars, largest_step, strict=True)
    ]
    overhead = spec.get("overhead") or {}
    cpu = milli(overhead.get("cpu", "0"))
    memory = whole(overhead.get("memory", "0"))
    return totals[0] + cpu, totals[1] + memory, totals[2] + cpu, totals[3] + memory


def container_requests(container: dict[str, Any]) -> tuple[int, int, int, int]:
    """One container's requests in the four ways of `pod_requests`."""
    requests = (container.get("resources") or {}).get("requests") or {}
    cpu = milli(requests["cpu"]) if "cpu" in requests else None
    memory = whole(requests["memory"]) if "memory" in requests else None
    return (
        cpu or 0,
        memory or 0,
        SCORED_CPU_MILLI if cpu is None else cpu,
        SCORED_MEMORY_BYTES if memory is None else memory,
    )
