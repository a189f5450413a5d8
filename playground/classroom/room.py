"""A class in this process: reads it when a hint says so, and tells its walls and pages what is new.

One room serves every connection of a class; each gets only frames that differ from what it has.
While a wall is open the room watches all the clusters as small pictures. It notes who is here, and
since when a cluster is in trouble, so that another wall, later, knows it too.

Example: 200 learners and 2 walls: one reading of the class per hint, at most four in a second.
Small pictures that move are told as often, beside the class as it was read in the last 2 s.
"""

from __future__ import annotations

import asyncio
import datetime
import logging
import time
from contextlib import suppress
from typing import Any, Protocol

import msgspec
from channels.layers import get_channel_layer
from django.db import DatabaseError
from django.utils import timezone

from cluster.live.consumers import trouble
from cluster.live.mini import MiniCard
from cluster.live.mini_watch import MiniWatch
from cluster.runtime.attendance import attendance
from cluster.runtime.executors import read_picture, write_later
from cluster.runtime.reach import LAYER_ERRORS, reach
from cluster.store.clock import wall_time
from playground.classroom import frames, lessons, ordering
from playground.classroom.line import group_of
from playground.classroom.models import Seat
from playground.classroom.state import ClassState, read_class
from playground.classroom.stuck import Verdict, judge

REST_SECONDS = 0.25
TICK_SECONDS = 2.0
SEEN_SECONDS = 15.0
RETRY_SECONDS = 1.0
GONE_CODE = 4404
NO_DATABASE = "The database does not answer. The wall is late."
logger = logging.getLogger(__name__)


class Socket(Protocol):
    """A connection as the room sees it. `seat_id` is whose page it is, None for the teacher's."""

    seat_id: int | None

    def push(self, frame: str) -> None:
        """Send a frame, in order."""

    def hang_up(self, code: int, message: str) -> None:
        """Say why, and close."""


