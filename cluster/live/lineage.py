"""Who was here before a Pod, and who came after it: read from the journal, so also when it is gone.

A Pod that leaves its ReplicaSet's count opens a place: it was deleted, evicted, or came to its end,
but not when its controller wanted fewer. The next Pod that the controller creates takes the place
that has been open for longest.

Example: x7k2p was evicted from node-2; the next Pod of its set, 9d4fm, took its place.
Differs: Kubernetes keeps no such note; a ReplicaSet only counts.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field

import msgspec
from msgspec import Struct

from cluster.core.objects import FINAL_PHASES
from cluster.live.trail import Reference
from cluster.store.journal import Commit, JournalChange

MAKER = "replicaset-controller"
FEWER = "R4"
EVICTED = "N9"


class OwnedMetadata(Struct, frozen=True, rename="camel"):
    owner_references: list[Reference] = []
    deletion_timestamp: str | None = None


class PodSpec(Struct, frozen=True, rename="camel"):
    node_name: str = ""


class PodStatus(Struct, frozen=True, rename="camel"):
    phase: str = ""
    reason: str = ""


class PodPart(Struct, frozen=True):
    """As much of a Pod as tells that it comes or goes."""

    metadata: OwnedMetadata
    spec: PodSpec = PodSpec()
    status: PodStatus = PodStatus()


class Kin(Struct, frozen=True):
    """The other Pod: how and when the one that was there left its place."""

    name: str
    uid: str
    node: str
    how: str
    time: float
    revision: int


class Lineage(Struct, frozen=True, rename="camel"):
    """Whom a Pod replaced, and who replaced it."""

    uid: str
    replaced: Kin | None = None
    replaced_by: Kin | None = None


decoder = msgspec.json.Decoder(PodPart)


@dataclass(slots=True)
class Places:
    """The open places of one ReplicaSet, the oldest first, and who took which."""

    open: deque[Kin] = field(default_factory=deque)
    left: set[str] = field(default_factory=set)
    before: dict[str, Kin] = field(default_factory=dict)
    after: dict[str, Kin] = field(default_factory=dict)

    def follow(self, change: JournalChange, owner: str) -> None:
        """Take in one change of a Pod; others are none of its business."""
        if change.kind != "Pod" or owner.encode() not in bytes(change.object):
            return
        pod = decoder.decode(change.object)
        if not any(each.uid == owner for each in pod.metadata.owner_references):
            return
        if change.type == "ADDED":
            self.take(change)
        elif change.uid not in self.left and has_left(change, pod):
            self.left.add(change.uid)
            if (change.why or {}).get("rule") != FEWER:
                self.open.append(kin(change, pod.spec.node_name, how(change, pod)))

    def take(self, change: JournalChange) -> None:
        """A new Pod takes the place that has been open for longest."""
        if not change.by.startswith(MAKER) or not self.open:
            return
        former = self.open.popleft()
        self.before[change.uid] = former
        self.after[former.uid] = kin(change, "", "took its place")


def lineage_of(uid: str, owner: str, commits: Iterable[Commit]) -> Lineage:
    """Fold commits, newest first, that tell of the Pods of one owner."""
    places = Places()
    for commit in reversed(list(commits)):
        for change in commit.changes:
            places.follow(change, owner)
    return Lineage(uid, places.before.get(uid), places.after.get(uid))


def has_left(change: JournalChange, pod: PodPart) -> bool:
    """Does it count no more?"""
    is_over = pod.metadata.deletion_timestamp is not None or pod.status.phase in FINAL_PHASES
    return is_over or change.type == "DELETED"


def how(change: JournalChange, pod: PodPart) -> str:
    """How it went, in the past tense, without its name."""
    where = f" on {pod.spec.node_name}" if pod.spec.node_name else ""
    rule = (change.why or {}).get("rule", "")
    if rule == EVICTED:
        return f"was evicted from {pod.spec.node_name}"
    if pod.status.phase in FINAL_PHASES:
        return f"ended as {pod.status.reason or pod.status.phase}{where}"
    if change.by.startswith("user"):
        return f"was {'evicted' if rule == 'E2' else 'deleted'}{where}"
    return f"was taken away{where}"


def kin(change: JournalChange, node: str, words: str) -> Kin:
    return Kin(change.name, change.uid, node, words, change.time, change.revision)
