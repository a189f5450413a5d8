"""The ReplicaSet controller: as many live Pods as wanted, whatever happens to them."""

from __future__ import annotations

from cluster.core import conditions
from cluster.core.controllers.replicaset import pods
from cluster.core.objects import Pod, ReplicaSet
from cluster.core.view import Limits
from tests.builders import START, a_pod, a_replica_set, a_template
from tests.machine import an_engine, write


def a_lone_set(size=3, **more):
    return a_replica_set(size=size, counted=0, available=0, owned_by=None, **more)


def a_settled_engine(*objects, **more):
    engine = an_engine(*objects, **more)
    engine.advance(START + 30)
    return engine


def the_set(engine):
    return engine.view.find(ReplicaSet, "default", "web-1")


def live(engine):
    return [pod for pod in engine.view.pods_of("uid-web-1") if pod.is_active]


def scale(engine, size):
    manifest = the_set(engine).manifest
    write(engine, the_set(engine), {**manifest, "spec": {**manifest["spec"], "replicas": size}})


def relabel(engine, pod, **labels):
    metadata = {**pod.metadata, "labels": labels}
    write(engine, pod, {**pod.manifest, "metadata": metadata})


def test_missing_pods_are_created_and_counted():
    engine = a_settled_engine(a_lone_set(3))
    assert len(live(engine)) == 3
    status = the_set(engine).status
    assert status == {
        "replicas": 3,
        "fullyLabeledReplicas": 3,
        "readyReplicas": 3,
        "availableReplicas": 3,
        "terminatingReplicas": 0,
        "observedGeneration": 1,
    }


def test_new_pods_share_everything_but_their_name():
    shared = pods.pattern(a_lone_set())
    one, other = pods.new_pod(shared, "a"), pods.new_pod(shared, "b")
    assert one["spec"] is other["spec"]
    assert one["metadata"]["ownerReferences"] is other["metadata"]["ownerReferences"]
    assert [each["metadata"]["name"] for each in (one, other)] == ["a", "b"]


def test_new_pod_is_complete():
    pod = pods.new_pod(pods.pattern(a_lone_set()), "web-1-x")
    assert pod["status"] == {"phase": "Pending", "qosClass": "BestEffort"}
    assert pod["metadata"]["generateName"] == "web-1-"
    assert pod["metadata"]["ownerReferences"][0]["controller"] is True
    seconds = [each["tolerationSeconds"] for each in pod["spec"]["tolerations"]]
    assert seconds == [300, 300]
    assert pod["spec"]["serviceAccountName"] == "default"


def test_names_are_drawn_from_the_seed_and_never_twice():
    first, again = (a_settled_engine(a_lone_set(200)) for _ in range(2))
    names = [pod.name for pod in first.view.every(Pod)]
    assert names == [pod.name for pod in again.view.every(Pod)]
    assert len(set(names)) == 200


def test_deleted_pod_is_replaced_while_it_still_stops():
    engine = a_settled_engine(a_lone_set(2), stop=20)
    victim = live(engine)[0]
    engine.observe(engine.ledger.delete(victim, "user", None), is_deleted=False)
    engine.advance(engine.now + 5)
    assert len(live(engine)) == 2
    assert engine.view.count("Pod") == 3
    assert the_set(engine).status["terminatingReplicas"] == 1


def test_relabelled_pod_is_released_runs_on_and_is_replaced():
    engine = a_settled_engine(a_lone_set(2))
    gone = live(engine)[0]
    relabel(engine, gone, app="else")
    engine.advance(engine.now + 5)
    released = engine.view.find(Pod, "default", gone.name)
    assert released.controller_uid is None and released.is_active
    assert len(live(engine)) == 2


def test_matching_orphan_is_adopted_and_a_surplus_pod_deleted():
    engine = a_settled_engine(a_lone_set(2))
    orphan = a_pod("stray", owned_by=None).manifest
    engine.observe(engine.ledger.create(orphan, "user", None, None), is_deleted=False)
    engine.advance(engine.now + 5)
    assert len(live(engine)) == 2
    owners = {change.object.controller_uid for change in changes_of(engine, "stray")}
    assert owners == {None, "uid-web-1"}


def changes_of(engine, name):
    return [change for change in engine.ledger.changes if change.object.name == name]


def test_scaling_down_deletes_what_ranks_first():
    engine = a_settled_engine(a_lone_set(3))
    cheap = live(engine)[1]
    metadata = {
        **cheap.metadata,
        "annotations": {"controller.kubernetes.io/pod-deletion-cost": "-1"},
    }
    write(engine, cheap, {**cheap.manifest, "metadata": metadata})
    scale(engine, 2)
    engine.advance(engine.now + 5)
    assert cheap.name not in {pod.name for pod in live(engine)}


def test_more_than_five_hundred_come_in_two_passes():
    engine = an_engine(a_lone_set(700))
    engine.advance(START)
    created = [
        change.why.numbers["create"]
        for change in engine.ledger.changes
        if change.type == "ADDED" and isinstance(change.object, Pod)
    ]
    assert created.count(500) == 500 and created.count(200) == 200


def test_available_comes_at_the_very_moment():
    engine = an_engine(a_lone_set(1, spec={"minReadySeconds": 10}), delay=1)
    engine.advance(START + 10.9)
    assert (the_set(engine).ready, the_set(engine).available) == (1, 0)
    engine.advance(START + 11)
    assert the_set(engine).available == 1


def test_quota_is_told_in_condition_and_event_and_goes_with_the_next_success():
    engine = an_engine(a_lone_set(5), limits=Limits(pods=3))
    engine.advance(START + 10)
    assert len(live(engine)) == 3
    failed = conditions.find(the_set(engine).status["conditions"], "ReplicaFailure")
    assert failed["reason"] == "FailedCreate"
    assert "is forbidden: exceeded quota: kubeloop, requested: pods=1" in failed["message"]
    events = [each.manifest["reason"] for each in engine.view.all("Event")]
    assert "FailedCreate" in events
    scale(engine, 3)
    engine.advance(engine.now + 1)
    assert "conditions" not in the_set(engine).status


def test_set_that_is_being_deleted_only_counts():
    held = a_lone_set(3, deletionTimestamp="2033-05-18T03:33:20Z", finalizers=["example.com/x"])
    engine = a_settled_engine(held)
    assert engine.view.count("Pod") == 0
    assert the_set(engine).status["replicas"] == 0


def test_failed_pod_is_replaced_and_stays_to_be_seen():
    engine = a_settled_engine(a_lone_set(1))
    (pod,) = live(engine)
    status = {**pod.status, "phase": "Failed"}
    write(engine, pod, {**pod.manifest, "status": status})
    engine.advance(engine.now + 5)
    assert [each.phase for each in engine.view.every(Pod)] == ["Failed", "Running"]


def test_pod_gets_the_templates_annotations_and_requests_from_limits():
    template = a_template()
    template["metadata"]["annotations"] = {"note": "x"}
    template["spec"]["containers"][0]["resources"] = {"limits": {"cpu": "1", "memory": "1Gi"}}
    pod = pods.new_pod(pods.pattern(a_lone_set(template=template)), "p")
    assert pod["metadata"]["annotations"] == {"note": "x"}
    resources = pod["spec"]["containers"][0]["resources"]
    assert resources["requests"] == resources["limits"]
    assert pod["status"]["qosClass"] == "Guaranteed"
