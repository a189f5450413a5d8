"""Deletion level by level, in the foreground, and with orphans."""

from __future__ import annotations

from cluster.core.controllers import garbage_collector
from cluster.core.controllers.deployment import notes
from cluster.core.objects import Deployment, Pod, ReplicaSet
from tests.builders import START, a_deployment, a_pod
from tests.machine import an_engine, find, sizes_of, write


def a_running_engine(*objects, stop=0.5):
    engine = an_engine(*objects, stop=stop, more=(garbage_collector.CONTROLLER,))
    engine.advance(START + 30)
    return engine


def delete(engine, target, propagation="Background"):
    left = engine.ledger.delete(target, "user", None, propagation=propagation)
    engine.observe(engine.ledger.changes[-1].object, is_deleted=left is None)


def counts(engine):
    return [engine.view.count(kind) for kind in ("Deployment", "ReplicaSet", "Pod")]


def test_background_deletion_goes_level_by_level():
    engine = a_running_engine(a_deployment(replicas=3), stop=10)
    delete(engine, find(engine))
    assert counts(engine) == [0, 1, 3]
    engine.advance(engine.now + 1)
    assert counts(engine) == [0, 0, 3]
    assert all(pod.is_deleting for pod in engine.view.every(Pod))
    engine.advance(engine.now + 10)
    assert counts(engine) == [0, 0, 0]


def test_foreground_deletion_keeps_the_owner_until_its_pods_are_gone():
    engine = a_running_engine(a_deployment(replicas=3), stop=10)
    delete(engine, find(engine), "Foreground")
    engine.advance(engine.now + 9)
    assert counts(engine) == [1, 1, 3]
    assert sizes_of(engine) and all(each.is_deleting for each in engine.view.every(ReplicaSet))
    engine.advance(engine.now + 2)
    assert counts(engine) == [0, 0, 0]


def test_orphans_stay_and_are_adopted_by_the_next_owner():
    engine = a_running_engine(a_deployment(replicas=3))
    pods = {pod.uid for pod in engine.view.every(Pod)}
    delete(engine, find(engine), "Orphan")
    engine.advance(engine.now + 10)
    assert counts(engine) == [0, 1, 3]
    (orphan,) = engine.view.every(ReplicaSet)
    assert orphan.controller_uid is None

    again = a_deployment(replicas=3).manifest
    engine.observe(engine.ledger.create(again, "user", None, None), is_deleted=False)
    engine.advance(engine.now + 10)
    (adopted,) = engine.view.every(ReplicaSet)
    assert adopted.controller_uid == engine.view.find(Deployment, "default", "web").uid
    assert {pod.uid for pod in engine.view.every(Pod)} == pods
    assert find(engine).annotations[notes.REVISION] == "1"


def test_pod_of_an_unknown_owner_is_collected():
    engine = a_running_engine(a_pod(owned_by="nobody"))
    assert counts(engine)[2] == 0


def test_dead_reference_beside_a_living_owner_is_taken_out():
    engine = a_running_engine(a_deployment(replicas=1))
    (pod,) = engine.view.every(Pod)
    dead = {"apiVersion": "v1", "kind": "ConfigMap", "name": "gone", "uid": "dead"}
    metadata = {**pod.metadata, "ownerReferences": [*pod.owner_references, dead]}
    write(engine, pod, {**pod.manifest, "metadata": metadata})
    engine.advance(engine.now + 1)
    (pod,) = engine.view.every(Pod)
    assert [each["kind"] for each in pod.owner_references] == ["ReplicaSet"]


def test_ordinary_changes_wake_nobody():
    before = a_pod()
    after = Pod({**before.manifest, "status": {"phase": "Failed"}})
    engine = an_engine(a_deployment())
    assert list(garbage_collector.affected(before, after, engine.view)) == []
