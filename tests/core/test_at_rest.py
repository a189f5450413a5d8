"""All controllers together: at rest nothing is planned, and one seed tells one story."""

from __future__ import annotations

import pytest

from cluster.core import invariants
from cluster.core.controllers import CONTROLLERS
from tests.harness import Simulation


def a_service():
    return {
        "apiVersion": "v1",
        "kind": "Service",
        "metadata": {"name": "web", "namespace": "default"},
        "spec": {"selector": {"app": "web"}, "ports": [{"port": 80}]},
    }


def a_busy_cluster(seed="s1"):
    """Two Deployments, one half-way stuck, a Service, a lost node, a cordoned one."""
    simulation = Simulation(nodes=4, seed=seed)
    simulation.create(a_service())
    simulation.create_deployment("web", replicas=6)
    simulation.create_deployment("api", replicas=2, strategy={"type": "Recreate"})
    simulation.run(20)
    simulation.set_image("web", "web:v5-notready")
    simulation.fail_node("node-2")
    simulation.run(400)
    simulation.pause("api")
    simulation.scale("api", 3)
    simulation.run(60)
    return simulation


def test_at_rest_one_more_pass_plans_nothing():
    simulation = a_busy_cluster()
    simulation.engine.look_at_everything()
    revision = simulation.engine.ledger.revision
    simulation.settle()
    assert simulation.journal[-1].revision == revision, simulation.journal[-1]
    assert invariants.check(simulation.view) == []
    assert invariants.check_rest(simulation.view) == []


def test_reconcile_plans_nothing_for_objects_that_are_gone():
    simulation = Simulation(nodes=1)
    for controller in CONTROLLERS:
        for kind in controller.triggers:
            if kind != "*":
                key = (kind, "default", "gone")
                assert controller.reconcile(key, simulation.view, simulation.now).actions == ()


def test_same_seed_and_commands_tell_the_same_story():
    one, other = (a_busy_cluster() for _ in range(2))
    assert [story(change) for change in one.journal] == [story(change) for change in other.journal]


def story(change):
    return (change.revision, change.time, change.by, change.type, change.object.manifest)


@pytest.mark.parametrize("pace", [0.05, 7.0, 1000.0])
def test_pace_does_not_change_the_story(pace):
    """However time is cut into slices, every pass comes at its own moment."""
    simulation = Simulation(nodes=3)
    simulation.create_deployment("web", replicas=5)
    until = simulation.now + 30
    while simulation.now < until:
        simulation.engine.advance(min(simulation.now + pace, until))
    simulation.set_image("web", "web:v2")
    until = simulation.now + 30
    while simulation.now < until:
        simulation.engine.advance(min(simulation.now + pace, until))
    whole = Simulation(nodes=3)
    whole.create_deployment("web", replicas=5)
    whole.engine.advance(whole.now + 30)
    whole.set_image("web", "web:v2")
    whole.engine.advance(whole.now + 30)
    assert [story(each) for each in simulation.journal] == [story(each) for each in whole.journal]
