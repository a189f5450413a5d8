"""The frames of a class: what its wall and its learners' pages are told, as JSON.

A learner hears of the class and of the own seat; of others not even their names. The right answer
of a question is in a frame only when the teacher has shown it. The page's side of this contract is
static/js/classroom/types.d.ts.

Example: {"type":"seat","me":{"nickname":"Grete","hand":true,...},"class":{...},"question":null}
"""

from __future__ import annotations

from typing import Any

from cluster.live.mini import MiniCard
from playground.classroom.models import Seat
from playground.classroom.state import Asked, ClassState
from playground.classroom.stuck import Verdict

Json = dict[str, Any]


def class_frame(state: ClassState, order: list[int]) -> Json:
    """For the wall: what holds for all, and in which order the seats stand."""
    classroom = state.classroom
    return {
        "type": "class",
        "title": classroom.title,
        "code": classroom.code,
        "cluster": classroom.cluster_id,
        "lesson": classroom.lesson,
        "pods": classroom.most_pods,
        "frozen": classroom.is_frozen,
        "blank": classroom.is_blank,
        "shown": classroom.is_shown,
        "ended": not classroom.is_open,
        "question": wall_question(state.asked),
        "order": order,
    }


def wall_question(asked: Asked | None) -> Json | None:
    """The question with its bars."""
    if asked is None:
        return None
    question = asked.question
    return {
        "id": question.pk,
        "text": question.text,
        "choices": question.choices,
        "counts": asked.counts,
        "command": question.command,
        "closed": question.closed_at is not None,
        "played": question.played_at is not None,
        "shown": question.shown_at is not None,
        "right": question.right if question.shown_at else None,
        "because": question.because if question.shown_at else "",
    }


def seat_card(state: ClassState, seat: Seat, verdict: Verdict, lesson: Json | None) -> Json:
    """For the wall: one learner without the picture."""
    return {
        "id": seat.pk,
        "nickname": seat.nickname,
        "cluster": seat.cluster_id,
        "state": verdict.state,
        "words": verdict.words,
        "hand": seat.hand_at is not None,
        "here": seat.is_here,
        "help": seat.help,
        "helper": state.helpers.get(seat.helper_id or 0, ""),
        "lesson": lesson,
        "refusal": seat.refusal,
        "answered": state.asked is not None and seat.pk in state.asked.chosen,
    }


def mini_frame(seat_id: int, card: MiniCard | None) -> Json:
    """For the wall: one picture."""
    return {"seat": seat_id, "card": card}


def page_frame(state: ClassState, seat: Seat | None) -> Json:
    """For a page: the class, and its own seat (None on the teacher's cluster)."""
    classroom = state.classroom
    return {
        "type": "seat",
        "class": {
            "title": classroom.title,
            "code": classroom.code,
            "cluster": classroom.cluster_id,
            "frozen": classroom.is_frozen,
            "blank": classroom.is_blank,
            "shown": classroom.is_shown,
            "ended": not classroom.is_open,
            "lesson": classroom.lesson,
        },
        "me": None if seat is None else own_seat(state, seat),
        "question": page_question(state.asked, seat),
    }


def own_seat(state: ClassState, seat: Seat) -> Json:
    """What a learner knows of the own seat."""
    return {
        "id": seat.pk,
        "nickname": seat.nickname,
        "cluster": seat.cluster_id,
        "hand": seat.hand_at is not None,
        "help": seat.help,
        "helper": state.helpers.get(seat.helper_id or 0, ""),
        "hint": seat.hint,
        "hintAt": seat.hint_at.timestamp() if seat.hint_at else 0,
    }


def page_question(asked: Asked | None, seat: Seat | None) -> Json | None:
    """The question as a learner sees it; bars only once the answers are closed."""
    if asked is None:
        return None
    question = asked.question
    is_closed = question.closed_at is not None
    return {
        "id": question.pk,
        "text": question.text,
        "choices": question.choices,
        "mine": asked.chosen.get(seat.pk) if seat else None,
        "closed": is_closed,
        "counts": asked.counts if is_closed else None,
        "right": question.right if question.shown_at else None,
        "because": question.because if question.shown_at else "",
    }
