"""What people do in a class: one verb each, in one table with the roles that may.

`POST /class/<code>/do/<verb>` with a JSON object. A refusal is a Status with a sentence and changes
nothing. Every verb of one seat takes the seat's number and finds it in this class only.

Example: POST /class/482913/do/freeze by the teacher; by a learner it is 403.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from cluster.runtime.executors import run_read, run_write
from playground.classroom import classes, everywhere, lessons, questions, rights, seats
from playground.classroom.classes import Caller
from playground.classroom.errors import ClassError, NotAllowed, NotThere
from playground.classroom.models import Classroom, Seat
from playground.classroom.playing import play_line

Json = dict[str, Any]
Headers = list[tuple[bytes, bytes]]
SPEEDS = (0.1, 0.5, 1, 2, 5, 10, 30, 100)
TEACHER, HELPER, LEARNER = "teacher", "helper", "learner"
STAFF = (TEACHER, HELPER)


@dataclass(frozen=True)
class Asked:
    """One act: who, and what with."""

    caller: Caller
    body: Json
    headers: Headers

    @property
    def classroom(self) -> Classroom:
        """The class it is about."""
        return self.caller.classroom

    @property
    def own_seat(self) -> Seat:
        """The learner's own seat."""
        assert self.caller.seat is not None
        return self.caller.seat

    def text(self, name: str, most: int = 400) -> str:
        """A text of the body as one line."""
        return questions.one_line(self.body.get(name), most)


Act = Callable[[Asked], Awaitable[Json]]


async def carry_out(verb: str, asked: Asked) -> Json:
    """Check the role, do it. Raises ClassError."""
    found = ACTS.get(verb)
    if found is None:
        raise NotThere("There is no such thing to do in a class.")
    roles, act = found
    if asked.caller.role not in roles:
        raise NotAllowed(f"This is for the {' and the '.join(roles)} of the class.")
    if not asked.classroom.is_open and verb != "delete":
        raise ClassError("This class has ended.")
    return await act(asked)


def writing(function: Callable[[Asked], Any]) -> Act:
    """An act that is one write to the database."""

    async def act(asked: Asked) -> Json:
        found = await run_write(function, asked)
        return found if isinstance(found, dict) else {}

    return act


# -- the learner -----------------------------------------------------------------------------


def hand(asked: Asked) -> None:
    """Raise or lower the hand."""
    is_up = bool(asked.body.get("up"))
    asked.own_seat.hand_at = timezone.now() if is_up else None
    asked.own_seat.save(update_fields=["hand_at"])


def answer(asked: Asked) -> None:
    questions.answer(asked.own_seat, asked.body)


def accept(asked: Asked) -> None:
    """Let the helper who asked change the cluster too."""
    seat = asked.own_seat
    if seat.help != Seat.Help.ASKED or seat.helper is None:
        raise ClassError("Nobody asks to help at the moment.")
    seat.help = Seat.Help.GIVEN
    seat.save(update_fields=["help"])
    rights.let_change(seat, seat.helper)


def end_help(asked: Asked) -> None:
    """Decline, or end it; on either side."""
    stop_helping(asked.caller.seat or seat_in(asked))


def seat_code(asked: Asked) -> Json:
    return {"code": seats.new_seat_code(asked.own_seat), "minutes": seats.SEAT_CODE_MINUTES}


def drop_hint(asked: Asked) -> None:
    """The learner has read the hint."""
    asked.own_seat.hint = ""
    asked.own_seat.save(update_fields=["hint"])


# -- one learner, by the staff ----------------------------------------------------------------


def seat_in(asked: Asked) -> Seat:
    """The seat that the body names, of this class. Raises NotThere."""
    number = asked.body.get("seat")
    rows = asked.classroom.seats.filter(left_at__isnull=True)
    found = rows.filter(pk=number).first() if isinstance(number, int) else None
    if found is None:
        raise NotThere("There is no such seat in this class.", "seat")
    return found


def ask_to_help(asked: Asked) -> None:
    seat = seat_in(asked)
    if seat.help == Seat.Help.GIVEN:
        raise ClassError("Somebody helps here already.")
    seat.help, seat.helper = Seat.Help.ASKED, asked.caller.staff
    seat.save(update_fields=["help", "helper"])


def stop_helping(seat: Seat) -> None:
    """Nobody but the learner may change the cluster."""
    rights.let_only_look(seat)
    seat.help, seat.helper = Seat.Help.NONE, None
    seat.save(update_fields=["help", "helper"])


def send_hint(asked: Asked) -> None:
    seat, text = seat_in(asked), asked.text("text")
    if not text:
        raise ClassError("Type the hint.", "text")
    seat.hint, seat.hint_at = text, timezone.now()
    seat.save(update_fields=["hint", "hint_at"])


def mark_helped(asked: Asked) -> None:
    """Hand down, and the counts that call somebody stuck start anew."""
    seat = seat_in(asked)
    seat.helped_at, seat.hand_at, seat.refusals = timezone.now(), None, 0
    seat.save(update_fields=["helped_at", "hand_at", "refusals"])


def rename(asked: Asked) -> None:
    seats.rename(seat_in(asked), asked.text("nickname", 100))


def take_out(asked: Asked) -> None:
    seats.take_out(seat_in(asked))


# -- everybody, by the teacher ------------------------------------------------------------------


def freeze(asked: Asked) -> None:
    rights.hold(classes.every_cluster_id(asked.classroom))
    set_flag(asked.classroom, is_frozen=True)


def unfreeze(asked: Asked) -> None:
    rights.release(classes.every_cluster_id(asked.classroom))
    set_flag(asked.classroom, is_frozen=False)


