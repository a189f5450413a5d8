"""Goals by themselves: partial manifests, comparisons, what is asked of every moment, words."""

from __future__ import annotations

import json
from types import SimpleNamespace
from typing import Any

import pytest

from playground.tutorials.format.goals import read_goals
from playground.tutorials.format.located import Cursor, Source
from playground.tutorials.format.problems import Problems
from playground.tutorials.goals.comparison import ComparisonError, comparison
from playground.tutorials.goals.judging import Mark, verdict, watch
from playground.tutorials.goals.model import Goal
from playground.tutorials.goals.partial import differences, matches
from playground.tutorials.goals.scene import Scene
from playground.tutorials.prose import tree


@pytest.mark.parametrize(
    ("text", "holds", "fails", "words"),
    [
        (3, 3, 2, "3"),
        (">= 8", 8, 7, "at least 8"),
        ("< 2", 1, 2, "fewer than 2"),
        ("2..4", 4, 5, "2 to 4"),
        ("!= 0", 1, 0, "not 0"),
    ],
)
def test_a_comparison_holds_or_not_and_has_words(text: Any, holds: int, fails: int, words: str):
    found = comparison(text)
    assert found.holds(holds)
    assert not found.holds(fails)
    assert str(found) == words


@pytest.mark.parametrize("text", ["three", ">= many", "", True])
def test_what_is_no_comparison_is_refused(text: Any):
    with pytest.raises(ComparisonError):
        comparison(text)


ACTUAL = {
    "spec": {"replicas": 3, "containers": [{"name": "web", "image": "web:v1"}]},
    "status": {"conditions": [{"type": "Ready", "status": "False"}], "flag": True},
}


@pytest.mark.parametrize(
    ("partial", "message"),
    [
        ({"spec": {"replicas": 3}}, ""),
        ({"spec": {"replicas": ">= 4"}}, "spec.replicas is 3, wanted at least 4"),
        ({"spec": {"replicas": "3"}}, ""),
        ({"status": {"readyReplicas": 0}}, ""),
        ({"status": {"readyReplicas": "< 1"}}, ""),
        ({"status": {"readyReplicas": 1}}, "status.readyReplicas is not set, wanted 1"),
        ({"spec": {"paused": None}}, ""),
        ({"spec": {"replicas": None}}, "spec.replicas is 3, wanted nothing"),
        ({"spec": {"replicas": "*"}}, ""),
        ({"spec": {"containers": [{"image": "web:*"}]}}, ""),
        (
            {"spec": {"containers": [{"name": "web", "image": "web:v2"}]}},
            "spec.containers[web].image is web:v1, wanted web:v2",
        ),
        (
            {"status": {"conditions": [{"type": "Ready", "status": "True"}]}},
            "status.conditions[Ready].status is False, wanted True",
        ),
        ({"status": {"flag": 1}}, "status.flag is true, wanted 1"),
    ],
)
def test_a_partial_manifest_says_where_it_differs(partial: dict, message: str):
    assert "; ".join(map(str, differences(partial, ACTUAL))) == message
    assert matches(partial, ACTUAL) is not bool(message)


def a_pod(name: str, *, ready: bool = True, leaving: bool = False) -> dict[str, Any]:
    condition = {"type": "Ready", "status": "True" if ready else "False"}
    metadata: dict[str, Any] = {"name": name, "namespace": "default", "labels": {"app": "web"}}
    if leaving:
        metadata["deletionTimestamp"] = "2026-01-01T00:00:00Z"
    return {
        "kind": "Pod",
        "metadata": metadata,
        "spec": {"containers": [{"name": "web"}]},
        "status": {"phase": "Running", "conditions": [condition]},
    }


def a_change(kind: str, manifest: dict[str, Any], revision: int, by: str = "user") -> Any:
    name = manifest["metadata"]["name"]
    return SimpleNamespace(
        type=kind,
        kind="Pod",
        namespace="default",
        name=name,
        by=by,
        revision=revision,
        time=float(revision),
        object=json.dumps(manifest).encode(),
        before=b"",
    )


