"""The past as lines: how many Pods of which version were available, and what happened when.

Folded from the journal once and then followed, like the picture. A point is written when something
of a Deployment moves; what moves again at the same moment takes its place. Marks are what somebody
would look for: users' writes, the sizes that a Deployment's controller gives, conditions, trouble.

Example: Point(120, 1000.5, wanted=10, floor=8, ceiling=13, counted=13, available=[(0, 8), (1, 2)])
says that at revision 120 the first ReplicaSet had 8 available Pods and the second one 2.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from msgspec import Raw, Struct

from cluster.core import intstr
from cluster.live import readings as r
from cluster.store.checkpoints import Past
from cluster.store.journal import JournalChange
from cluster.store.traffic import Traffic

DRAWN = frozenset({"Deployment", "ReplicaSet", "Node"})
WARNING = b'"type":"Warning"'
QUIET_SECONDS = 5.0
"""Trouble of the same sort within that time is one mark."""
SEEN_EVENT_KINDS = frozenset({"Pod", "Node", "Deployment", "ReplicaSet", "Service"})
USER, WRITE, CONDITION, TROUBLE = "user", "write", "condition", "trouble"


class Point(Struct, array_like=True):
    """A Deployment from a moment on; `available` holds (place in `sets`, number of Pods)."""

    revision: int
    time: float
    wanted: int
    floor: int
    ceiling: int
    counted: int
    available: list[tuple[int, int]]


class SetLine(Struct):
    """A ReplicaSet of the chart."""

    uid: str
    name: str
    image: str


class DeploymentLine(Struct):
    """A Deployment's points, oldest first."""

    uid: str
    name: str
    namespace: str
    sets: list[SetLine]
    points: list[Point]


class FailedStretch(Struct, array_like=True):
    """Requests to a Service that failed from one moment to another, evenly spread."""

    service: str
    revision: int
    begin: float
    until: float
    count: int
    reasons: dict[str, int]


class Mark(Struct):
    """Something that happened. `kind` is user, write, condition or trouble."""

    revision: int
    time: float
    kind: str
    text: str
    about: str
    name: str


class Moments(Struct):
    """When something was written, and the last revision of each such moment."""

    times: list[float] = []
    revisions: list[int] = []


class History(Struct):
    """What the page gets: everything after `since`. Before `oldest` nothing can be rebuilt."""

    oldest: int
    since: int
    revision: int
    moments: Moments
    deployments: list[DeploymentLine]
    failed: list[FailedStretch]
    marks: list[Mark]


@dataclass(slots=True)
class Owned:
    """A ReplicaSet as its Deployment counts it."""

    place: int
    available: int
    counted: int
    size: int


@dataclass(slots=True)
class Rising:
    """A Deployment while its line is drawn."""

    line: DeploymentLine
    wanted: int = 0
    floor: int = 0
    ceiling: int = 0
    generation: int = 0
    progress: str = ""
    sets: dict[str, Owned] = field(default_factory=dict)


