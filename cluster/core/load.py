"""How busy the Pods are: played, because containers run no code. The data says it, not the code.

Two sources, which add up. An Image's `cpuUsage` is what each running Pod of it uses, whatever
happens. The annotation `sim.kubeloop.dev/load` on a Deployment, a ReplicaSet or a Service is work
for all of its ready Pods together, shared evenly: the more Pods, the less for each.

Example: `kubectl annotate deployment web sim.kubeloop.dev/load=900m` with 3 ready Pods is 300m for
each; with 6 it is 150m. Without either nothing is measured, as in a cluster without metrics-server.
Mirrors: kubernetes-sigs/metrics-server (what it answers for Pods).
Differs: usage is of this very moment, not the mean of a window; a Pod is measured from its first
second on; only cpu is measured, and only for autoscalers (`kubectl top` has no data).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from cluster.core.images import behaviour
from cluster.core.objects import Object, Pod, Service
from cluster.core.quantities import milli
from cluster.core.selectors import equality_selector
from cluster.core.view import ClusterView

LOAD = "sim.kubeloop.dev/load"
Usage = dict[str, int]
"""Millicores by the uid of the Pod."""


def usage_of(pods: Sequence[Pod], workload: Object, view: ClusterView) -> Usage | None:
    """What the running ones of a workload's Pods use; None when no data says anything."""
    own = idle_usage(pods, view)
    loads = [(load_of(workload), [pod for pod in pods if takes_work(pod)])]
    for service in view.every(Service):
        if service.namespace == workload.namespace and LOAD in service.annotations:
            loads.append((load_of(service), pods_behind(service, view)))
    known = [(total, workers) for total, workers in loads if total is not None]
    if own is None and not known:
        return None
    usage = own or {pod.uid: 0 for pod in pods if pod.phase == "Running"}
    for total, workers in known:
        for uid, part in shares(total, workers).items():
            if uid in usage:
                usage[uid] += part
    return usage


def idle_usage(pods: Sequence[Pod], view: ClusterView) -> Usage | None:
    """What each running Pod uses by its images; None when no image says anything."""
    catalogue = [found.manifest for found in view.all("Image")]
    known: dict[str, int | None] = {}
    usage, is_known = {}, False
    for pod in pods:
        if pod.phase != "Running":
            continue
        usage[pod.uid] = 0
        for container in pod.spec["containers"]:
            image = container.get("image", "")
            if image not in known:
                found = behaviour(image, catalogue)
                known[image] = found.cpu_milli if found is not None else None
            usage[pod.uid] += known[image] or 0
            is_known = is_known or known[image] is not None
    return usage if is_known else None


def load_of(found: Object) -> int | None:
    """The load in the annotation, in millicores; None for none and for what is no quantity."""
    try:
        load = milli(found.annotations[LOAD])
    except (KeyError, ValueError):
        return None
    return max(0, load)


def takes_work(pod: Pod) -> bool:
    return pod.is_active and pod.is_ready


def pods_behind(service: Service, view: ClusterView) -> list[Pod]:
    """The Pods that a Service sends its requests to."""
    matches = equality_selector(service.selector).matches
    return [
        pod
        for pod in view.every(Pod)
        if pod.namespace == service.namespace
        and service.selector
        and takes_work(pod)
        and matches(pod.labels)
    ]


def shares(total: int, workers: Sequence[Pod]) -> Mapping[str, int]:
    """The load in even parts; what does not divide goes to the first by name."""
    if not workers:
        return {}
    part, rest = divmod(total, len(workers))
    ordered = sorted(workers, key=lambda pod: pod.name)
    return {pod.uid: part + (index < rest) for index, pod in enumerate(ordered)}
