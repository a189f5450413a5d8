"""Whole rolling updates, one pair of sizes for each write of the controller."""

from __future__ import annotations

from tests.builders import START, a_template
from tests.machine import an_engine, edit, sizes_of, trace_of
from tests.vectors.sets import deployment_of


def test_rollout_traces(case):
    engine = an_engine(deployment_of(case["given"]["deployment"]), stop=0)
    engine.advance(START + 60)
    start = sizes_of(engine)
    engine.open_ledger()
    edit(engine, template=a_template("web:v2"))
    engine.advance(engine.now + 600)
    assert trace_of(engine, start)[1:] == case["expect"]["steps"]
