"""The order of the wall and the facts it is made of. It changes calmly: every five seconds at most.

Example: Lena gets stuck; within five seconds her card moves to the front, and only hers.
"""

from __future__ import annotations

from cluster.live.mini import MiniCard
from playground.classroom.lessons import Standing
from playground.classroom.models import Seat
from playground.classroom.state import moment
from playground.classroom.stuck import Facts, Verdict

CALM_SECONDS = 5.0
HERE_SECONDS = 45.0


class Order:
    """The order that stands on the wall."""

    def __init__(self) -> None:
        self._ids: list[int] = []
        self._sorted_at = 0.0

    def follow(self, seats: list[Seat], verdicts: dict[int, Verdict], now: float) -> list[int]:
        """The order now; in between, who is new stands at the end and who is gone is gone."""
        ids = {seat.pk for seat in seats}
        if now - self._sorted_at >= CALM_SECONDS:
            names = {seat.pk: seat.nickname.casefold() for seat in seats}
            self._ids = sorted(ids, key=lambda each: (verdicts[each].rank, names[each]))
            self._sorted_at = now
        else:
            kept = [each for each in self._ids if each in ids]
            self._ids = kept + sorted(ids - set(kept))
        return self._ids


def facts_of(seat: Seat, mini: MiniCard | None, lesson: Standing | None, now: float) -> Facts:
    """What is known of a learner, from the seat, the cluster and the lesson."""
    seen = moment(seat.seen_at)
    facts = {
        "now": now,
        "is_here": seat.is_here and now - seen < HERE_SECONDS,
        "seen_at": seen,
        "hand_at": moment(seat.hand_at),
        "helped_at": moment(seat.helped_at),
        "trouble": seat.trouble,
        "trouble_at": moment(seat.trouble_at),
        "refusal": seat.refusal,
        "refusals": seat.refusals,
        "refused_at": moment(seat.refused_at),
    }
    if mini is not None:
        ago = max(0.0, mini.now - mini.did_at) / max(mini.speed, 0.1)
        is_rolling = mini.health == "rolling out"
        facts |= {"is_rolling": is_rolling, "did": mini.did, "did_at": now - ago}
    if lesson is not None:
        facts |= {
            "has_lesson": True,
            "is_finished": lesson.is_finished,
            "moved_at": lesson.moved_at,
            "hints_left": lesson.hints_left,
        }
    return Facts(**facts)  # type: ignore[arg-type]
