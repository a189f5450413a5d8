"""The parts of stored objects that decide what becomes of a request, decoded from their JSON.

Example: decode("Service", body).spec.selector is {"app": "web"}. Kinds that decide nothing have no
reading.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import msgspec
from msgspec import Raw, Struct

from cluster.core.traffic import Endpoint

ANSWERING = frozenset({"running", "done"})
STOPPED, STOPPING = "stopped", "terminating"
Json = dict[str, Any]


class Metadata(Struct, frozen=True):
    labels: dict[str, str] = {}
    annotations: dict[str, str] = {}


class Container(Struct, frozen=True):
    image: str = ""


class PodSpec(Struct, rename="camel", frozen=True):
    node_name: str = ""
    containers: list[Container] = []


class PodReading(Struct, frozen=True):
    spec: PodSpec


class ContainerMemory(Struct, frozen=True):
    stage: str = ""


class PodMemory(Struct, frozen=True):
    stage: str = ""
    containers: dict[str, ContainerMemory] = {}


class ServiceSpec(Struct, frozen=True):
    selector: dict[str, str] = {}
    type: str = "ClusterIP"


class ServiceReading(Struct, frozen=True):
    metadata: Metadata
    spec: ServiceSpec = ServiceSpec()


class Reference(Struct, frozen=True):
    uid: str = ""


class EndpointConditions(Struct, frozen=True):
    ready: bool | None = None
    serving: bool | None = None
    terminating: bool | None = None


class EndpointReading(Struct, rename="camel", frozen=True):
    conditions: EndpointConditions = EndpointConditions()
    target_ref: Reference = Reference()


class SliceReading(Struct, frozen=True):
    metadata: Metadata
    endpoints: list[EndpointReading] | None = None


class FaultSpec(Struct, frozen=True):
    node: str = ""


class FaultReading(Struct, frozen=True):
    spec: FaultSpec = FaultSpec()


class ImageReading(Struct, frozen=True):
    spec: Json


class Template(Struct, frozen=True):
    metadata: Metadata = Metadata()
    spec: Json = {}


class DeploymentSpec(Struct, frozen=True):
    template: Template = Template()


class DeploymentReading(Struct, frozen=True):
    spec: DeploymentSpec


READINGS: Mapping[str, type[Struct]] = {
    "Pod": PodReading,
    "Service": ServiceReading,
    "EndpointSlice": SliceReading,
    "Fault": FaultReading,
    "Image": ImageReading,
    "Deployment": DeploymentReading,
}
_decoders = {kind: msgspec.json.Decoder(found) for kind, found in READINGS.items()}
_memory_decoder = msgspec.json.Decoder(PodMemory)


class PodFacts(NamedTuple):
    """What decides whether a Pod answers."""

    node: str
    image: str
    runs: bool


def decode(kind: str, body: bytes | Raw) -> Struct:
    """The parts of a stored object that count here."""
    found: Struct = _decoders[kind].decode(body)
    return found


def facts_of(pod: PodReading, sim: Raw | bytes | None) -> PodFacts:
    """A Pod's own truth; without a kubelet's memory nothing of it runs."""
    memory = _memory_decoder.decode(sim) if sim else PodMemory()
    stages = [each.stage for each in memory.containers.values()]
    is_up = memory.stage == STOPPING or all(stage in ANSWERING for stage in stages)
    runs = bool(stages) and memory.stage != STOPPED and is_up
    image = pod.spec.containers[0].image if pod.spec.containers else ""
    return PodFacts(pod.spec.node_name, image, runs)


def endpoint_of(found: EndpointReading) -> Endpoint:
    """Absent `ready` and `serving` mean true, as clients have to read them."""
    state = found.conditions
    return Endpoint(
        name=found.target_ref.uid,
        ready=state.ready is not False,
        serving=state.serving is not False,
        terminating=bool(state.terminating),
    )
