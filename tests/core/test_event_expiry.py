"""Events are kept for an hour."""

from __future__ import annotations

from cluster.core.controllers import event_expiry
from tests.builders import START, a_deployment
from tests.machine import an_engine


def test_events_go_an_hour_after_they_were_last_seen():
    engine = an_engine(a_deployment(replicas=2), more=(event_expiry.CONTROLLER,))
    engine.advance(START + 60)
    seen = engine.view.count("Event")
    assert seen >= 3
    engine.advance(START + 3599)
    assert engine.view.count("Event") == seen
    engine.advance(START + 3601)
    assert engine.view.count("Event") == 0
