"""Whole rollouts through the engine: the sizes step by step, as learners see them."""

from __future__ import annotations

from cluster.core.objects import ReplicaSet
from tests.builders import START, a_deployment, a_template, strategy
from tests.machine import an_engine, edit, find, sizes_of, trace_of


def sizes(engine):
    return [each.size for each in engine.view.every(ReplicaSet)]


def rolled_out(engine, until=100.0):
    assert engine.advance(START + until)
    return engine


def test_ten_replicas_roll_in_the_steps_of_the_textbook():
    engine = rolled_out(an_engine(a_deployment(replicas=10)))
    start = sizes_of(engine)
    engine.open_ledger()
    edit(engine, template=a_template("web:v2"))
    engine.advance(engine.now + 100)
    steps = [[10], [10, 3], [8, 3], [8, 5], [3, 5], [3, 10], [0, 10]]
    assert trace_of(engine, start) == steps


def test_finished_rollout_is_complete_and_says_so():
    engine = rolled_out(an_engine(a_deployment(replicas=4)))
    edit(engine, template=a_template("web:v2"))
    engine.advance(engine.now + 100)
    status = find(engine).status
    assert status["replicas"] == status["updatedReplicas"] == status["availableReplicas"] == 4
    reasons = [condition["reason"] for condition in status["conditions"]]
    assert reasons == ["MinimumReplicasAvailable", "NewReplicaSetAvailable"]
    assert find(engine).annotations["deployment.kubernetes.io/revision"] == "2"


def test_broken_image_stops_after_surge_and_unavailable_and_times_out():
    engine = rolled_out(an_engine(a_deployment(replicas=10)))
    edit(engine, template=a_template("web:bad"))
    engine.advance(engine.now + 500)
    assert sizes(engine) == [8, 5]
    progressing = find(engine).status["conditions"][-1]
    assert progressing["reason"] == "ReplicaSetUpdated"
    engine.advance(engine.now + 200)
    assert sizes(engine) == [8, 5]
    progressing = find(engine).status["conditions"][-1]
    assert (progressing["status"], progressing["reason"]) == ("False", "ProgressDeadlineExceeded")


def test_recreate_waits_for_the_last_old_pod():
    engine = rolled_out(an_engine(a_deployment(replicas=3, how=strategy("Recreate")), stop=20))
    edit(engine, template=a_template("web:v2"))
    engine.advance(engine.now + 19)
    assert sizes(engine) == [0]
    engine.advance(engine.now + 10)
    assert sizes(engine) == [0, 3]


def test_at_rest_one_more_pass_plans_nothing():
    engine = rolled_out(an_engine(a_deployment(replicas=5)))
    engine.look_at_everything()
    revision = engine.ledger.revision
    engine.advance(engine.now)
    assert engine.ledger.revision == revision
