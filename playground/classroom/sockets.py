"""The websockets of a class: `/ws/class/<code>/wall/` for the staff, `.../page/` for its clusters.

The same Origin check as for the feed; who is not of the class is told that there is no such class.
A learner's page shows the own seat, the staff's page the seat of the cluster in `?cluster=`. While
the teacher's cluster is shown, the teacher's page says where it points; nobody else may.

Example: {"type":"point","kind":"Pod","name":"web-5d8c9b7f66-x7k2p","x":0.4,"y":0.2}
"""

from __future__ import annotations

import asyncio
import json
from typing import Any
from urllib.parse import parse_qs
from weakref import WeakKeyDictionary

import msgspec
from django.db.models import Q

from cluster.live.messages import MALFORMED, NOT_YOURS, UNAVAILABLE
from cluster.live.sending import QueuedConsumer
from cluster.runtime.executors import run_read, run_write
from cluster.store.away import AWAY_ERRORS, NO_DATABASE
from playground import metrics
from playground.access import Refusal, scope_credentials
from playground.classroom import line
from playground.classroom.classes import Caller, caller_of
from playground.classroom.errors import ClassError, NotAllowed
from playground.classroom.models import Seat, Staff
from playground.classroom.room import Room, note_gone, note_here
from playground.live_door import check_origin

rooms: WeakKeyDictionary[asyncio.AbstractEventLoop, dict[int, Room]] = WeakKeyDictionary()


class Ping(msgspec.Struct, tag="ping", tag_field="type", forbid_unknown_fields=True):
    """Are you there?"""


class Point(msgspec.Struct, tag="point", tag_field="type", forbid_unknown_fields=True):
    """Where the teacher points: an object, and a place as parts of the stage's size."""

    kind: str = ""
    name: str = ""
    x: float = 0.0
    y: float = 0.0


decode_question = msgspec.json.Decoder(Ping | Point).decode


class ClassConsumer(QueuedConsumer):
    """One connection to a class."""

    max_waiting_bytes = 8 * 1024 * 1024
    is_wall = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.seat_id: int | None = None
        self._caller: Caller | None = None
        self._room: Room | None = None

    def error_frame(self, code: int, message: str) -> str:
        """The words are all; the code goes with the close."""
        return json.dumps({"type": "error", "message": message})

    async def connect(self) -> None:
        """Come in, or hear why not."""
        await self.accept()
        self.start_sending()
        try:
            check_origin(self.scope)
            self._caller = await run_read(self._enter)
        except (Refusal, ClassError) as refusal:
            self.hang_up(NOT_YOURS, refusal.message)
            return
        except AWAY_ERRORS:
            self.hang_up(UNAVAILABLE, NO_DATABASE)
            return
        here = rooms.setdefault(asyncio.get_running_loop(), {})
        class_id = self._caller.classroom.pk
        self._room = here.setdefault(class_id, Room(class_id))
        metrics.note_rooms(len(here))
        learner = self._caller.seat.pk if self._caller.seat else None
        self._room.join(self, is_wall=self.is_wall, learner=learner)
        if learner is not None:
            await run_write(note_here, [learner])
            await line.tell(class_id)

    def _enter(self) -> Caller:
        """Who this is, and whose seat the page shows. Raises Refusal and ClassError."""
        shown = scope_credentials(self.scope)
        caller = caller_of(self.scope["url_route"]["kwargs"]["code"], shown.visitor)
        if self.is_wall and caller.staff is None:
            raise NotAllowed("The wall is for the teacher and helpers.")
        if caller.seat is not None:
            self.seat_id = caller.seat.pk
        elif not self.is_wall:
            asked = parse_qs(self.scope.get("query_string", b"").decode("latin1")).get("cluster")
            rows = Seat.objects.filter(classroom=caller.classroom, left_at__isnull=True)
            its = Q(cluster_id=asked[-1]) | Q(own_cluster_id=asked[-1]) if asked else None
            found = rows.filter(its).first() if its else None
            self.seat_id = found.pk if found else None
        return caller

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        """A ping, or the teacher's pointer."""
        if self._room is None or self._caller is None or self._closing:
            return
        try:
            question = decode_question(text_data or "")
        except msgspec.DecodeError as error:
            self.hang_up(MALFORMED, f"cannot read this frame: {error}")
            return
        if isinstance(question, Ping):
            self.push('{"type":"pong"}')
        elif self._caller.role == Staff.Role.TEACHER and self.seat_id is None:
            where = {
                "kind": question.kind[:63],
                "name": question.name[:253],
                "x": min(1.0, max(0.0, question.x)),
                "y": min(1.0, max(0.0, question.y)),
            }
            await line.point(self._caller.classroom.pk, where)

    async def disconnect(self, code: int) -> None:
        """Leave; the last page of a learner takes the learner with it."""
        if self._room is not None:
            gone = self._room.leave(self)
            here = rooms.get(asyncio.get_running_loop(), {})
            if self._room.is_empty and here.get(self._room.class_id) is self._room:
                del here[self._room.class_id]
                metrics.note_rooms(len(here))
            if gone is not None:
                await run_write(note_gone, gone)
                await line.tell(self._room.class_id)
        await self.stop_sending()


class WallConsumer(ClassConsumer):
    """A wall."""

    is_wall = True


class PageConsumer(ClassConsumer):
    """A cluster's page, the learner's or the staff's."""