def show(asked: Asked) -> None:
    """Everybody looks at the teacher's cluster."""
    if not asked.classroom.cluster_id:
        raise ClassError("Your cluster is gone. Open a new class.")
    rights.show_to(asked.classroom, rights.visitors_in(asked.classroom))
    set_flag(asked.classroom, is_shown=True)


def hide(asked: Asked) -> None:
    rights.hide_from(asked.classroom, rights.visitors_in(asked.classroom))
    set_flag(asked.classroom, is_shown=False)


def blank(asked: Asked) -> None:
    set_flag(asked.classroom, is_blank=True)


def unblank(asked: Asked) -> None:
    set_flag(asked.classroom, is_blank=False)


def set_flag(classroom: Classroom, **flags: bool) -> None:
    """Write what holds for all."""
    for name, value in flags.items():
        setattr(classroom, name, value)
    classroom.save(update_fields=[*flags, "used_at"])


def wanted_ids(asked: Asked) -> list[str]:
    """One seat's cluster when the body names a seat, else everybody's."""
    if "seat" in asked.body:
        return [str(seat_in(asked).cluster_id)]
    return classes.cluster_ids(asked.classroom)


async def fail_node(asked: Asked) -> Json:
    node, fault_type = asked.text("node", 63), asked.text("fault", 30) or "PowerOff"
    if not node:
        raise ClassError("Name the node, such as node-2.", "node")
    if fault_type not in everywhere.FAULT_TYPES:
        raise ClassError(f"A fault is one of {', '.join(everywhere.FAULT_TYPES)}.", "fault")
    ids = await run_read(wanted_ids, asked)
    return (await everywhere.fail_node(ids, node, fault_type)).told()


async def repair(asked: Asked) -> Json:
    return (await everywhere.repair_nodes(await run_read(wanted_ids, asked))).told()


async def speed(asked: Asked) -> Json:
    wanted = asked.body.get("speed")
    if isinstance(wanted, bool) or not isinstance(wanted, int | float) or wanted not in SPEEDS:
        raise ClassError(f"A speed is one of {', '.join(map(str, SPEEDS))}.", "speed")
    return (await everywhere.set_speed(await run_read(wanted_ids, asked), wanted)).told()


def limit(asked: Asked) -> None:
    """How many Pods each learner's cluster may have."""
    classes.limit_pods(asked.classroom, classes.read_most_pods(str(asked.body.get("pods", ""))))


async def reset(asked: Asked) -> Json:
    return (await everywhere.reset(await run_read(wanted_ids, asked))).told()


async def lesson(asked: Asked) -> Json:
    return await lessons.start_for_all(asked.classroom, asked.text("lesson", 80), asked.body)


def ask(asked: Asked) -> Json:
    return {"question": questions.ask(asked.classroom, asked.body).pk}


def close(asked: Asked) -> None:
    questions.mark(asked.classroom, "closed_at")


async def play(asked: Asked) -> Json:
    """Close the answers and run the question's line on the teacher's cluster."""
    question = await run_write(questions.mark, asked.classroom, "closed_at", "played_at")
    if not question.command:
        return {"output": ""}
    output = await play_line(str(asked.classroom.cluster_id), question.command, asked.headers)
    return {"output": output}


def show_answer(asked: Asked) -> None:
    questions.mark(asked.classroom, "closed_at", "shown_at")


def take_down(asked: Asked) -> None:
    questions.take_down(asked.classroom)


def helper_link(asked: Asked) -> Json:
    secret = classes.new_helper_secret(asked.classroom)
    return {"path": f"/class/{asked.classroom.code}/help/{secret}"}


def end(asked: Asked) -> None:
    classes.end_class(asked.classroom)


def delete(asked: Asked) -> None:
    classes.delete_class(asked.classroom)


ACTS: dict[str, tuple[tuple[str, ...], Act]] = {
    "hand": ((LEARNER,), writing(hand)),
    "answer": ((LEARNER,), writing(answer)),
    "accept": ((LEARNER,), writing(accept)),
    "seat-code": ((LEARNER,), writing(seat_code)),
    "drop-hint": ((LEARNER,), writing(drop_hint)),
    "end-help": ((LEARNER, TEACHER, HELPER), writing(end_help)),
    "help": (STAFF, writing(ask_to_help)),
    "hint": (STAFF, writing(send_hint)),
    "helped": (STAFF, writing(mark_helped)),
    "rename": ((TEACHER,), writing(rename)),
    "take-out": ((TEACHER,), writing(take_out)),
    "freeze": ((TEACHER,), writing(freeze)),
    "unfreeze": ((TEACHER,), writing(unfreeze)),
    "show": ((TEACHER,), writing(show)),
    "hide": ((TEACHER,), writing(hide)),
    "blank": ((TEACHER,), writing(blank)),
    "unblank": ((TEACHER,), writing(unblank)),
    "fail-node": ((TEACHER,), fail_node),
    "repair": ((TEACHER,), repair),
    "speed": ((TEACHER,), speed),
    "limit": ((TEACHER,), writing(limit)),
    "reset": ((TEACHER,), reset),
    "lesson": ((TEACHER,), lesson),
    "ask": ((TEACHER,), writing(ask)),
    "close": ((TEACHER,), writing(close)),
    "play": ((TEACHER,), play),
    "show-answer": ((TEACHER,), writing(show_answer)),
    "take-down": ((TEACHER,), writing(take_down)),
    "helper-link": ((TEACHER,), writing(helper_link)),
    "end": ((TEACHER,), writing(end)),
    "delete": ((TEACHER,), writing(delete)),
}
