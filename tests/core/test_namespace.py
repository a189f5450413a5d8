"""A deleted namespace empties itself and goes; nothing new comes in meanwhile."""

from __future__ import annotations

from cluster.core.controllers import garbage_collector, namespace
from cluster.core.objects import Pod
from tests.builders import START, a_deployment, a_namespace
from tests.machine import an_engine


def a_closing_engine(stop):
    engine = an_engine(
        a_deployment(replicas=3),
        a_namespace("other"),
        stop=stop,
        more=(namespace.CONTROLLER, garbage_collector.CONTROLLER),
    )
    engine.advance(START + 30)
    target = engine.view.get(("Namespace", "", "default"))
    engine.observe(engine.ledger.delete(target, "user", None), is_deleted=False)
    return engine


def test_namespace_goes_when_the_last_pod_has_stopped():
    engine = a_closing_engine(stop=10)
    engine.advance(engine.now + 9)
    target = engine.view.get(("Namespace", "", "default"))
    assert target.status["phase"] == "Terminating"
    assert engine.view.count("Deployment") == engine.view.count("ReplicaSet") == 0
    assert [pod.is_deleting for pod in engine.view.every(Pod)] == [True] * 3
    engine.advance(engine.now + 6)
    assert engine.view.get(("Namespace", "", "default")) is None
    assert engine.view.get(("Namespace", "", "other")) is not None


def test_no_pod_is_replaced_in_a_namespace_that_goes():
    engine = a_closing_engine(stop=10)
    before = {pod.uid for pod in engine.view.every(Pod)}
    engine.advance(engine.now + 5)
    assert {pod.uid for pod in engine.view.every(Pod)} == before
