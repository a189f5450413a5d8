"""From a stored object to its card.

A card is made from the object's own JSON and, for some kinds, from what stands beside it: a Service
shows its EndpointSlices, a Node its Fault. `Surroundings` answers those questions; the picture's
relations do.

Example: a Deployment of 10 with surge 3 and unavailable 2 has floor 8 and ceiling 13 on its card.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

import msgspec

from cluster.core import images, intstr
from cluster.core.pod_status import PodStatus, condition, read_pod_status
from cluster.core.requests import REASONS, Stream
from cluster.core.timestamps import parse_time
from cluster.live import messages as m
from cluster.live import readings as r
from cluster.live.timers import node_timer, pod_timer, silent_since

ANNOTATION = "deployment.kubernetes.io/"
HASH_LABEL = "pod-template-hash"
UNLIMITED_DEADLINE = 2_147_483_647
SLOW_READY_SECONDS = 1.5
PULL_TROUBLE = frozenset(
    {"ErrImagePull", "ImagePullBackOff", "InvalidImageName", "ErrImageNeverPull"}
)
BEFORE_START = frozenset({"Pending", "ContainerCreating", "PodInitializing"})


class Surroundings(Protocol):
    """What a card asks about other objects."""

    def fault_of(self, node: str) -> str:
        """The type of the Fault on that node, or ""."""

    def endpoints_of(self, namespace: str, service: str) -> list[m.EndpointCard]:
        """The endpoints of a Service."""


def common(kind: str, metadata: r.Metadata) -> dict[str, Any]:
    """The fields that every card has."""
    return {
        "kind": kind,
        "uid": metadata.uid,
        "namespace": metadata.namespace,
        "name": metadata.name,
        "created": parse_time(metadata.creation_timestamp),
        "deleting": metadata.deletion_timestamp is not None,
        "labels": metadata.labels,
        "revision": int(metadata.resource_version),
    }


def make_card(kind: str, found: r.Manifest, sim: r.Json, around: Surroundings) -> m.Card:
    """The card of any object but Events."""
    base = common(kind, found.metadata)
    match found:
        case r.PodManifest():
            return pod_card(base, found, sim)
        case r.ReplicaSetManifest():
            return replica_set_card(base, found)
        case r.DeploymentManifest():
            return deployment_card(base, found)
        case r.NodeManifest():
            return node_card(base, found, sim, around)
        case r.ServiceManifest():
            return service_card(base, found, around)
        case r.ImageManifest():
            return image_card(base, found)
        case r.AutoscalerManifest():
            return autoscaler_card(base, found)
    return m.Card(**base)


def pod_card(base: dict[str, Any], pod: r.PodManifest, sim: r.Json) -> m.PodCard:
    row = read_pod_status(
        pod.spec.init_containers, len(pod.spec.containers), pod.status, is_deleting=base["deleting"]
    )
    owner = pod.metadata.controller
    return m.PodCard(
        **base,
        status=row.word,
        ready=condition(pod.status, "Ready").get("status") == "True",
        ready_text=f"{row.ready}/{row.total}",
        restarts=row.restarts,
        node=pod.spec.node_name,
        owner=owner.uid if owner else "",
        owner_name=owner.name if owner else "",
        image=pod.spec.containers[0].image if pod.spec.containers else "",
        phase=pod.status.get("phase", "Pending"),
        stage=pod_stage(row, pod, sim),
        timer=pod_timer(pod, sim),
        ready_since=ready_since(pod),
        message=pod_message(pod.status),
        ip=pod.status.get("podIP", ""),
    )


def ready_since(pod: r.PodManifest) -> float | None:
    """Since when it is ready; it counts as available when minReadySeconds have passed."""
    ready = condition(pod.status, "Ready")
    moment = ready.get("lastTransitionTime") if ready.get("status") == "True" else None
    return parse_time(moment) if moment else None


def pod_stage(row: PodStatus, pod: r.PodManifest, sim: r.Json) -> str:
    """Which of the glyphs a Pod wears."""
    phase, word = pod.status.get("phase", "Pending"), row.word.removeprefix("Init:")
    if phase == "Succeeded":
        return "completed"
    if phase == "Failed":
        return "failed"
    if row.word == "Terminating":
        return "terminating"
    if word in PULL_TROUBLE:
        return "imagepull"
    if not pod.spec.node_name:
        return "pending"
    if word in BEFORE_START:
        return "pulling" if sim.get("stage") == "pulling" else "starting"
    if word in ("Running", "NotReady"):
        is_ready = condition(pod.status, "Ready").get("status") == "True"
        return "ready" if is_ready else "notready"
    return "unknown" if word == "Unknown" else "crash"


def pod_message(status: r.Json) -> str:
    """The most telling sentence the Pod carries: its own, a container's, or the scheduler's."""
    if status.get("message"):
        return str(status["message"])
    for each in status.get("containerStatuses") or ():
        for state in (each.get("state") or {}).values():
            if state.get("message"):
                return str(state["message"])
    scheduled = condition(status, "PodScheduled")
    return str(scheduled.get("message", "")) if scheduled.get("status") == "False" else ""


def replica_set_card(base: dict[str, Any], found: r.ReplicaSetManifest) -> m.ReplicaSetCard:
    owner = found.metadata.controller
    annotations = found.metadata.annotations
    return m.ReplicaSetCard(
        **base,
        owner=owner.uid if owner else "",
        owner_name=owner.name if owner else "",
        size=found.spec.replicas,
        replicas=found.status.replicas,
        ready=found.status.ready_replicas,
        available=found.status.available_replicas,
        terminating=found.status.terminating_replicas,
        image=template_container(found.spec.template).image,
        rollout_revision=number(annotations.get(ANNOTATION + "revision")),
        hash=found.metadata.labels.get(HASH_LABEL, ""),
        revision_history=annotations.get(ANNOTATION + "revision-history", ""),
        change_cause=annotations.get("kubernetes.io/change-cause", ""),
    )


def deployment_card(base: dict[str, Any], found: r.DeploymentManifest) -> m.DeploymentCard:
    """A Deployment's card; its sentence and its new set are filled in by the picture."""
    spec, status = found.spec, found.status
    wanted = spec.get("replicas", 1)
    strategy = spec.get("strategy") or {}
    rolling = strategy.get("rollingUpdate") or {}
    container = template_container(spec.get("template") or {})
    is_observed = status.observed_generation >= found.metadata.generation
    counts = (status.updated_replicas, status.replicas, status.available_replicas)
    return m.DeploymentCard(
        **base,
        wanted=wanted,
        replicas=status.replicas,
        updated=status.updated_replicas,
        ready=status.ready_replicas,
        available=status.available_replicas,
        unavailable=status.unavailable_replicas,
        image=container.image,
        container=container.name,
        paused=bool(spec.get("paused", False)),
        strategy=strategy.get("type", "RollingUpdate"),
        max_surge=rolling.get("maxSurge"),
        max_unavailable=rolling.get("maxUnavailable"),
        floor=intstr.min_available(spec),
        ceiling=wanted + intstr.max_surge(spec),
        rollout_revision=number(found.metadata.annotations.get(ANNOTATION + "revision")),
        conditions=[condition_card(each) for each in status.conditions],
        complete=is_observed and counts == (wanted, wanted, wanted),
        sentence="",
        generation=found.metadata.generation,
        observed_generation=status.observed_generation,
        min_ready_seconds=spec.get("minReadySeconds", 0),
        deadline_seconds=spec.get("progressDeadlineSeconds"),
        deadline_at=deadline_at(spec, status.conditions),
        new_replica_set="",
    )


