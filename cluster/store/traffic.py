"""The requests to every Service, counted by following the journal.

Whoever follows the same stretch of a journal gets the same numbers, live and looking back. An
endpoint gets requests as a proxy would choose it (core/traffic.py); whether the Pod behind it
answers is the truth of the simulated machine, which the API may not know yet: its node may be
silent, its program may be gone or answer with an error.

Counters begin anew when a rollout does: when the template of a Deployment that the Service selects
is changed. A checkpoint keeps `memories()`, so that nobody has to start at the beginning.

Example: traffic.follow(change) for each change in order; traffic.settled(uid).failed is
Counter({"NoEndpoint": 9}) after a Recreate that left the Service empty for 1.5 s.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from msgspec import Raw, Struct

from cluster.core import images
from cluster.core.requests import (
    ANSWERED_ERROR,
    ERROR_STATUS,
    NODE_SILENT,
    NOT_RUNNING,
    Stream,
    Target,
    rate_of,
)
from cluster.core.selectors import equality_selector
from cluster.core.traffic import Endpoint, usable
from cluster.store import traffic_readings as readings
from cluster.store.journal import JournalChange

SERVICE_LABEL = "kubernetes.io/service-name"
Failed = Callable[[str, float, float, Counter[str]], None]
"""Told of failed requests: the Service's uid, from when to when, how many by reason."""


class Front(NamedTuple):
    """A Service as its callers know it."""

    namespace: str
    name: str
    reading: readings.ServiceReading


Came = Callable[[Front, Stream], None]
"""Told before requests are counted, while the stream still says which ones come."""


class StreamMemory(Struct):
    """What a checkpoint keeps of a Service's requests; all else follows from the objects."""

    begin: float | None
    first: int
    next: int
    since: float
    served: int
    failed: dict[str, int]


