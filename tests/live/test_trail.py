"""The trail of an object: who wrote what about it and why, folded from what controllers wrote."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from cluster.live.trail import REPORTS, Trail, TrailWrite, leaves, moved, trail_of
from cluster.store.journal import Commit
from tests.lab import Lab, a_deployment, a_fault, a_service
from tests.live.painter import as_journalled


def rollout() -> Lab:
    """Ten Pods of web:v1 move to web:v2, to the end."""
    lab = Lab(nodes=3)
    lab.create(a_service())
    lab.create(a_deployment(replicas=10))
    lab.run(20)
    template = lab.get("Deployment", "web").spec["template"]
    container = {**template["spec"]["containers"][0], "image": "web:v2"}
    pod = {**template["spec"], "containers": [container]}
    lab.edit_spec("Deployment", "web", template={**template, "spec": pod})
    lab.run(60)
    return lab


@pytest.fixture(scope="module")
def lab() -> Lab:
    return rollout()


def trail(lab: Lab, kind: str, name: str, at: int | None = None) -> Trail:
    return trail_of(lab.get(kind, name).uid, commits(lab), at)


def commits(lab: Lab) -> Iterator[Commit]:
    """The lab's story as the journal holds it, newest first, some changes to a commit."""
    changes = [as_journalled(change) for change in lab.changes]
    for end in range(len(changes), 0, -7):
        part = changes[max(0, end - 7) : end]
        yield Commit(part[0].revision, part[-1].revision, part[-1].time, part)


def decisions(found: Trail, rule: str) -> list[TrailWrite]:
    return [write for write in found.writes if write.why and write.why["rule"] == rule]


def test_a_rollout_of_ten_is_told_with_the_controllers_own_sums(lab: Lab):
    found = trail(lab, "Deployment", "web")
    (_, first) = decisions(found, "D44")[::-1]
    assert first.why is not None
    assert first.why["text"] == (
        "no ReplicaSet has this template, so one is made; "
        "may have 13 Pods, has 10, so 3 new ones start"
    )
    assert first.why["numbers"] == {"wanted": 10, "pods": 10, "grow": 3, "ceiling": 13}
    growth = decisions(found, "D45")[-1]
    assert growth.why is not None
    assert growth.why["numbers"]["ceiling"] == 13
    assert growth.why["numbers"]["pods"] + growth.why["numbers"]["grow"] <= 13
    assert growth.by == "deployment-controller"
    assert growth.rule == "Grow the new ReplicaSet up to the ceiling"
    assert growth.sum is not None
    assert [row.value for row in growth.sum.terms] == [13, growth.why["numbers"]["pods"]]
    (shrink, *_) = decisions(found, "D48")[::-1]
    assert shrink.why is not None
    assert shrink.why["text"] == "must keep 8 available, has 10, so 2 old ones go"
    sizes = [move for move in shrink.fields if move.path == ["spec", "replicas"]]
    assert [(move.before, move.after) for move in sizes] == [(10, 8)]


def test_newest_first_and_reports_do_not_drown_decisions(lab: Lab):
    found = trail(lab, "Deployment", "web")
    rules = [write.why["rule"] for write in found.writes if write.why]
    assert not any(a == b == "D53" for a, b in zip(rules, rules[1:], strict=False))
    assert sum(write.repeats for write in decisions(found, "D53")) > 0
    decided = [
        write.revision
        for write in found.writes
        if write.why is None or write.why["rule"] not in REPORTS
    ]
    assert decided == sorted(decided, reverse=True)


def test_pods_that_one_sum_created_are_one_decision(lab: Lab):
    first = min(lab.view.all("ReplicaSet"), key=lambda each: each.created)
    created = decisions(trail(lab, "ReplicaSet", first.name), "R2")
    assert [(write.kind, write.type, write.repeats) for write in created] == [("Pod", "ADDED", 9)]
    assert created[0].why is not None
    assert created[0].why["numbers"] == {"wanted": 10, "live": 0, "create": 10}


def test_every_field_names_its_last_writer_controllers_included(lab: Lab):
    pod = lab.pods[0]
    found = trail(lab, "Pod", pod.name)
    writers = {".".join(writer.path): writer.by for writer in found.writers}
    assert found.is_whole
    assert writers["spec.nodeName"] == "default-scheduler"
    assert writers["spec.containers.0.image"] == "replicaset-controller"
    assert writers["status.phase"].startswith("kubelet/node-")
    web = trail(lab, "Deployment", "web")
    writers = {".".join(writer.path): writer.by for writer in web.writers}
    assert writers["spec.template.spec.containers.0.image"] == "test"
    assert writers["status.availableReplicas"] == "deployment-controller"
    fields = {path for path, _ in leaves(lab.get("Pod", pod.name).manifest)}
    known = {tuple(writer.path) for writer in found.writers}
    assert fields - known <= {("metadata", "resourceVersion")}


def test_at_a_past_revision_what_came_later_is_not_told(lab: Lab):
    now = trail(lab, "Deployment", "web")
    middle = decisions(now, "D45")[-1]
    then = trail(lab, "Deployment", "web", at=middle.revision)
    assert then.writes[0].revision == middle.revision
    assert all(write.revision <= middle.revision for write in then.writes)
    assert trail_of("nobody", commits(lab)).writes == []


def test_a_journal_that_does_not_reach_the_birth_says_so(lab: Lab):
    newest = [next(commits(lab))]
    uid = newest[0].changes[-1].uid
    found = trail_of(uid, newest)
    assert found.writes
    assert not found.is_whole


def test_a_silent_node_is_told_with_its_seconds():
    lab = Lab(nodes=3)
    lab.create(a_deployment())
    lab.run(20)
    lab.create(a_fault("node-2"))
    lab.run(60)
    found = trail(lab, "Node", "node-2")
    (lost,) = decisions(found, "N3")
    assert lost.why is not None
    assert lost.why["numbers"]["grace"] == 50
    assert lost.why["numbers"]["silent"] >= 50


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ({"a": 1}, {"a": 2}, [(("a",), 1, 2)]),
        ({"a": {"b": 1}}, {"a": {"b": 1, "c": [5]}}, [(("a", "c", "0"), None, 5)]),
        ({"a": [1, 2]}, {"a": [1]}, [(("a", "1"), 2, None)]),
        ({"metadata": {"resourceVersion": "1"}}, {"metadata": {"resourceVersion": "2"}}, []),
    ],
    ids=["changed", "added", "removed", "revision"],
)
def test_moves(before: object, after: object, expected: object):
    assert list(moved(before, after)) == expected
