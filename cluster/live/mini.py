"""A cluster as a small picture: what the classroom's wall shows of it, and no more.

It follows the journal as the large picture does, but reads only Deployments, ReplicaSets, Pods,
Nodes and Faults, and keeps a few words of each: some 2 kB for a cluster of ten Pods. Sets come
newest first; versions get their colours in order of first use, as on the learner's own page.

Example: MiniCard(wanted=5, ready=3, sets=[MiniSet(2, [MiniPod("ready"), ...]), ...],
health="rolling out", trouble="", ...).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeVar

from msgspec import Raw, Struct

from cluster.core.pod_status import condition, read_pod_status
from cluster.core.timestamps import parse_time
from cluster.live import readings as r
from cluster.live.cards import pod_stage, template_container
from cluster.live.timers import pod_timer
from cluster.store.journal import JournalChange

VERSIONS = 8
WATCHED = frozenset({"Deployment", "ReplicaSet", "Pod", "Node", "Fault", "Image"})
TROUBLED = {"crash": "crash", "imagepull": "image", "failed": "crash"}
NODE_TROUBLE, NOT_READY = "node", "notready"


class MiniPod(Struct, array_like=True, frozen=True):
    """How a Pod is drawn; the two moments are those of its ring, 0 where it has none."""

    stage: str
    begin: float = 0.0
    until: float = 0.0


class MiniSet(Struct, frozen=True):
    """One ReplicaSet's Pods in the colour of their version."""

    colour: int
    image: str
    pods: list[MiniPod]


class MiniCard(Struct, rename="camel"):
    """What stands on the wall. `trouble_since` is a moment of the cluster's clock."""

    wanted: int
    ready: int
    sets: list[MiniSet]
    health: str
    trouble: str
    trouble_since: float
    did: str
    did_at: float
    now: float
    speed: float
    paused: bool


@dataclass(frozen=True, slots=True)
class _Pod:
    revision: int
    owner: str
    node: str
    image: str
    created: float
    stage: str
    begin: float
    until: float
    since: float


@dataclass(frozen=True, slots=True)
class _Set:
    revision: int
    image: str
    created: float


@dataclass(frozen=True, slots=True)
class _Wanted:
    revision: int
    wanted: int
    ready: int
    is_complete: bool


@dataclass(frozen=True, slots=True)
class _Node:
    revision: int
    name: str
    is_ready: bool
    since: float


Kept = TypeVar("Kept", _Pod, _Set, _Wanted, _Node)