class Timeline:
    """The lines of one cluster from some revision on."""

    def __init__(self, base: Past) -> None:
        self.first = self.revision = base.revision
        self.moments = Moments()
        self.failed: list[FailedStretch] = []
        self.marks: list[Mark] = []
        self._rising: dict[str, Rising] = {}
        self._owners: dict[str, str] = {}
        self._ready: dict[str, str] = {}
        self._said: dict[str, float] = {}
        self._traffic: Traffic = base.traffic
        self._traffic.on_failed = self._note_failed
        self._begin(base)

    # -- following ---------------------------------------------------------------------------

    def _begin(self, base: Past) -> None:
        """What stands at the beginning."""
        if base.revision:
            self._note_moment(base.revision, base.time)
        for wanted in ("Node", "Deployment", "ReplicaSet"):
            for kept in base.state.values():
                if kept.kind == wanted:
                    self._take(kept, kept.uid, kept.object, base.time)
        self.marks = []

    def follow(self, changes: Sequence[JournalChange]) -> None:
        """Take in a stretch of the journal, oldest first."""
        for change in changes:
            self.revision = change.revision
            self._note_moment(change.revision, change.time)
            if change.by.startswith("user") and change.kind not in ("Event", "Clock"):
                self._mark(USER, (change.why or {}).get("text", ""), change)
            if change.kind in DRAWN:
                self._follow_drawn(change)
            elif change.kind == "Event" and change.type == "ADDED" and is_warning(change):
                self._note_warning(change)
        self._traffic.follow(changes)

    def _follow_drawn(self, change: JournalChange) -> None:
        if change.type != "DELETED":
            self._take(change, change.uid, change.object, change.time)
            return
        owner = self._owners.pop(change.uid, "")
        if change.kind == "Deployment" and (gone := self._rising.get(change.uid)):
            gone.wanted = gone.floor = gone.ceiling = 0
            self._draw(change.uid, change.revision, change.time)
        elif owner in self._rising:
            self._rising[owner].sets.pop(change.uid, None)
            self._draw(owner, change.revision, change.time)

    def _take(self, change: Any, uid: str, body: Raw, time: float) -> None:
        found = r.decode(change.kind, body)
        match found:
            case r.DeploymentManifest():
                self._take_deployment(change, uid, found)
            case r.ReplicaSetManifest():
                uid = self._take_set(change, uid, found)
            case r.NodeManifest():
                self._take_node(change, found)
                return
        if uid in self._rising:
            self._draw(uid, int(found.metadata.resource_version), time)

    def _take_deployment(self, change: Any, uid: str, found: r.DeploymentManifest) -> None:
        line = DeploymentLine(uid, found.metadata.name, found.metadata.namespace, [], [])
        rising = self._rising.setdefault(uid, Rising(line))
        if rising.generation != found.metadata.generation:
            rising.generation = found.metadata.generation
            rising.wanted = found.spec.get("replicas", 1)
            rising.floor = intstr.min_available(found.spec)
            rising.ceiling = rising.wanted + intstr.max_surge(found.spec)
        progress = next((each for each in found.status.conditions if each.type == PROGRESS), None)
        reason = "" if progress is None else progress.reason
        if reason != rising.progress:
            rising.progress = reason
            if reason in PROGRESS_WORDS:
                kind, words = PROGRESS_WORDS[reason]
                self._mark(kind, words.format(found.metadata.name), change)

    def _take_set(self, change: Any, uid: str, found: r.ReplicaSetManifest) -> str:
        """The uid of the Deployment it belongs to."""
        owner = found.metadata.controller
        rising = self._rising.get(owner.uid if owner else "")
        if owner is None or rising is None:
            return ""
        owned, size = rising.sets.get(uid), found.spec.replicas
        if owned is None:
            containers = (found.spec.template.get("spec") or {}).get("containers") or [{}]
            line = SetLine(uid, found.metadata.name, containers[0].get("image", ""))
            rising.line.sets.append(line)
            owned = rising.sets[uid] = Owned(len(rising.line.sets) - 1, 0, 0, 0)
            self._owners[uid] = owner.uid
        if size != owned.size and isinstance(change, JournalChange):
            self._mark(WRITE, (change.why or {}).get("text", ""), change)
        owned.size = size
        owned.available = found.status.available_replicas
        owned.counted = found.status.replicas
        return owner.uid

    def _take_node(self, change: Any, found: r.NodeManifest) -> None:
        name = found.metadata.name
        ready = next((each.status for each in found.status.conditions if each.type == "Ready"), "")
        before = self._ready.get(name)
        self._ready[name] = ready
        if before is None or before == ready:
            return
        if ready == "True":
            self._mark(CONDITION, f"{name} is Ready", change)
        elif before == "True":
            self._mark(TROUBLE, f"{name} is NotReady", change)

    # -- drawing -----------------------------------------------------------------------------

    def _note_moment(self, revision: int, time: float) -> None:
        if self.moments.times and self.moments.times[-1] == time:
            self.moments.revisions[-1] = revision
        else:
            self.moments.times.append(time)
            self.moments.revisions.append(revision)

    def _draw(self, uid: str, revision: int, time: float) -> None:
        """A point where the Deployment stands now, unless it stands where it stood."""
        rising = self._rising[uid]
        points = rising.line.points
        point = Point(
            revision,
            time,
            rising.wanted,
            rising.floor,
            rising.ceiling,
            sum(each.counted for each in rising.sets.values()),
            [(each.place, each.available) for each in rising.sets.values() if each.available],
        )
        if points and is_same(points[-1], point):
            return
        if points and points[-1].time == time:
            points.pop()
        points.append(point)

    def _mark(self, kind: str, text: str, change: Any) -> None:
        if isinstance(change, JournalChange) and text:
            about = change.kind
            self.marks.append(Mark(change.revision, change.time, kind, text, about, change.name))

    def _note_warning(self, change: JournalChange) -> None:
        event = r.decode("Event", change.object)
        assert isinstance(event, r.EventManifest)
        about = event.involved_object
        if about.kind not in SEEN_EVENT_KINDS:
            return
        word = trouble_word(event.reason, event.message)
        if change.time < self._said.get(word, 0.0) + QUIET_SECONDS:
            return
        self._said[word] = change.time
        text = f"{word}: {about.kind} {about.name}"
        self.marks.append(Mark(change.revision, change.time, TROUBLE, text, about.kind, about.name))

    def _note_failed(self, service: str, begin: float, until: float, failed: Counter[str]) -> None:
        self.failed.append(
            FailedStretch(service, self.revision, begin, until, failed.total(), dict(failed))
        )

    # -- giving out --------------------------------------------------------------------------

    def after(self, since: int, oldest: int) -> History:
        """Everything after a revision."""
        lines = []
        for rising in self._rising.values():
            points = later(rising.line.points, since)
            if points:
                line = rising.line
                lines.append(DeploymentLine(line.uid, line.name, line.namespace, line.sets, points))
        skip = len(self.moments.revisions) - len(later_than(self.moments.revisions, since))
        moments = Moments(self.moments.times[skip:], self.moments.revisions[skip:])
        return History(
            max(oldest, self.first),
            since,
            self.revision,
            moments,
            lines,
            later(self.failed, since),
            later(self.marks, since),
        )


PROGRESS = "Progressing"
PROGRESS_WORDS = {
    "NewReplicaSetAvailable": (CONDITION, "{} is complete"),
    "ProgressDeadlineExceeded": (TROUBLE, "{}: the progress deadline has passed"),
}


def trouble_word(reason: str, message: str) -> str:
    """What kubectl's STATUS column says from then on; the Event's own reason elsewhere."""
    if reason != "BackOff":
        return reason
    return "ImagePullBackOff" if message.startswith("Back-off pulling") else "CrashLoopBackOff"


def is_warning(change: JournalChange) -> bool:
    return WARNING in bytes(change.object)


def is_same(before: Point, after: Point) -> bool:
    """Nothing moved but the revision."""
    return (before.wanted, before.floor, before.ceiling, before.counted, before.available) == (
        after.wanted,
        after.floor,
        after.ceiling,
        after.counted,
        after.available,
    )


def later(found: list[Any], since: int) -> list[Any]:
    """Those after a revision; they lie in order, so only the end is looked at."""
    index = len(found)
    while index and found[index - 1].revision > since:
        index -= 1
    return found[index:]


def later_than(revisions: list[int], since: int) -> list[int]:
    index = len(revisions)
    while index and revisions[index - 1] > since:
        index -= 1
    return revisions[index:]
