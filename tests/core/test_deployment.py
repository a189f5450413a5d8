"""The Deployment controller beside the plain rollout: pauses, sizes, revisions, names, refusals."""

from __future__ import annotations

from itertools import groupby

from cluster.core import conditions
from cluster.core.controllers.deployment import notes, rolling, template
from cluster.core.controllers.deployment.sets import ReplicaSets
from cluster.core.controllers.deployment.undo import undo
from cluster.core.objects import Deployment, ReplicaSet
from cluster.core.view import Limits
from tests.builders import START, a_deployment, a_replica_set, a_template, strategy
from tests.machine import an_engine, edit, find, sizes_of, trace_of, write


def a_settled_engine(*objects, **more):
    engine = an_engine(*objects, **more)
    engine.advance(START + 60)
    return engine


def sizes(engine):
    return list(sizes_of(engine).values())


def settle(engine, seconds=60):
    engine.advance(engine.now + seconds)


def progressing(engine):
    return conditions.find(find(engine).status["conditions"], "Progressing")


def reasons(engine):
    """The reasons of Progressing in the order in which they were written."""
    statuses = [
        change.object.status
        for change in engine.ledger.changes
        if isinstance(change.object, Deployment)
    ]
    found = [conditions.find(each["conditions"], "Progressing")["reason"] for each in statuses]
    return [reason for reason, _ in groupby(found)]


def messages(engine, reason="ScalingReplicaSet"):
    return [
        event.manifest["message"]
        for event in engine.view.all("Event")
        if event.manifest["reason"] == reason
    ]


def test_size_change_and_template_change_are_two_steps():
    engine = a_settled_engine(a_deployment(replicas=4))
    start = sizes_of(engine)
    engine.open_ledger()
    edit(engine, replicas=8, template=a_template("web:v2"))
    settle(engine)
    assert trace_of(engine, start)[:3] == [[4], [8], [8, 2]]
    assert sizes(engine) == [0, 8]


def test_stuck_rollout_is_scaled_in_proportion():
    how = strategy(surge=3, unavailable=2)
    engine = a_settled_engine(a_deployment(replicas=10, how=how))
    edit(engine, template=a_template("web:bad"))
    settle(engine)
    assert sizes(engine) == [8, 5]
    edit(engine, replicas=15)
    settle(engine)
    assert sizes(engine) == [11, 7]
    edit(engine, replicas=5)
    settle(engine)
    assert sizes(engine) == [3, 5]


def test_paused_deployment_does_not_roll_but_scales():
    engine = a_settled_engine(a_deployment(replicas=4))
    edit(engine, paused=True)
    settle(engine)
    assert progressing(engine)["reason"] == "DeploymentPaused"
    edit(engine, template=a_template("web:v2"), replicas=6)
    settle(engine)
    assert sizes(engine) == [6]
    assert "updatedReplicas" not in find(engine).status
    engine.open_ledger()
    edit(engine, paused=False)
    settle(engine)
    assert sizes(engine) == [0, 6]
    assert reasons(engine) == [
        "DeploymentPaused",
        "DeploymentResumed",
        "NewReplicaSetCreated",
        "ReplicaSetUpdated",
        "NewReplicaSetAvailable",
    ]


def test_deployment_created_paused_has_no_set_and_no_revision():
    engine = a_settled_engine(a_deployment(paused=True))
    assert sizes(engine) == []
    assert notes.REVISION not in find(engine).annotations
    assert "unavailableReplicas" not in find(engine).status


def test_scaled_to_zero_is_available():
    engine = a_settled_engine(a_deployment(replicas=0))
    assert sizes(engine) == [0]
    available = conditions.find(find(engine).status["conditions"], "Available")
    assert available["status"] == "True"
    assert find(engine).status["terminatingReplicas"] == 0
    assert messages(engine) == []


def test_first_scale_event_reads_from_zero():
    engine = a_settled_engine(a_deployment(replicas=3))
    (one,) = engine.view.every(ReplicaSet)
    assert messages(engine) == [f"Scaled up replica set {one.name} from 0 to 3"]


def test_taken_name_is_a_collision_and_gets_another_hash():
    deployment = a_deployment()
    hashed = template.hash_text(deployment, None)
    stranger = a_replica_set(f"web-{hashed}", owned_by="somebody", size=0, template=a_template("x"))
    engine = a_settled_engine(deployment, stranger)
    assert find(engine).status["collisionCount"] == 1
    own = [each for each in engine.view.every(ReplicaSet) if each.controller_uid == deployment.uid]
    assert [each.size for each in own] == [3]
    assert own[0].name == f"web-{template.hash_text(deployment, 1)}"


def test_min_ready_seconds_go_to_the_new_set_only():
    engine = a_settled_engine(a_deployment(replicas=2))
    edit(engine, template=a_template("web:v2"))
    settle(engine)
    edit(engine, minReadySeconds=5)
    settle(engine)
    assert [each.min_ready_seconds for each in engine.view.every(ReplicaSet)] == [0, 5]