def a_scene(*pods: dict[str, Any]) -> Scene:
    scene = Scene(10)
    for pod in pods:
        scene.put("Pod", ("default", pod["metadata"]["name"]), json.dumps(pod).encode())
    return scene


def a_goal(**written: Any) -> Goal:
    problems = Problems()
    whole = {"goals": [{"say": "what the learner reads", **written}]}
    (goal,) = read_goals(Cursor(whole, (), Source("lesson.yaml", problems)), "goals")
    assert problems.found == []
    return goal


WEB = {"kind": "Pod", "metadata": {"labels": {"app": "web"}}}


def test_pods_that_shut_down_do_not_count_unless_any_is_asked():
    scene = a_scene(a_pod("a"), a_pod("b", leaving=True))
    assert verdict(a_goal(**WEB, count=1), scene, Mark(), 10).is_met
    assert verdict(a_goal(**WEB, count=2, leaving="any"), scene, Mark(), 10).is_met


def test_new_is_what_was_created_since():
    scene = a_scene(a_pod("a"))
    goal = a_goal(**WEB, new=True, ready=True, count=1)
    assert verdict(goal, scene, Mark(), 10).words == "0 of 1 new ready Pod with app=web."
    scene.apply(a_change("ADDED", a_pod("b"), 11))
    assert verdict(goal, scene, Mark(), 10).is_met
    assert not verdict(goal, scene, Mark(), 11).is_met, "since a later moment nothing is new"


def test_always_is_asked_after_every_change_and_never_forgives():
    scene = a_scene(a_pod("a"), a_pod("b"))
    goal, mark = a_goal(always={**WEB, "ready": True, "count": ">= 2"}), Mark()
    watch(goal, scene, mark, 10)
    for revision, ready in ((11, True), (12, False), (13, True)):
        change = a_change("MODIFIED", a_pod("b", ready=ready), revision)
        scene.apply(change)
        watch(goal, scene, mark, 10, change)
    found = verdict(goal, scene, mark, 10)
    assert (found.is_met, found.is_lost, found.at) == (False, True, 12.0)


def test_never_and_once_are_each_others_opposite():
    scene = a_scene(a_pod("a"))
    never, once = a_goal(never={**WEB, "count": "> 1"}), a_goal(once={**WEB, "count": "> 1"})
    marks = [Mark(), Mark()]
    for goal, mark in zip((never, once), marks, strict=True):
        watch(goal, scene, mark, 10)
    assert verdict(never, scene, marks[0], 10).is_met
    assert not verdict(once, scene, marks[1], 10).is_met
    change = a_change("ADDED", a_pod("b"), 11)
    scene.apply(change)
    for goal, mark in zip((never, once), marks, strict=True):
        watch(goal, scene, mark, 10, change)
    assert verdict(never, scene, marks[0], 10).is_lost
    assert verdict(once, scene, marks[1], 10).is_met


def test_writes_are_counted_by_who_wrote():
    scene, mark = a_scene(), Mark()
    goal = a_goal(wrote={**WEB, "by": "user", "did": "created", "count": 1})
    for revision, by in ((11, "replicaset-controller"), (12, "user:kubectl")):
        change = a_change("ADDED", a_pod(f"p{revision}"), revision, by)
        scene.apply(change)
        watch(goal, scene, mark, 10, change)
    assert verdict(goal, scene, mark, 10).is_met
    assert mark.count == 1


def test_text_becomes_a_tree_and_never_markup():
    (paragraph,) = tree("Run `kubectl` <b>now</b> [here](javascript:alert(1)).")
    assert paragraph[0] == "p"
    assert ["code", {}, "kubectl"] in paragraph
    assert "<b>" in paragraph[4], "HTML is text"
    assert all(not each[1] for each in paragraph if isinstance(each, list) and each[0] == "a")
    assert tree("```run\nkubectl get pods\n\nkubectl get rs\n```") == [
        ["run", {}, "kubectl get pods", "kubectl get rs"]
    ]
