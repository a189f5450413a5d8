"""The control loops in words: every controller has its row, and what it sees is what is."""

from __future__ import annotations

import pytest

from cluster.core.causes.model import Scene
from cluster.core.controllers import CONTROLLERS
from cluster.core.loops import LOOPS, Seen, look_at, loop_named, loops_for
from tests.lab import Lab, a_deployment, a_fault, a_service


@pytest.fixture
def lab() -> Lab:
    lab = Lab(nodes=3)
    lab.create(a_service())
    lab.create(a_deployment(replicas=10))
    lab.run(20)
    return lab


def see(lab: Lab, controller: str, kind: str, name: str) -> Seen:
    loop = loop_named(controller)
    assert loop is not None
    return look_at(loop, lab.get(kind, name), Scene(lab.view, lab.engine.now))


def test_every_controller_has_one_row():
    assert {each.name for each in LOOPS} == {each.name for each in CONTROLLERS}
    assert len(LOOPS) == len(CONTROLLERS)
    for each in LOOPS:
        triggers = next(found.triggers for found in CONTROLLERS if found.name == each.name)
        assert each.kind in triggers or each.kind == ""
        assert each.wants.endswith(".")


def test_every_loop_looks_at_every_object_of_its_kind(lab: Lab):
    lab.create(a_fault("node-2"))
    lab.run(400)
    for loop in LOOPS:
        for kind in [loop.kind] if loop.kind else list(lab.view.kinds()):
            for found in list(lab.view.all(kind)):
                seen = look_at(loop, found, Scene(lab.view, lab.engine.now))
                assert seen.wanted


def test_the_deployment_controller_sees_sizes_and_its_sum(lab: Lab):
    template = lab.get("Deployment", "web").spec["template"]
    container = {**template["spec"]["containers"][0], "image": "web:v2"}
    pod = {**template["spec"], "containers": [container]}
    lab.edit_spec("Deployment", "web", template={**template, "spec": pod})
    lab.run(0.1)
    seen = see(lab, "deployment-controller", "Deployment", "web")
    assert [(fact.name, fact.text) for fact in seen.observed] == [
        ("all together", "13 Pods asked for, 8 available"),
        ("web:v2", "5 asked for, 0 available"),
        ("web:v1", "8 asked for, 8 available"),
    ]
    assert seen.wanted == ("10 Pods of web:v2, never fewer than 8 available, never more than 13.")
    assert [each.result.value for each in seen.sums] == [0, 0]


def test_the_replicaset_controller_counts_what_is_missing(lab: Lab):
    replica_set = next(iter(lab.view.all("ReplicaSet")))
    whole = see(lab, "replicaset-controller", "ReplicaSet", replica_set.name)
    assert whole.difference == "It has what it wants."
    lab.view.take(lab.pods[0])
    seen = see(lab, "replicaset-controller", "ReplicaSet", replica_set.name)
    assert seen.difference == "1 Pod is missing."
    assert [row.value for row in (*seen.sums[0].terms, seen.sums[0].result)] == [10, 9, 1]


def test_the_node_controller_counts_down_from_the_last_renewal(lab: Lab):
    lab.create(a_fault("node-2"))
    lab.run(30)
    seen = see(lab, "node-controller", "Node", "node-2")
    grace, silent = seen.sums[0].terms
    assert grace.value == 50
    assert 30 <= silent.value <= 40
    assert seen.sums[0].result.value == 50 - silent.value


def test_a_service_compares_its_list_with_the_pods(lab: Lab):
    assert see(lab, "endpointslice-controller", "Service", "web").difference == "The list is right."


def test_loops_for_a_kind_begin_with_the_one_that_matters_most():
    assert [each.name for each in loops_for("Deployment")][0] == "deployment-controller"
    assert loop_named("kubelet/node-2") is loop_named("kubelet")
    assert loop_named("nobody") is None