def test_change_cause_is_copied_to_the_set():
    engine = a_settled_engine(a_deployment(annotations={"kubernetes.io/change-cause": "first"}))
    (one,) = engine.view.every(ReplicaSet)
    assert one.annotations["kubernetes.io/change-cause"] == "first"
    assert one.annotations[notes.DESIRED] == "3" and one.annotations[notes.MAXIMUM] == "4"


def test_status_writes_leave_the_generation_alone():
    engine = a_settled_engine(a_deployment(replicas=3))
    assert find(engine).generation == 1
    assert find(engine).status["observedGeneration"] == 1


def test_deleted_current_set_comes_back_under_its_name():
    engine = a_settled_engine(a_deployment(replicas=2))
    (one,) = engine.view.every(ReplicaSet)
    engine.ledger.delete(one, "user", None)
    engine.observe(engine.ledger.changes[-1].object, is_deleted=True)
    settle(engine)
    (again,) = engine.view.every(ReplicaSet)
    assert again.name == one.name and again.uid != one.uid
    assert again.annotations[notes.REVISION] == "1"


def test_manual_resize_of_a_set_is_put_right():
    engine = a_settled_engine(a_deployment(replicas=3))
    (one,) = engine.view.every(ReplicaSet)
    write(engine, one, {**one.manifest, "spec": {**one.spec, "replicas": 7}})
    settle(engine)
    assert sizes(engine) == [3]


def test_set_that_no_longer_fits_is_released():
    engine = a_settled_engine(a_deployment(replicas=1))
    (one,) = engine.view.every(ReplicaSet)
    metadata = {**one.metadata, "labels": {"app": "else"}}
    write(engine, one, {**one.manifest, "metadata": metadata})
    engine.advance(engine.now)
    released = engine.view.get(one.key)
    assert released.controller_uid is None


def test_undo_replaces_template_and_annotations_only():
    engine = a_settled_engine(
        a_deployment(replicas=2, annotations={"kubernetes.io/change-cause": "one"})
    )
    manifest = find(engine).manifest
    annotations = {**find(engine).annotations, "kubernetes.io/change-cause": "two"}
    write(
        engine,
        find(engine),
        {
            **manifest,
            "metadata": {**manifest["metadata"], "annotations": annotations},
            "spec": {**manifest["spec"], "template": a_template("web:v2"), "replicas": 3},
        },
    )
    settle(engine)
    undone = undo(find(engine), list(engine.view.every(ReplicaSet)))
    assert [each["path"] for each in undone.patch] == ["/spec/template", "/metadata/annotations"]
    assert undone.manifest["spec"]["replicas"] == 3
    assert undone.manifest["spec"]["template"]["metadata"]["labels"] == {"app": "web"}
    noted = undone.manifest["metadata"]["annotations"]
    assert noted["kubernetes.io/change-cause"] == "one"
    assert noted[notes.REVISION] == "2"


def test_undo_to_the_running_revision_is_skipped():
    engine = a_settled_engine(a_deployment(replicas=1))
    undone = undo(find(engine), list(engine.view.every(ReplicaSet)), 1)
    assert undone.patch == ()
    assert undone.message == "skipped rollback (current template already matches revision 1)"


def test_full_cluster_refuses_another_set():
    engine = an_engine(a_deployment(replicas=1), limits=Limits(objects=2))
    engine.advance(START)
    assert sizes(engine) == []
    condition = progressing(engine)
    assert (condition["status"], condition["reason"]) == ("False", "ReplicaSetCreateError")
    assert messages(engine, "ReplicaSetCreateError") == [condition["message"]]


def test_nothing_is_shrunk_while_a_set_reports_more_than_it_wants():
    deployment = a_deployment(replicas=10, how=strategy(surge="100%", unavailable=0))
    new = a_replica_set("web-2", size=10, available=2)
    stale = a_replica_set("web-1", size=9, available=10, template=a_template("old"))
    counted = a_replica_set("web-1", size=9, available=9, template=a_template("old"))
    assert rolling.shrink(deployment, ReplicaSets(new, (stale,))) is None
    assert rolling.shrink(deployment, ReplicaSets(new, (counted,))).sizes == {"web-1": 8}


def test_every_write_says_why_with_the_numbers_of_the_sum():
    engine = a_settled_engine(a_deployment(replicas=10))
    edit(engine, template=a_template("web:v2"))
    settle(engine)
    grown = [
        change.why
        for change in engine.ledger.changes
        if change.why is not None and change.why.rule == "D45"
    ]
    assert grown[0].text == "may have 13 Pods, has 11, so 2 new ones start"
    assert grown[0].numbers == {"ceiling": 13, "surge": 3, "pods": 11, "grow": 2}
    nameless = [
        change
        for change in engine.ledger.changes
        if change.by in ("deployment-controller", "replicaset-controller")
        and change.why is None
        and change.object.kind != "Event"
    ]
    assert nameless == []
