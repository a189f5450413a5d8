"""The parts of stored manifests that cards need, decoded straight from their JSON.

Each struct names the fields that the picture uses; msgspec skips the rest without building it, so a
card costs microseconds whatever the manifest carries.

Example: decode("Pod", body).spec.node_name is "node-2".
"""

from __future__ import annotations

from typing import Any

import msgspec
from msgspec import Struct

Json = dict[str, Any]


class Owner(Struct, kw_only=True, frozen=True):
    uid: str
    name: str
    controller: bool = False


class Metadata(Struct, rename="camel", kw_only=True, frozen=True):
    name: str
    uid: str
    creation_timestamp: str
    resource_version: str
    namespace: str = ""
    generation: int = 0
    deletion_timestamp: str | None = None
    deletion_grace_period_seconds: int = 0
    labels: dict[str, str] = {}
    annotations: dict[str, str] = {}
    owner_references: list[Owner] = []

    @property
    def controller(self) -> Owner | None:
        return next((owner for owner in self.owner_references if owner.controller), None)


class Manifest(Struct, kw_only=True, frozen=True):
    """Any object."""

    metadata: Metadata
    kind: str = ""


class Container(Struct, kw_only=True, frozen=True):
    name: str = ""
    image: str = ""


class PodSpec(Struct, rename="camel", kw_only=True, frozen=True):
    containers: list[Container] = []
    init_containers: list[Json] = []
    tolerations: list[Json] = []
    node_name: str = ""


class PodManifest(Manifest, kw_only=True, frozen=True):
    spec: PodSpec
    status: Json = {}


class ReplicaSetSpec(Struct, rename="camel", kw_only=True, frozen=True):
    replicas: int = 1
    template: Json = {}


class ReplicaSetStatus(Struct, rename="camel", kw_only=True, frozen=True):
    replicas: int = 0
    ready_replicas: int = 0
    available_replicas: int = 0
    terminating_replicas: int = 0


class ReplicaSetManifest(Manifest, kw_only=True, frozen=True):
    spec: ReplicaSetSpec
    status: ReplicaSetStatus = ReplicaSetStatus()


class Condition(Struct, rename="camel", kw_only=True, frozen=True):
    type: str
    status: str = ""
    reason: str = ""
    message: str = ""
    last_update_time: str | None = None
    last_transition_time: str | None = None


class DeploymentStatus(Struct, rename="camel", kw_only=True, frozen=True):
    replicas: int = 0
    updated_replicas: int = 0
    ready_replicas: int = 0
    available_replicas: int = 0
    unavailable_replicas: int = 0
    observed_generation: int = 0
    conditions: list[Condition] = []


class DeploymentManifest(Manifest, kw_only=True, frozen=True):
    spec: Json
    status: DeploymentStatus = DeploymentStatus()


class NodeSpec(Struct, kw_only=True, frozen=True):
    unschedulable: bool = False
    taints: list[Json] = []


class NodeInfo(Struct, rename="camel", kw_only=True, frozen=True):
    kubelet_version: str = ""


class NodeStatus(Struct, rename="camel", kw_only=True, frozen=True):
    conditions: list[Condition] = []
    allocatable: Json = {}
    capacity: Json = {}
    node_info: NodeInfo = NodeInfo()


class NodeManifest(Manifest, kw_only=True, frozen=True):
    spec: NodeSpec = NodeSpec()
    status: NodeStatus = NodeStatus()


class ServicePort(Struct, rename="camel", kw_only=True, frozen=True):
    port: int
    target_port: int | str | None = None
    name: str = ""


class ServiceSpec(Struct, rename="camel", kw_only=True, frozen=True):
    selector: dict[str, str] = {}
    ports: list[ServicePort] = []
    cluster_ip: str = msgspec.field(name="clusterIP", default="")


class ServiceManifest(Manifest, kw_only=True, frozen=True):
    spec: ServiceSpec = ServiceSpec()


class TargetReference(Struct, kw_only=True, frozen=True):
    uid: str = ""


class EndpointConditions(Struct, kw_only=True, frozen=True):
    ready: bool | None = None
    serving: bool | None = None
    terminating: bool | None = None


class Endpoint(Struct, rename="camel", kw_only=True, frozen=True):
    conditions: EndpointConditions = EndpointConditions()
    target_ref: TargetReference = TargetReference()


class EndpointSliceManifest(Manifest, kw_only=True, frozen=True):
    endpoints: list[Endpoint] | None = []


class ImageManifest(Manifest, kw_only=True, frozen=True):
    spec: Json = {}


class AutoscalerManifest(Manifest, kw_only=True, frozen=True):
    spec: Json = {}
    status: Json = {}


class FaultSpec(Struct, kw_only=True, frozen=True):
    node: str = ""
    type: str = ""


class FaultManifest(Manifest, kw_only=True, frozen=True):
    spec: FaultSpec = FaultSpec()


class Involved(Struct, kw_only=True, frozen=True):
    kind: str = ""
    name: str = ""
    uid: str = ""


class Source(Struct, kw_only=True, frozen=True):
    component: str = ""


class Series(Struct, rename="camel", kw_only=True, frozen=True):
    count: int = 1
    last_observed_time: str | None = None


class EventManifest(Manifest, rename="camel", kw_only=True, frozen=True):
    involved_object: Involved = Involved()
    reason: str = ""
    message: str = ""
    type: str = "Normal"
    count: int = 1
    last_timestamp: str | None = None
    event_time: str | None = None
    series: Series | None = None
    source: Source = Source()
    reporting_component: str = ""


READINGS: dict[str, type[Manifest]] = {
    "Pod": PodManifest,
    "ReplicaSet": ReplicaSetManifest,
    "Deployment": DeploymentManifest,
    "Node": NodeManifest,
    "Service": ServiceManifest,
    "EndpointSlice": EndpointSliceManifest,
    "Image": ImageManifest,
    "HorizontalPodAutoscaler": AutoscalerManifest,
    "Fault": FaultManifest,
    "Event": EventManifest,
}
Decoder = msgspec.json.Decoder
_decoders: dict[str, Decoder[Any]] = {kind: Decoder(found) for kind, found in READINGS.items()}
_any_decoder = Decoder(Manifest)
_sim_decoder: Decoder[Json] = Decoder(Json)


def decode(kind: str, body: bytes | msgspec.Raw) -> Manifest:
    """The card's parts of a stored manifest."""
    found: Manifest = _decoders.get(kind, _any_decoder).decode(body)
    return found


def decode_sim(sim: bytes | msgspec.Raw | None) -> Json:
    """What the simulated machine remembers of an object; empty when it remembers nothing."""
    return _sim_decoder.decode(sim) if sim else {}
