"""Clusters take turns: a busy one gives way when others want the worker, alone it does not wait."""

from __future__ import annotations

from cluster.runtime.turns import LONGEST_REST_SECONDS, Turns


def test_alone_a_cluster_never_rests():
    turns = Turns()
    assert [turns.rest_after("heavy", 0.025, second / 10) for second in range(30)] == [0.0] * 30


def test_beside_others_a_busy_cluster_rests_as_long_as_it_ran():
    turns = Turns()
    turns.rest_after("light", 0.002, 10.0)
    assert turns.rest_after("heavy", 0.025, 10.1) == 0.025
    assert turns.rest_after("heavy", 3.0, 10.2) == LONGEST_REST_SECONDS


def test_who_ran_long_ago_is_nobody_to_wait_for():
    turns = Turns()
    turns.rest_after("light", 0.002, 10.0)
    assert turns.rest_after("heavy", 0.025, 11.5) == 0.0
