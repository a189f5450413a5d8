"""The picture of one cluster: the current card of every object, kept up by the journal.

It takes states in any order and repeats without harm: one older than what it has is passed over.
Between two frames only the last state of an object becomes a card. `flush` settles what depends on
other objects (a Deployment's sentence and new set), encodes each changed card once, and gives the
news since the flush before; a snapshot is what the last flush left.

Example: of 40 writes to one Pod between two frames one card is made and sent.
"""

from __future__ import annotations

from collections import OrderedDict, deque
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field

from msgspec import Raw

from cluster.live import messages as m
from cluster.live import readings as r
from cluster.live.callers import Endpoints, aimed, change_of
from cluster.live.cards import event_card, make_card, traffic_card
from cluster.live.relations import Relations
from cluster.live.sentences import sentence
from cluster.store.journal import Commit, JournalChange
from cluster.store.traffic import Traffic

CARDLESS = frozenset({"Lease", "EndpointSlice"})
"""A Lease moves all the time; endpoints are shown by their Service."""
TRAIL_KINDS = frozenset({"Deployment", "ReplicaSet", "Node"})
ALWAYS_RESENT = frozenset({"Deployment", "Node", "Service"})
"""Kinds whose cards also change when something beside them does; sent with every resume."""


@dataclass(slots=True)
class News:
    """What changed since the last frame."""

    put: list[Raw] = field(default_factory=list)
    services: list[m.ServiceChange] = field(default_factory=list)
    gone: list[m.Gone] = field(default_factory=list)
    events: list[m.EventCard] = field(default_factory=list)
    writes: list[m.Write] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.put or self.services or self.gone or self.events or self.writes)


