"""Whether a worker is there is told when it changes, and not for one question without an answer."""

from __future__ import annotations

from cluster.runtime.attendance import Attendance


def test_two_questions_in_a_row_without_an_answer_mean_that_nobody_is_there():
    attendance, told = Attendance(), []
    attendance.watch(lambda: told.append(attendance.is_missing))
    for has_answered in (False, True, False, False, False, True, True):
        attendance.note(has_answered=has_answered)
    assert told == [True, False]


def test_who_stopped_watching_is_told_nothing():
    attendance, told = Attendance(), []

    def watcher() -> None:
        told.append(attendance.is_missing)

    attendance.watch(watcher)
    attendance.unwatch(watcher)
    for _ in range(3):
        attendance.note(has_answered=False)
    assert (told, attendance.is_missing) == ([], True)