class Room:
    """The connections of one class in this process."""

    def __init__(self, class_id: int) -> None:
        self.class_id = class_id
        self.walls: set[Socket] = set()
        self.pages: set[Socket] = set()
        self.learners: dict[Socket, int] = {}
        self._sent: dict[Socket, dict[str, str]] = {}
        self._minis: dict[str, MiniCard | None] = {}
        self._texts: dict[str, str] = {}
        self._lessons: dict[int, lessons.Standing] = {}
        self._order = ordering.Order()
        self._hint = asyncio.Event()
        self._is_stale = True
        self._read_at = 0.0
        self._watch = MiniWatch(self._take_minis)
        self._tasks: list[asyncio.Task[None]] = []

    # -- coming and going --------------------------------------------------------------------

    def join(self, socket: Socket, *, is_wall: bool, learner: int | None = None) -> None:
        """Let a connection take part; a learner's own page says that the learner is here."""
        (self.walls if is_wall else self.pages).add(socket)
        self._sent[socket] = {}
        if learner is not None:
            self.learners[socket] = learner
        self._look_anew()
        if not self._tasks:
            runs = (self._run(), self._listen(), self._note_seen())
            self._tasks = [asyncio.ensure_future(each) for each in runs]
            for each in (reach, attendance):
                each.watch(self._look_anew)

    def leave(self, socket: Socket) -> int | None:
        """Forget a connection; gives the learner who is gone with it, if that was the last one."""
        self.walls.discard(socket)
        self.pages.discard(socket)
        self._sent.pop(socket, None)
        learner = self.learners.pop(socket, None)
        if not self.walls:
            self._watch.want(set())
            self._minis, self._texts = {}, {}
        if self.is_empty:
            for task in self._tasks:
                task.cancel()
            self._tasks = []
            for each in (reach, attendance):
                each.unwatch(self._look_anew)
        return None if learner in self.learners.values() else learner

    @property
    def is_empty(self) -> bool:
        """Nobody is connected."""
        return not self.walls and not self.pages

    # -- reading and telling -----------------------------------------------------------------

    async def _run(self) -> None:
        state: ClassState | None = None
        while True:
            self._hint.clear()
            try:
                if state is None or self._is_old():
                    state = await self._read()
                    if state is None:
                        self._close_all()
                        return
                if self.walls:
                    await self._note_trouble(state)
                    self._tell_walls(state)
            except DatabaseError as error:
                logger.warning("class %s was not read: %s", self.class_id, error)
                self._say(NO_DATABASE)
                self._is_stale = True
                await asyncio.sleep(RETRY_SECONDS)
            except Exception:
                logger.exception("class %s: telling failed", self.class_id)
                self._is_stale = True
                await asyncio.sleep(RETRY_SECONDS)
            await asyncio.sleep(REST_SECONDS)
            await wait_at_most(self._hint, TICK_SECONDS)

    def _look_anew(self) -> None:
        """Somebody says that the class is not as it was read."""
        self._is_stale = True
        self._hint.set()

    def _is_old(self) -> bool:
        return self._is_stale or time.monotonic() > self._read_at + TICK_SECONDS

    async def _read(self) -> ClassState | None:
        """The class as it is now, and what follows for its pages; None when it is gone."""
        self._is_stale, self._read_at = False, time.monotonic()
        state = await read_picture(read_class, self.class_id)
        if state is None:
            return None
        self._say(trouble())
        self._tell_pages(state)
        if self.walls:
            self._watch.want({seat.cluster_id for seat in state.seats if seat.cluster_id})
            self._lessons = await lessons.standings(state)
        return state

    def _tell_pages(self, state: ClassState) -> None:
        seats = {seat.pk: seat for seat in state.seats}
        for page in list(self.pages):
            if page.seat_id is not None and page.seat_id not in seats:
                page.hang_up(GONE_CODE, "the teacher has taken you out of the class")
                continue
            self._send(page, "page", frames.page_frame(state, seats.get(page.seat_id or 0)))

    def _tell_walls(self, state: ClassState) -> None:
        now = wall_time()
        verdicts = {seat.pk: self._judge(seat, now) for seat in state.seats}
        order = self._order.follow(state.seats, verdicts, now)
        cards = [
            frames.seat_card(state, seat, verdicts[seat.pk], self._lesson_of(seat))
            for seat in state.seats
        ]
        texts = {
            seat.pk: self._texts[seat.cluster_id]
            for seat in state.seats
            if seat.cluster_id in self._texts
        }
        for wall in list(self.walls):
            self._send_seats(wall, cards)
            self._send_minis(wall, texts)
            self._send(wall, "class", frames.class_frame(state, order))

    def _judge(self, seat: Seat, now: float) -> Verdict:
        mini = self._minis.get(seat.cluster_id or "")
        return judge(ordering.facts_of(seat, mini, self._lessons.get(seat.pk), now))

    def _lesson_of(self, seat: Seat) -> dict[str, Any] | None:
        found = self._lessons.get(seat.pk)
        return found.card() if found else None

    def _say(self, words: str) -> None:
        """What the walls say above their pictures; nothing at first, so nothing is sent then."""
        for wall in list(self.walls):
            if words or "notice" in self._sent.get(wall, {}):
                self._send(wall, "notice", {"type": "notice", "message": words})

    def _send(self, socket: Socket, key: str, frame: dict[str, Any]) -> None:
        text = text_of(frame)
        sent = self._sent.get(socket)
        if sent is not None and sent.get(key) != text:
            sent[key] = text
            socket.push(text)

    def _send_seats(self, wall: Socket, cards: list[dict[str, Any]]) -> None:
        """Only the seats that look different, and who is gone."""
        sent = self._sent.get(wall, {})
        texts = {f"seat {card['id']}": text_of(card) for card in cards}
        put = [text for key, text in texts.items() if sent.get(key) != text]
        gone = [key for key in sent if key.startswith("seat ") and key not in texts]
        for key in gone:
            del sent[key]
            sent.pop(key.replace("seat", "mini"), None)
        sent.update(texts)
        if put or gone:
            ids = [int(key.removeprefix("seat ")) for key in gone]
            wall.push(f'{{"type":"seats","put":[{",".join(put)}],"gone":{ids}}}')

    def _send_minis(self, wall: Socket, texts: dict[int, str]) -> None:
        """Only the pictures that changed since this wall got them."""
        sent = self._sent.get(wall, {})
        put = []
        for seat_id, text in texts.items():
            if sent.get(f"mini {seat_id}") != text:
                sent[f"mini {seat_id}"] = text
                put.append(f'{{"seat":{seat_id},"card":{text}}}')
        if put:
            wall.push(f'{{"type":"minis","put":[{",".join(put)}]}}')

    def _take_minis(self, told: dict[str, MiniCard | None]) -> None:
        self._minis.update(told)
        self._texts.update({each: text_of(card) for each, card in told.items()})
        self._hint.set()

    def _close_all(self) -> None:
        for socket in [*self.walls, *self.pages]:
            socket.hang_up(GONE_CODE, "this class was deleted")

    # -- what is noted -----------------------------------------------------------------------

    async def _note_trouble(self, state: ClassState) -> None:
        """Since when a cluster is in this trouble; written only when it begins or ends."""
        moved = []
        for seat in state.seats:
            mini = self._minis.get(seat.cluster_id or "")
            if mini is not None and mini.trouble != seat.trouble:
                seat.trouble = mini.trouble
                seat.trouble_at = began_at(mini) if mini.trouble else None
                moved.append(seat)
        if moved:
            await write_later(Seat.objects.bulk_update, moved, ["trouble", "trouble_at"])

    async def _note_seen(self) -> None:
        """Who is connected here is here."""
        while True:
            await asyncio.sleep(SEEN_SECONDS)
            try:
                await write_later(note_here, list(self.learners.values()))
            except DatabaseError as error:
                logger.warning("class %s: nobody was noted as here: %s", self.class_id, error)

    async def _listen(self) -> None:
        """Hints and pointers from every process."""
        while True:
            try:
                await self._receive()
            except LAYER_ERRORS as error:
                reach.note_failure(error)
                await asyncio.sleep(RETRY_SECONDS)

    async def _receive(self) -> None:
        layer = get_channel_layer()
        channel = await layer.new_channel()
        await layer.group_add(group_of(self.class_id), channel)
        try:
            while True:
                message = await layer.receive(channel)
                if message["type"] == "class.pointer":
                    self._point(message["where"])
                else:
                    self._look_anew()
        finally:
            with suppress(*LAYER_ERRORS):
                await layer.group_discard(group_of(self.class_id), channel)

    def _point(self, where: dict[str, Any]) -> None:
        text = text_of({"type": "pointer", **where})
        for page in self.pages:
            if page.seat_id is not None:
                page.push(text)


def note_here(seat_ids: list[int]) -> None:
    """Their pages are connected."""
    Seat.objects.filter(pk__in=seat_ids).update(seen_at=timezone.now(), is_here=True)


def note_gone(seat_id: int) -> None:
    """The last page is closed."""
    Seat.objects.filter(pk=seat_id).update(seen_at=timezone.now(), is_here=False)


def began_at(mini: MiniCard) -> datetime.datetime:
    """When a trouble began on the machine's clock, as well as the cluster's clock tells it."""
    ago = max(0.0, mini.now - mini.trouble_since) / max(mini.speed, 0.1)
    return timezone.now() - datetime.timedelta(seconds=min(ago, 3600.0))


def text_of(frame: Any) -> str:
    """As it is sent."""
    return msgspec.json.encode(frame).decode()


async def wait_at_most(hint: asyncio.Event, seconds: float) -> None:
    """Wait for a hint, but not for ever."""
    try:
        await asyncio.wait_for(hint.wait(), seconds)
    except TimeoutError:
        return
