"""Conditions of a status: what a new one leaves alone (SPEC D54)."""

from __future__ import annotations

from cluster.core import conditions
from tests.builders import START, at


def a_condition(status="True", reason="ReplicaSetUpdated", seconds=0.0, kind="Progressing"):
    return conditions.made(kind, status, reason, "text", START + seconds)


def test_same_status_and_reason_change_nothing_at_all():
    before = [a_condition()]
    assert conditions.put(before, a_condition(seconds=60)) is before


def test_other_reason_keeps_the_transition_time():
    (after,) = conditions.put([a_condition()], a_condition(reason="Other", seconds=60))
    assert after["lastTransitionTime"] == at(0)
    assert after["lastUpdateTime"] == at(60)


def test_other_status_is_a_transition():
    (after,) = conditions.put([a_condition()], a_condition(status="False", seconds=60))
    assert after["lastTransitionTime"] == at(60)


def test_replaced_condition_stands_last():
    before = [a_condition(), a_condition(kind="Available")]
    after = conditions.put(before, a_condition(status="False"))
    assert [each["type"] for each in after] == ["Available", "Progressing"]


def test_removing_what_is_not_there_changes_nothing():
    before = [a_condition()]
    assert conditions.remove(before, "Available") is before
    assert conditions.remove(before, "Progressing") == []
