"""Why a Deployment stands: the terms are the ones that the steps are decided by, and add up."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as some

from cluster.core.controllers.deployment.rolling import Terms, grow, shrink, terms_of
from cluster.core.controllers.deployment.sets import ReplicaSets
from cluster.core.controllers.deployment.standing import standing
from tests.builders import a_deployment, a_replica_set, a_template, strategy

OLD = a_template("web:v1")
NEW = a_template("web:v2")


def web(replicas: int = 10, surge: object = "25%", unavailable: object = "25%", **spec: object):
    how = strategy(surge=surge, unavailable=unavailable)
    return a_deployment(replicas=replicas, template=NEW, how=how, **spec)


def sets(old: tuple[int, int], new: tuple[int, int] | None) -> ReplicaSets:
    """Old and new set by what they ask for and how many of it are available."""
    before = a_replica_set("web-1", size=old[0], available=old[1], template=OLD)
    if new is None:
        return ReplicaSets(None, (before,))
    after = a_replica_set("web-2", size=new[0], available=new[1], template=NEW, created=1)
    return ReplicaSets(after, (before,))


@given(
    replicas=some.integers(0, 12),
    surge=some.integers(0, 5),
    unavailable=some.integers(0, 5),
    old=some.lists(some.tuples(some.integers(0, 9), some.integers(0, 9)), max_size=3),
    new=some.none() | some.tuples(some.integers(0, 14), some.integers(0, 14)),
)
def test_the_terms_say_what_the_next_step_does(replicas, surge, unavailable, old, new):
    deployment = web(replicas, surge, unavailable)
    olds = tuple(
        a_replica_set(f"web-{index}", size=size, available=available, created=index)
        for index, (size, available) in enumerate(old)
    )
    newest = None
    if new is not None:
        newest = a_replica_set("web-new", size=new[0], available=new[1], created=9, template=NEW)
    found = ReplicaSets(newest, olds)
    terms = terms_of(deployment, found)
    step = grow(deployment, found)
    grown = 0 if step is None else step.sizes["web-new"] - newest.size
    assert newest is None or grown == terms.grow
    step = shrink(deployment, found)
    left = 0 if step is None else found.total_size - found.resized(step.sizes).total_size
    assert left == terms.leave


def test_a_rollout_of_ten_at_its_floor_says_all_three_numbers():
    said = standing(web(), sets((8, 8), (5, 0)))
    assert said.is_standing
    assert said.text == (
        "web may have 13 Pods and has 13, so no new one starts. "
        "It must keep 8 available and has 8, so no old one goes. "
        "It waits for 5 new Pods to become available."
    )
    growth, departure = said.sums
    assert [(row.sign, row.words, row.value) for row in departure.terms] == [
        ("", "Pods asked for", 13),
        ("−", "floor", 8),
        ("−", "new, not available", 5),
    ]
    assert (departure.result.value, departure.tone) == (0, "wait")
    assert [row.value for row in growth.terms] == [13, 13]


@pytest.mark.parametrize(
    ("old", "new", "text"),
    [
        pytest.param(
            (10, 10), None, "may have 13 Pods and has 10, so 3 new ones start.", id="10 and 0"
        ),
        pytest.param(
            (10, 10),
            (3, 0),
            "It must keep 8 available and has 10, so 2 old ones go.",
            id="10 and 3",
        ),
        pytest.param(
            (8, 8), (3, 0), "may have 13 Pods and has 11, so 2 new ones start.", id="8 and 3"
        ),
        pytest.param(
            (8, 8),
            (5, 1),
            "It must keep 8 available and has 9, so 1 old one goes.",
            id="one became ready",
        ),
        pytest.param(
            (8, 5),
            (3, 0),
            "It must keep 8 available and has 5, so no old one goes.",
            id="below the floor",
        ),
        pytest.param(
            (0, 0),
            (10, 9),
            "It waits for 1 Pod to become available.",
            id="the last one",
        ),
    ],
)
def test_each_step_is_told_with_its_sum(old, new, text):
    assert text in standing(web(), sets(old, new)).text


def test_broken_old_pods_go_first_even_below_the_floor():
    said = standing(web(), sets((10, 5), (3, 2)))
    assert "5 old Pods do not work, so 4 of them go first." in said.text
    assert said.sums[1].result.value == 4


def test_what_is_done_says_so_and_a_paused_one_that_it_only_keeps_sizes():
    done = standing(web(), sets((0, 0), (10, 10)))
    assert done.is_standing
    assert done.text.endswith("Wanted and real agree; the loop keeps looking.")
    paused = standing(web(paused=True), sets((8, 8), (5, 0)))
    assert paused.is_standing
    assert "only keeps sizes" in paused.text
    assert paused.sums == ()


def test_recreate_has_no_floor_and_no_sum():
    deployment = a_deployment(replicas=3, template=NEW, how=strategy("Recreate"))
    assert (
        "3 old Pods stop before a new one starts" in standing(deployment, sets((3, 3), None)).text
    )
    assert "waits for 3 new Pods" in standing(deployment, sets((0, 0), (3, 0))).text


def test_a_result_below_zero_counts_as_none():
    terms = Terms(
        wanted=10,
        ceiling=13,
        floor=8,
        old_size=6,
        old_available=2,
        new_size=5,
        new_available=0,
        is_counted=True,
    )
    assert terms.room == -2
    assert terms.leave == 0