def deadline_at(spec: r.Json, conditions: Sequence[r.Condition]) -> float | None:
    """When the progress deadline passes if nothing moves before (D61, D63); None when it cannot."""
    seconds = spec.get("progressDeadlineSeconds")
    progressing = next((each for each in conditions if each.type == "Progressing"), None)
    if seconds is None or seconds == UNLIMITED_DEADLINE or progressing is None:
        return None
    if progressing.reason in ("NewReplicaSetAvailable", "DeploymentPaused"):
        return None
    started = progressing.last_update_time
    return None if started is None else parse_time(started) + seconds


def condition_card(found: r.Condition) -> m.ConditionCard:
    since = found.last_transition_time
    return m.ConditionCard(
        found.type,
        found.status,
        found.reason,
        found.message,
        None if since is None else parse_time(since),
    )


def node_card(
    base: dict[str, Any], node: r.NodeManifest, sim: r.Json, around: Surroundings
) -> m.NodeCard:
    ready = next((each.status for each in node.status.conditions if each.type == "Ready"), None)
    words = ["Ready" if ready == "True" else "Unknown" if ready is None else "NotReady"]
    if node.spec.unschedulable:
        words.append("SchedulingDisabled")
    fault = around.fault_of(base["name"])
    labels = node.metadata.labels
    pods = node.status.allocatable.get("pods", node.status.capacity.get("pods", 0))
    return m.NodeCard(
        **base,
        status=",".join(words),
        ready=ready == "True",
        cordoned=node.spec.unschedulable,
        taints=[m.TaintCard(each["key"], each.get("effect", "")) for each in node.spec.taints],
        fault=fault,
        silent_since=silent_since(node, sim) if fault or ready != "True" else None,
        timer=node_timer(node, sim),
        capacity_pods=number(pods),
        zone=labels.get("topology.kubernetes.io/zone", ""),
        version=node.status.node_info.kubelet_version,
    )