class Picture:
    """All cards of one cluster."""

    def __init__(self) -> None:
        self.revision = 0
        self.traffic = Traffic()
        self._relations = Relations()
        self._encoded: dict[str, Raw] = {}
        self._callers: dict[str, tuple[int, Endpoints]] = {}
        self._unencoded: set[str] = set()
        self._events: OrderedDict[str, m.EventCard] = OrderedDict()
        self._changed: set[str] = set()
        self._gone: dict[str, m.Gone] = {}
        self._new_events: OrderedDict[str, m.EventCard] = OrderedDict()
        self._writes: deque[m.Write] = deque(maxlen=m.MAX_WRITES)
        self._trail: deque[m.Write] = deque(maxlen=m.MAX_WRITES)

    # -- taking in ---------------------------------------------------------------------------

    def take(self, kind: str, body: bytes | Raw, sim: bytes | Raw | None) -> None:
        """Take in the state of an object."""
        found = r.decode(kind, body)
        uid, revision = found.metadata.uid, int(found.metadata.resource_version)
        if isinstance(found, r.EventManifest):
            self._take_event(uid, event_card(found))
            return
        known = self._relations.cards.get(uid)
        if known is not None and known.revision > revision:
            return
        memory = r.decode_sim(sim)
        self._changed |= self._relations.note_source(kind, found, memory)
        if kind not in CARDLESS:
            card = make_card(kind, found, memory, self._relations)
            self._changed |= self._relations.put(card)

    def _take_event(self, uid: str, card: m.EventCard) -> None:
        for events in (self._events, self._new_events):
            events[uid] = card
            events.move_to_end(uid)
            if len(events) > m.MAX_EVENTS:
                events.popitem(last=False)

    def forget(self, change: JournalChange) -> None:
        """Take out a deleted object."""
        if change.kind == "Event":
            self._events.pop(change.uid, None)
            self._new_events.pop(change.uid, None)
            return
        self._changed |= self._relations.take(change.uid)
        self._changed.discard(change.uid)
        if change.kind not in CARDLESS:
            gone = m.Gone(change.kind, change.uid, change.name, change.namespace)
            self._gone[change.uid] = gone

    def follow(self, changes: Iterable[JournalChange]) -> None:
        """Take in a stretch of the journal, oldest first."""
        last: dict[str, JournalChange] = {}
        for change in changes:
            if change.revision <= self.revision:
                continue
            last.pop(change.uid, None)
            last[change.uid] = change
            self.revision = change.revision
            self.traffic.follow((change,))
            if is_told(change):
                self._writes.append(write_of(change))
                self._trail.append(write_of(change))
        for change in without_old_events(last.values()):
            if change.type == "DELETED":
                self.forget(change)
            else:
                self.take(change.kind, change.object, change.sim)

    def remember(self, commits: Iterable[Commit]) -> None:
        """Take the last writes from the journal, newest commit first, until there are enough."""
        told: list[m.Write] = []
        for commit in commits:
            told += [
                write_of(change)
                for change in reversed(commit.changes)
                if change.revision <= self.revision and is_told(change)
            ]
            if len(told) >= m.MAX_WRITES:
                break
        self._trail = deque(reversed(told[: m.MAX_WRITES]), maxlen=m.MAX_WRITES)

    # -- giving out --------------------------------------------------------------------------

    def flush(self) -> News:
        """The news since the last flush."""
        if self._changed or self._gone:
            self._settle_deployments()
        services = self._settle_services()
        put = [self._encode(uid) for uid in sorted(self._changed, key=self._age)]
        for uid in self._gone:
            self._encoded.pop(uid, None)
            self._callers.pop(uid, None)
            self._unencoded.discard(uid)
        gone, events, writes = self._gone.values(), self._new_events.values(), self._writes
        news = News(put, services, list(gone), list(events), list(writes))
        self._changed, self._gone = set(), {}
        self._new_events, self._writes = OrderedDict(), deque(maxlen=m.MAX_WRITES)
        return news

    def _encode(self, uid: str) -> Raw:
        encoded = self._encoded[uid] = Raw(m.encode(self._relations.cards[uid]))
        return encoded

    def _encode_late(self) -> None:
        """The long cards of which pages were told the changes only."""
        for uid in self._unencoded:
            self._encode(uid)
        self._unencoded.clear()

    def _age(self, uid: str) -> tuple[float, int]:
        card = self._relations.cards[uid]
        return (card.created, card.revision)

    def _settle_deployments(self) -> None:
        for card in self._relations.deployments():
            crowd = self._relations.crowd(card)
            new_set = self._relations.new_set(card)
            before = (card.new_replica_set, card.sentence)
            card.new_replica_set = new_set
            card.sentence = sentence(card, crowd)
            if before != (card.new_replica_set, card.sentence):
                self._changed.add(card.uid)

    def _settle_services(self) -> list[m.ServiceChange]:
        """Those of which pages have the card; the others are left among the changed."""
        told: list[m.ServiceChange] = []
        changed = self.traffic.take_changed()
        for uid in self.traffic.streams:
            card = self._relations.cards.get(uid)
            if isinstance(card, m.ServiceCard) and (uid in changed or uid in self._changed):
                revision, before = self._callers.get(uid, (0, {}))
                stream = self.traffic.settled(uid)
                card.traffic = traffic_card(stream, self.traffic.now)
                endpoints = aimed(card.endpoints, stream, before)
                card.endpoints = list(endpoints.values())
                self._callers[uid] = (card.revision, endpoints)
                if revision == card.revision:
                    told.append(change_of(card, before))
                    self._unencoded.add(uid)
                    self._changed.discard(uid)
                else:
                    self._unencoded.discard(uid)
                    self._changed.add(uid)
        return told

    def snapshot(self, clock: m.Clock) -> m.Snapshot:
        """Everything as of the last flush."""
        self._encode_late()
        objects = list(self._encoded.values())
        events, writes = list(self._events.values()), list(self._trail)
        return m.Snapshot(self.revision, clock, objects, events, writes)

    def since(self, changes: Iterable[JournalChange]) -> News:
        """News for a page that missed these changes, as of the last flush."""
        self._encode_late()
        news = News()
        seen: dict[str, None] = {
            card.uid: None for card in self._relations.cards.values() if card.kind in ALWAYS_RESENT
        }
        events: dict[str, None] = {}
        for change in changes:
            if is_told(change):
                news.writes.append(write_of(change))
            if change.kind == "Event":
                events[change.uid] = None
            elif change.kind in CARDLESS:
                continue
            elif change.type == "DELETED":
                gone = m.Gone(change.kind, change.uid, change.name, change.namespace)
                news.gone.append(gone)
            else:
                seen[change.uid] = None
        news.put = [self._encoded[uid] for uid in seen if uid in self._encoded]
        news.events = [self._events[uid] for uid in events if uid in self._events]
        news.writes = news.writes[-m.MAX_WRITES :]
        return news


def without_old_events(changes: Collection[JournalChange]) -> Iterator[JournalChange]:
    """The changes but for the Events that newer ones push out of the picture at once."""
    events = sum(1 for change in changes if change.kind == "Event")
    for change in changes:
        if change.kind == "Event":
            events -= 1
            if events >= m.MAX_EVENTS:
                continue
        yield change


def is_told(change: JournalChange) -> bool:
    """Does the write belong on the trail?"""
    if change.kind in TRAIL_KINDS:
        return True
    return change.by.startswith("user") and change.kind != "Event"


def write_of(change: JournalChange) -> m.Write:
    return m.Write(
        change.revision,
        change.by,
        change.kind,
        change.namespace,
        change.name,
        change.why,
        change.time,
    )