class MiniPicture:
    """The small picture of one cluster, kept up by the journal."""

    def __init__(self) -> None:
        self.revision = 0
        self._pods: dict[str, _Pod] = {}
        self._sets: dict[str, _Set] = {}
        self._wanted: dict[str, _Wanted] = {}
        self._nodes: dict[str, _Node] = {}
        self._faults: dict[str, str] = {}
        self._asked: dict[str, int] = {}
        self._colours: dict[str, int] = {}
        self._did = ("", 0.0)

    def take(self, kind: str, body: bytes | Raw, sim: bytes | Raw | None) -> None:
        """Take in the state of an object; an older state than the known one is passed over."""
        if kind not in WATCHED:
            return
        found = r.decode(kind, body)
        uid, revision = found.metadata.uid, int(found.metadata.resource_version)
        match found:
            case r.PodManifest():
                keep(self._pods, uid, pod_of(found, r.decode_sim(sim), revision))
            case r.ReplicaSetManifest():
                image = template_container(found.spec.template).image
                created = parse_time(found.metadata.creation_timestamp)
                keep(self._sets, uid, _Set(revision, image, created))
            case r.DeploymentManifest():
                keep(self._wanted, uid, wanted_of(found, revision))
            case r.NodeManifest():
                keep(self._nodes, uid, node_of(found, revision))
            case r.FaultManifest():
                self._faults[uid] = found.spec.node
            case r.ImageManifest():
                colour = str(found.spec.get("color") or "").removeprefix("v")
                self._asked[found.spec.get("image", "")] = int(colour) if colour.isdigit() else 0

    def follow(self, changes: Iterable[JournalChange]) -> None:
        """Take in a stretch of the journal, oldest first; of each object only its last state."""
        last: dict[str, JournalChange] = {}
        for change in changes:
            if change.revision <= self.revision:
                continue
            self.revision = change.revision
            if change.by.startswith("user") and change.kind != "Event":
                self._did = (str((change.why or {}).get("text", "")), change.time)
            if change.kind in WATCHED:
                last[change.uid] = change
        for change in last.values():
            if change.type == "DELETED":
                self._forget(change.uid)
            else:
                self.take(change.kind, change.object, change.sim)

    def _forget(self, uid: str) -> None:
        for table in (self._pods, self._sets, self._wanted, self._nodes, self._faults):
            table.pop(uid, None)

    def card(self, now: float, speed: float, *, paused: bool) -> MiniCard:
        """The picture as of now."""
        trouble, since = self._trouble()
        wanted = sum(each.wanted for each in self._wanted.values())
        return MiniCard(
            wanted=wanted,
            ready=sum(each.ready for each in self._wanted.values()),
            sets=self._drawn_sets(),
            health=trouble or ("at rest" if self._is_settled() else "rolling out"),
            trouble=trouble,
            trouble_since=since,
            did=self._did[0],
            did_at=self._did[1],
            now=now,
            speed=speed,
            paused=paused,
        )

    def _is_settled(self) -> bool:
        return all(each.is_complete for each in self._wanted.values())

    def _silent_nodes(self) -> set[str]:
        down = {node.name for node in self._nodes.values() if not node.is_ready}
        return down | set(self._faults.values())

    def _drawn_sets(self) -> list[MiniSet]:
        silent = self._silent_nodes()
        by_owner: dict[str, list[_Pod]] = {}
        for pod in sorted(self._pods.values(), key=lambda each: each.created):
            by_owner.setdefault(pod.owner, []).append(pod)
        self._learn_colours()
        order = sorted(by_owner, key=lambda uid: -self._age(uid))
        drawn = []
        for uid in order:
            pods = by_owner[uid]
            image = self._sets[uid].image if uid in self._sets else pods[0].image
            shown = [
                MiniPod("unknown") if pod.node in silent else MiniPod(*ring_of(pod)) for pod in pods
            ]
            drawn.append(MiniSet(self._colours.get(image, 0), image, shown))
        return drawn

    def _age(self, uid: str) -> float:
        found = self._sets.get(uid)
        return found.created if found else 0.0

    def _learn_colours(self) -> None:
        """A version keeps its colour: the one its Image asks for, else the next free one."""
        for each in sorted(self._sets.values(), key=lambda one: (one.created, one.image)):
            if each.image not in self._colours:
                taken = set(self._colours.values())
                free = [number for number in range(1, VERSIONS + 1) if number not in taken]
                kept = set(self._asked.values())
                best = [number for number in free if number not in kept] or free
                fallback = best[0] if best else len(self._colours) % VERSIONS + 1
                self._colours[each.image] = self._asked.get(each.image) or fallback

    def _trouble(self) -> tuple[str, float]:
        """The worst that lasts, and since when on the cluster's clock."""
        for word in ("crash", "image"):
            since = [
                pod.since for pod in self._pods.values() if TROUBLED.get(pod.stage, "") == word
            ]
            if since:
                return word, min(since)
        down = [node.since for node in self._nodes.values() if not node.is_ready]
        if down:
            return NODE_TROUBLE, min(down)
        late = [pod.since for pod in self._pods.values() if pod.stage == "notready"]
        return (NOT_READY, min(late)) if late else ("", 0.0)


def keep(table: dict[str, Kept], uid: str, fresh: Kept) -> None:
    """Replace an object's words unless they are newer."""
    known = table.get(uid)
    if known is None or fresh.revision >= known.revision:
        table[uid] = fresh


def ring_of(pod: _Pod) -> tuple[str, float, float]:
    return pod.stage, pod.begin, pod.until


def pod_of(pod: r.PodManifest, sim: r.Json, revision: int) -> _Pod:
    is_deleting = pod.metadata.deletion_timestamp is not None
    row = read_pod_status(
        pod.spec.init_containers, len(pod.spec.containers), pod.status, is_deleting=is_deleting
    )
    owner, timer = pod.metadata.controller, pod_timer(pod, sim)
    created = parse_time(pod.metadata.creation_timestamp)
    changed = condition(pod.status, "Ready").get("lastTransitionTime")
    return _Pod(
        revision=revision,
        owner=owner.uid if owner else "",
        node=pod.spec.node_name,
        image=pod.spec.containers[0].image if pod.spec.containers else "",
        created=created,
        stage=pod_stage(row, pod, sim),
        begin=timer.begin if timer else 0.0,
        until=timer.until if timer else 0.0,
        since=parse_time(changed) if changed else created,
    )


def wanted_of(found: r.DeploymentManifest, revision: int) -> _Wanted:
    status, wanted = found.status, int(found.spec.get("replicas", 1))
    counts = (status.updated_replicas, status.replicas, status.available_replicas)
    is_observed = status.observed_generation >= found.metadata.generation
    is_complete = is_observed and counts == (wanted, wanted, wanted)
    return _Wanted(revision, wanted, status.ready_replicas, is_complete)


def node_of(found: r.NodeManifest, revision: int) -> _Node:
    ready = next((each for each in found.status.conditions if each.type == "Ready"), None)
    if ready is None or ready.status == "True":
        return _Node(revision, found.metadata.name, True, 0.0)
    moment = ready.last_transition_time
    since = parse_time(moment) if moment else parse_time(found.metadata.creation_timestamp)
    return _Node(revision, found.metadata.name, False, since)
