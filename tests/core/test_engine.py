"""The engine: every pass at its own moment, and never a loop without an end."""

from __future__ import annotations

import pytest

from cluster.core.actions import NOTHING_TO_DO, Plan, Update
from cluster.core.controller import Controller, itself
from cluster.core.engine import Engine, EngineStuckError
from tests.builders import START, a_deployment, a_view


def an_engine(reconcile):
    engine = Engine(
        a_view(a_deployment()), (Controller("test", reconcile, {"Deployment": itself}),), START
    )
    engine.look_at_everything()
    return engine


def write(target, number):
    status = {"observedGeneration": number}
    return Update(target, {**target.manifest, "status": status}, status_only=True)


def test_timer_fires_at_its_very_moment():
    seen = []

    def reconcile(key, view, now):
        seen.append(now - START)
        return Plan(requeue_at=now + 2.5)

    engine = an_engine(reconcile)
    engine.advance(START + 8)
    assert seen == [0, 2.5, 5, 7.5]
    assert engine.now == START + 8 and engine.next_due == START + 10


def test_step_stops_after_the_first_write():
    def reconcile(key, view, now):
        if now < START + 3:
            return Plan(requeue_at=now + 1)
        return Plan((write(view.get(key), int(now)),), requeue_at=now + 1)

    engine = an_engine(reconcile)
    assert engine.step(START + 2) is False
    assert engine.step(START + 60) is True
    assert engine.now == START + 3
    assert len(engine.ledger.changes) == 1


def test_write_that_changes_nothing_is_none():
    def reconcile(key, view, now):
        found = view.get(key)
        return Plan((Update(found, found.manifest),))

    engine = an_engine(reconcile)
    engine.advance(START)
    assert engine.ledger.changes == []


@pytest.mark.parametrize(
    "plan",
    [
        pytest.param(lambda found, now: Plan(requeue_at=now), id="silent"),
        pytest.param(lambda found, now: Plan((write(found, found.revision),)), id="writing"),
    ],
)
def test_loop_at_one_moment_is_an_error(plan):
    engine = an_engine(lambda key, view, now: plan(view.get(key), now))
    with pytest.raises(EngineStuckError, match="passes at one moment"):
        engine.advance(START + 1)


def test_should_stop_is_asked_and_obeyed():
    engine = an_engine(lambda key, view, now: Plan(requeue_at=now + 0.001))
    assert engine.advance(START + 60, should_stop=lambda: True) is False
    assert engine.now < START + 1


def test_observed_deletion_wakes_the_controller_once_more():
    seen = []

    def reconcile(key, view, now):
        seen.append(view.get(key) is not None)
        return NOTHING_TO_DO

    engine = an_engine(reconcile)
    engine.advance(START)
    found = engine.view.get(("Deployment", "default", "web"))
    engine.ledger.delete(found, "user", None)
    engine.observe(engine.ledger.changes[-1].object, is_deleted=True)
    engine.advance(START + 1)
    assert seen == [True, False]
