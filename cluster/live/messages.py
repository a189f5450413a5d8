"""The frames and cards of the live feed, version 1: what goes over the websocket, and nothing else.

A card is what the picture needs of one object. Names are camelCase on the wire. Cards travel
already encoded (`Raw`), so an object is encoded once for all pages and for every later snapshot.

Example: {"type":"delta","v":1,"from":41,"revision":43,"clock":null,"put":[...],"gone":[],...}
The page's side of this contract is static/js/types.d.ts.
"""

from __future__ import annotations

from typing import Any

import msgspec
from msgspec import Raw, Struct

VERSION = 1
MAX_EVENTS = 200
MAX_WRITES = 50

MALFORMED, NOT_YOURS, UNKNOWN_CLUSTER, TOO_SLOW, UNAVAILABLE = 4400, 4403, 4404, 4408, 4503


class Clock(Struct, frozen=True):
    """The cluster's clock at the moment of sending; the page extrapolates from there."""

    now: float
    speed: float
    paused: bool


class Timer(Struct, frozen=True):
    """A countdown on the cluster's clock; kind is pull, start, probe, grace, backoff, ..."""

    kind: str
    begin: float = msgspec.field(name="from")
    until: float


class Card(Struct, rename="camel", kw_only=True):
    """What every kind has."""

    kind: str
    uid: str
    namespace: str
    name: str
    created: float
    deleting: bool
    labels: dict[str, str]
    revision: int


class PodCard(Card, rename="camel", kw_only=True):
    status: str
    ready: bool
    ready_text: str
    restarts: int
    node: str
    owner: str
    owner_name: str
    image: str
    phase: str
    stage: str
    timer: Timer | None
    ready_since: float | None
    message: str
    ip: str


class ReplicaSetCard(Card, rename="camel", kw_only=True):
    owner: str
    owner_name: str
    size: int
    replicas: int
    ready: int
    available: int
    terminating: int
    image: str
    rollout_revision: int
    hash: str
    revision_history: str
    change_cause: str


class ConditionCard(Struct, frozen=True):
    type: str
    status: str
    reason: str
    message: str
    since: float | None


class DeploymentCard(Card, rename="camel", kw_only=True):
    wanted: int
    replicas: int
    updated: int
    ready: int
    available: int
    unavailable: int
    image: str
    container: str
    paused: bool
    strategy: str
    max_surge: int | str | None
    max_unavailable: int | str | None
    floor: int
    ceiling: int
    rollout_revision: int
    conditions: list[ConditionCard]
    complete: bool
    sentence: str
    generation: int
    observed_generation: int
    min_ready_seconds: int
    deadline_seconds: int | None
    deadline_at: float | None
    new_replica_set: str


class TaintCard(Struct, frozen=True):
    key: str
    effect: str


class NodeCard(Card, rename="camel", kw_only=True):
    status: str
    ready: bool
    cordoned: bool
    taints: list[TaintCard]
    fault: str
    silent_since: float | None
    timer: Timer | None
    capacity_pods: int
    zone: str
    version: str


class PortCard(Struct, frozen=True, rename="camel"):
    port: int
    target_port: int | str
    name: str


class EndpointCard(Struct, frozen=True):
    """A Pod behind a Service. `takes` says whether it gets requests, `failing` why they fail."""

    pod: str
    ready: bool
    serving: bool
    terminating: bool
    takes: bool = False
    failing: str = ""


class FailureCard(Struct, frozen=True):
    """How many requests failed for one reason."""

    reason: str
    text: str
    count: int


class TrafficCard(Struct, frozen=True, rename="camel"):
    """The requests to a Service since the last rollout began, counted up to `as_of`.

    The page counts on: request `next` comes at `next_at`, the others every 1 / `rate` seconds;
    number k goes to the endpoint at place k modulo their number among those that take requests.
    `next_at` is None when nobody comes."""

    rate: float
    served: int
    failed: int
    failures: list[FailureCard]
    since: float
    as_of: float
    next: int
    next_at: float | None


class ServiceCard(Card, rename="camel", kw_only=True):
    selector: dict[str, str]
    ports: list[PortCard]
    cluster_ip: str = msgspec.field(name="clusterIP")
    endpoints: list[EndpointCard]
    traffic: TrafficCard


class ServiceChange(Struct, frozen=True):
    """A Service whose own object is as it was: the endpoints that are new or other than before,
    the Pods that are endpoints no more, and the requests. Endpoints stay sorted by `pod`."""

    uid: str
    put: list[EndpointCard]
    gone: list[str]
    traffic: TrafficCard


class ImageCard(Card, rename="camel", kw_only=True):
    image: str
    color: str
    kind_of: str


class AutoscalerCard(Card, rename="camel", kw_only=True):
    """`target` is the workload that it scales, which need not be there."""

    target_kind: str
    target: str
    smallest: int
    largest: int
    wanted: int


class About(Struct, frozen=True):
    """The object that an event is about."""

    kind: str
    name: str
    uid: str


class EventCard(Struct, frozen=True):
    uid: str
    time: float
    type: str
    reason: str
    message: str
    count: int
    component: str
    object: About


class Gone(Struct, frozen=True):
    kind: str
    uid: str
    name: str
    namespace: str


class Write(Struct, frozen=True):
    """One line of the trail: who changed what, and why."""

    revision: int
    by: str
    kind: str
    namespace: str
    name: str
    why: dict[str, Any] | None
    time: float


class Snapshot(Struct, tag="snapshot", tag_field="type"):
    revision: int
    clock: Clock
    objects: list[Raw]
    events: list[EventCard]
    writes: list[Write]
    v: int = VERSION


class Delta(Struct, tag="delta", tag_field="type"):
    begin: int = msgspec.field(name="from")
    revision: int
    clock: Clock | None
    put: list[Raw]
    services: list[ServiceChange]
    gone: list[Gone]
    events: list[EventCard]
    writes: list[Write]
    v: int = VERSION


class Pong(Struct, tag="pong", tag_field="type"):
    clock: Clock
    revision: int


class Error(Struct, tag="error", tag_field="type"):
    code: str
    message: str


class Notice(Struct, tag="notice", tag_field="type"):
    """What the page says above the picture although it is live; empty when that is over."""

    message: str


LATE = "The server's message bus does not answer. The picture may be a second late."
UNATTENDED = "No worker of the server answers. The cluster stands still until one is back."


class Ping(Struct, tag="ping", tag_field="type", forbid_unknown_fields=True):
    """The page asks for the clock."""


class Resume(Struct, tag="resume", tag_field="type", forbid_unknown_fields=True):
    """The page has everything up to `revision` and asks for what came after."""

    revision: int


_encoder = msgspec.json.Encoder()
_questions: msgspec.json.Decoder[Ping | Resume] = msgspec.json.Decoder(Ping | Resume)


def encode(frame: Struct) -> bytes:
    """One frame or card as JSON."""
    return _encoder.encode(frame)


def text(frame: Struct) -> str:
    """One frame as it is sent."""
    return _encoder.encode(frame).decode()


def decode_question(text: str | bytes) -> Ping | Resume:
    """What a page says. Raises msgspec.DecodeError (ValidationError among it) for anything else."""
    return _questions.decode(text)