class Traffic:
    """The streams of requests of one cluster, by the uid of the Service."""

    def __init__(self, on_failed: Failed | None = None) -> None:
        self.streams: dict[str, Stream] = {}
        self.on_failed = on_failed
        self.on_came: Came | None = None
        self.now = 0.0
        self._fronts: dict[str, Front] = {}
        self._pods: dict[str, readings.PodFacts] = {}
        self._slices: dict[str, tuple[tuple[str, str], list[Endpoint]]] = {}
        self._listed: defaultdict[str, set[str]] = defaultdict(set)
        self._silent: dict[str, str] = {}
        self._images: dict[str, readings.Json] = {}
        self._errors: dict[str, bool] = {}
        self._known_targets: dict[str, Target] = {}
        self._templates: dict[str, tuple[str, readings.Template]] = {}
        self._settled_at: dict[str, float] = {}
        self._unaimed: dict[str, float] = {}
        self._changed: set[str] = set()

    # -- following ---------------------------------------------------------------------------

    def follow(self, changes: Iterable[JournalChange]) -> None:
        """Take in a stretch of the journal, oldest first."""
        for change in changes:
            if change.kind in readings.READINGS:
                self.now = change.time
                if change.type == "DELETED":
                    self._take_out(change.kind, change.uid)
                else:
                    self.put(change, change.uid, change.object, change.sim)

    def put(self, named: Any, uid: str, body: Raw, sim: Raw | bytes | None) -> None:
        """Take in an object's state; `named` has its kind, namespace and name."""
        if named.kind not in readings.READINGS:
            return
        found = readings.decode(named.kind, body)
        match found:
            case readings.PodReading():
                self._put_pod(uid, readings.facts_of(found, sim))
            case readings.SliceReading():
                service = (named.namespace, found.metadata.labels.get(SERVICE_LABEL, ""))
                self._touch_named(service)
                self._put_slice(uid, service, found.endpoints or ())
            case readings.ServiceReading():
                self._put_service(uid, Front(named.namespace, named.name, found))
            case readings.DeploymentReading():
                self._put_template(uid, named.namespace, found.spec.template)
            case readings.FaultReading():
                self._touch_all()
                self._silent[uid] = found.spec.node
                self._known_targets.clear()
            case readings.ImageReading():
                self._touch_all()
                self._images[uid] = found.spec
                self._forget_answers()

    def _put_pod(self, uid: str, facts: readings.PodFacts) -> None:
        if self._pods.get(uid) == facts:
            return
        for service in self._services_with(uid):
            self._touch(service)
        self._pods[uid] = facts
        self._known_targets.pop(uid, None)

    def _put_slice(
        self, uid: str, service: tuple[str, str], found: Sequence[readings.EndpointReading]
    ) -> None:
        endpoints = list(map(readings.endpoint_of, found))
        former = self._slices.get(uid, (service, ()))[1]
        before, after = {each.name for each in former}, {each.name for each in endpoints}
        for pod in before - after:
            self._listed[pod].discard(uid)
            if not self._listed[pod]:
                del self._listed[pod]
                self._known_targets.pop(pod, None)
        for pod in after - before:
            self._listed[pod].add(uid)
        self._slices[uid] = (service, endpoints)

    def _put_service(self, uid: str, front: Front) -> None:
        rate = (
            0.0
            if front.reading.spec.type == "ExternalName"
            else rate_of(front.reading.metadata.annotations)
        )
        stream = self.streams.get(uid)
        if stream is None:
            self.streams[uid] = Stream(rate)
        self._touch(uid)
        if stream is not None and stream.rate != rate:
            stream.change_rate(rate, self.now)
            self._changed.add(uid)
        self._fronts[uid] = front

    def _put_template(self, uid: str, namespace: str, template: readings.Template) -> None:
        known = self._templates.get(uid)
        self._templates[uid] = (namespace, template)
        if known is None or known[1] == template:
            return
        for service in self._selecting(namespace, template.metadata.labels):
            self._settle(service)
            self.streams[service].restart(self.now)
            self._changed.add(service)

    def _take_out(self, kind: str, uid: str) -> None:
        match kind:
            case "Pod":
                for service in self._services_with(uid):
                    self._touch(service)
                self._pods.pop(uid, None)
                self._known_targets.pop(uid, None)
            case "EndpointSlice":
                if uid in self._slices:
                    name = self._slices[uid][0]
                    self._touch_named(name)
                    self._put_slice(uid, name, ())
                    del self._slices[uid]
            case "Service":
                self._settle(uid)
                for table in (self.streams, self._fronts, self._settled_at):
                    table.pop(uid, None)
                self._unaimed.pop(uid, None)
                self._changed.discard(uid)
            case "Fault":
                self._touch_all()
                self._silent.pop(uid, None)
                self._known_targets.clear()
            case "Image":
                self._touch_all()
                self._images.pop(uid, None)
                self._forget_answers()
            case "Deployment":
                self._templates.pop(uid, None)

    # -- whom a change concerns --------------------------------------------------------------

    def _services_with(self, pod: str) -> list[str]:
        """The Services in whose slices a Pod is listed."""
        slices = self._listed.get(pod)
        if not slices:
            return []
        names = {self._slices[uid][0] for uid in slices}
        return [uid for uid, front in self._fronts.items() if front[:2] in names]

    def _selecting(self, namespace: str, labels: Mapping[str, str]) -> list[str]:
        return [
            uid
            for uid, front in self._fronts.items()
            if front.namespace == namespace
            and front.reading.spec.selector
            and equality_selector(front.reading.spec.selector).matches(labels)
        ]

    def _touch_all(self) -> None:
        for uid in self._fronts:
            self._touch(uid)

    def _touch_named(self, service: tuple[str, str]) -> None:
        for uid, front in self._fronts.items():
            if front[:2] == service:
                self._touch(uid)

    def _touch(self, uid: str) -> None:
        """What a Service's requests meet changes now: count those before it."""
        if self._unaimed.get(uid) != self.now:
            self._settle(uid)
            self._unaimed[uid] = self.now

    def _settle(self, uid: str) -> None:
        stream = self.streams.get(uid)
        if stream is None:
            return
        if uid in self._unaimed and (stream.begin is None or stream.due(self.now)):
            self._aim(uid, stream)
        if self.on_came is not None and uid in self._fronts:
            self.on_came(self._fronts[uid], stream)
        failed = stream.settle(self.now)
        if failed and self.on_failed is not None:
            self.on_failed(uid, self._settled_at.get(uid, self.now), self.now, failed)
        self._settled_at[uid] = self.now

    def _aim(self, uid: str, stream: Stream) -> None:
        moment = self._unaimed.pop(uid)
        front = self._fronts.get(uid)
        targets = () if front is None else tuple(self._targets(front))
        if targets != stream.targets:
            stream.aim(targets, moment)
            self._changed.add(uid)

    def _targets(self, front: Front) -> Iterable[Target]:
        """Who gets the Service's requests, and why they fail there."""
        listed = [
            each
            for service, endpoints in self._slices.values()
            if service == front[:2]
            for each in endpoints
        ]
        known = self._known_targets
        for pod in sorted([each.name for each in usable(listed)]):
            yield known.get(pod) or self._target(pod)

    def _target(self, pod: str) -> Target:
        """The Pod as it answers; the same object for as long as nothing of that changes."""
        target = self._known_targets[pod] = Target(pod, self._failing(pod))
        return target

    def _failing(self, pod: str) -> str:
        facts = self._pods.get(pod)
        if facts is None or not facts.runs:
            return NOT_RUNNING
        if facts.node in self._silent.values():
            return NODE_SILENT
        return ANSWERED_ERROR if self._answers_error(facts.image) else ""

    def _answers_error(self, image: str) -> bool:
        known = self._errors.get(image)
        if known is None:
            catalogue = [{"spec": spec} for spec in self._images.values()]
            does = images.behaviour(image, catalogue)
            known = does is not None and does.response_status >= ERROR_STATUS
            self._errors[image] = known
        return known

    def _forget_answers(self) -> None:
        """The catalogue has changed: what programs answer is asked anew."""
        self._errors.clear()
        self._known_targets.clear()

    # -- answers -----------------------------------------------------------------------------

    def settled(self, uid: str) -> Stream:
        """A Service's stream with its present targets, counted up to `now`."""
        stream = self.streams[uid]
        if uid in self._unaimed:
            self._aim(uid, stream)
        self._settle(uid)
        return stream

    def take_changed(self) -> set[str]:
        """The Services whose requests meet something else than when this was asked last."""
        for uid in list(self._unaimed):
            self._aim(uid, self.streams[uid])
        changed, self._changed = self._changed, set()
        return changed

    def memories(self) -> dict[str, StreamMemory]:
        """What a checkpoint must keep."""
        return {uid: memory_of(self.settled(uid)) for uid in self.streams}

    def remember(self, memories: Mapping[str, StreamMemory]) -> None:
        """Go on from a checkpoint, once its objects were put."""
        for uid, memory in memories.items():
            stream = self.streams.get(uid)
            if stream is not None:
                for name in memory.__struct_fields__:
                    setattr(stream, name, getattr(memory, name))
                stream.failed = Counter(memory.failed)


def memory_of(stream: Stream) -> StreamMemory:
    return StreamMemory(
        stream.begin, stream.first, stream.next, stream.since, stream.served, dict(stream.failed)
    )
