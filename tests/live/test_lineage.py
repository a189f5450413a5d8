"""Who replaced whom, from what the journal tells, also after the old Pod is gone."""

from __future__ import annotations

from collections.abc import Iterator

from cluster.live.lineage import Lineage, lineage_of
from cluster.store.journal import Commit
from tests.lab import Lab, a_deployment, a_fault
from tests.live.painter import as_journalled


def web(replicas: int = 3) -> Lab:
    lab = Lab(nodes=3)
    lab.create(a_deployment(replicas=replicas))
    lab.run(20)
    return lab


def commits(lab: Lab) -> Iterator[Commit]:
    for change in map(as_journalled, reversed(lab.changes)):
        yield Commit(change.revision, change.revision, change.time, [change])


def lineage(lab: Lab, uid: str) -> Lineage:
    owner = next(iter(lab.view.all("ReplicaSet"))).uid
    return lineage_of(uid, owner, commits(lab))


def test_the_replacement_of_a_deleted_pod_is_told_after_it_is_gone():
    lab = web()
    old = lab.pods[1]
    before = {pod.uid for pod in lab.pods}
    lab.delete("Pod", old.name)
    lab.run(60)
    (new,) = [pod for pod in lab.pods if pod.uid not in before]
    assert lab.view.with_uid(old.uid) is None
    found = lineage(lab, new.uid)
    assert found.replaced is not None
    assert (found.replaced.name, found.replaced.node) == (old.name, old.node_name)
    back = lineage(lab, old.uid)
    assert back.replaced_by is not None
    assert (back.replaced_by.name, back.replaced_by.how) == (new.name, "took its place")
    assert back.replaced is None


def test_a_pod_evicted_from_a_dead_node_is_named_with_its_node():
    lab = web()
    lab.create(a_fault("node-2"))
    lab.run(400)
    died = next(pod for pod in lab.pods if pod.is_deleting)
    new = lineage(lab, died.uid).replaced_by
    assert new is not None
    replaced = lineage(lab, new.uid).replaced
    assert replaced is not None
    assert (replaced.name, replaced.how) == (died.name, "was evicted from node-2")


def test_first_pods_and_those_of_a_scale_up_replace_nobody():
    lab = web()
    assert all(lineage(lab, pod.uid) == Lineage(pod.uid) for pod in lab.pods)
    lab.edit_spec("Deployment", "web", replicas=1)
    lab.run(60)
    lab.edit_spec("Deployment", "web", replicas=3)
    lab.run(20)
    assert all(lineage(lab, pod.uid).replaced is None for pod in lab.pods)


def test_two_that_leave_are_replaced_in_their_order():
    lab = web(replicas=4)
    first, second, *_ = lab.pods
    before = {pod.uid for pod in lab.pods}
    lab.delete("Pod", first.name)
    lab.delete("Pod", second.name)
    lab.run(60)
    new = sorted((pod for pod in lab.pods if pod.uid not in before), key=lambda pod: pod.revision)
    found = {lineage(lab, pod.uid).replaced.name for pod in new}
    assert found == {first.name, second.name}