def service_card(
    base: dict[str, Any], service: r.ServiceManifest, around: Surroundings
) -> m.ServiceCard:
    ports = [
        m.PortCard(
            port.port, port.port if port.target_port is None else port.target_port, port.name
        )
        for port in service.spec.ports
    ]
    return m.ServiceCard(
        **base,
        selector=service.spec.selector,
        ports=ports,
        cluster_ip=service.spec.cluster_ip,
        endpoints=around.endpoints_of(base["namespace"], base["name"]),
        traffic=traffic_card(Stream(), 0.0),
    )


def traffic_card(stream: Stream, now: float) -> m.TrafficCard:
    """What became of a Service's requests so far."""
    failures = [
        m.FailureCard(reason, REASONS[reason], count)
        for reason, count in stream.failed.most_common()
    ]
    return m.TrafficCard(
        rate=stream.rate,
        served=stream.served,
        failed=stream.failed.total(),
        failures=failures,
        since=stream.since,
        as_of=now,
        next=stream.next,
        next_at=stream.next_at,
    )


def endpoint_cards(found: r.EndpointSliceManifest) -> list[m.EndpointCard]:
    """Absent `ready` and `serving` mean true, as clients have to read them."""
    return [
        m.EndpointCard(
            each.target_ref.uid,
            each.conditions.ready is not False,
            each.conditions.serving is not False,
            bool(each.conditions.terminating),
        )
        for each in found.endpoints or ()
    ]


def image_card(base: dict[str, Any], found: r.ImageManifest) -> m.ImageCard:
    name = found.spec.get("image", "")
    return m.ImageCard(
        **base, image=name, color=found.spec.get("color", ""), kind_of=image_kind(name, found.spec)
    )


def autoscaler_card(base: dict[str, Any], found: r.AutoscalerManifest) -> m.AutoscalerCard:
    target = found.spec.get("scaleTargetRef") or {}
    return m.AutoscalerCard(
        **base,
        target_kind=target.get("kind", ""),
        target=target.get("name", ""),
        smallest=found.spec.get("minReplicas", 1),
        largest=found.spec.get("maxReplicas", 0),
        wanted=found.status.get("desiredReplicas", 0),
    )


def image_kind(name: str, spec: r.Json) -> str:
    """What to expect of an image, in one word."""
    does = images.behaviour(name, [{"spec": {**spec, "image": name}}])
    if does is None or does.pull_error:
        return "badimage"
    if does.crash_after_seconds is not None:
        return "crash"
    if does.never_ready:
        return "notready"
    if does.response_status >= 400:
        return "errors"
    return "slow" if does.ready_delay_seconds > SLOW_READY_SECONDS else "healthy"


def event_card(event: r.EventManifest) -> m.EventCard:
    metadata, series = event.metadata, event.series
    seen = (series and series.last_observed_time) or event.last_timestamp or event.event_time
    about = event.involved_object
    return m.EventCard(
        uid=metadata.uid,
        time=parse_time(seen or metadata.creation_timestamp),
        type=event.type,
        reason=event.reason,
        message=event.message,
        count=series.count if series else event.count,
        component=event.source.component or event.reporting_component,
        object=m.About(about.kind, about.name, about.uid),
    )


def template_container(template: r.Json) -> r.Container:
    """The first container of a Pod template."""
    containers = (template.get("spec") or {}).get("containers") or [{}]
    first = containers[0]
    return r.Container(name=first.get("name", ""), image=first.get("image", ""))


_template_encoder = msgspec.json.Encoder(order="deterministic")


def template_key(template: r.Json) -> bytes:
    """Equal for templates that are the same but for the hash label (D31)."""
    metadata = template.get("metadata") or {}
    labels = {**(metadata.get("labels") or {})}
    labels.pop(HASH_LABEL, None)
    return _template_encoder.encode({**template, "metadata": {**metadata, "labels": labels}})


def number(text: object) -> int:
    """A whole number as annotations and quantities carry it; 0 for anything else."""
    try:
        return int(str(text))
    except ValueError:
        return 0
