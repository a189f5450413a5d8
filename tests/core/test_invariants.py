"""Each invariant speaks up when its truth is broken, and only then."""

from __future__ import annotations

import pytest

from cluster.core import invariants
from cluster.core.actions import Why
from cluster.core.changes import Change
from cluster.core.controllers.deployment.notes import DESIRED, MAXIMUM
from tests.builders import START, a_deployment, a_pod, a_replica_set, a_view, strategy


def numbered(*objects):
    """The same objects, each with a revision of its own."""
    for revision, each in enumerate(objects, start=2):
        metadata = {**each.metadata, "resourceVersion": str(revision)}
        yield type(each)({**each.manifest, "metadata": metadata})


def a_small_view(*objects):
    return a_view(*numbered(*objects))


def test_good_cluster_has_nothing_to_say():
    pods = [a_pod(f"web-1-{letter}") for letter in "abc"]
    view = a_small_view(a_deployment(), a_replica_set(available=3), *pods)
    assert invariants.check(view) == []
    assert invariants.check_rest(a_small_view(lone_set(available=3), *pods)) == []


def lone_set(**more):
    return a_replica_set(owned_by=None, **more)


def broken_tally():
    view = a_small_view(a_replica_set(), a_pod())
    view.tally("uid-web-1").ready += 1
    return view


def broken_revision():
    return a_view(a_deployment())


def two_controllers():
    pod = a_pod()
    references = pod.owner_references * 2
    manifest = {**pod.manifest, "metadata": {**pod.metadata, "ownerReferences": references}}
    return a_small_view(type(pod)(manifest))


@pytest.mark.parametrize(
    ("view", "complaint"),
    [
        pytest.param(broken_tally(), "the tally of", id="tally"),
        pytest.param(broken_revision(), "given more than once", id="revision"),
        pytest.param(two_controllers(), "more than one controller", id="owners"),
        pytest.param(
            a_small_view(a_replica_set(deletionTimestamp="2033-01-01T00:00:00Z")),
            "nothing holds it",
            id="stranded",
        ),
        pytest.param(
            a_small_view(a_replica_set(size=1, ready=2, available=2)),
            "reports 1 Pods, 2 ready",
            id="counts",
        ),
    ],
)
def test_broken_truth_is_told(view, complaint):
    (told,) = invariants.check(view)
    assert complaint in told


def a_write(before, after, rule="D45"):
    return Change("MODIFIED", after, before, START, "deployment-controller", Why(rule, "because"))


def test_growth_beyond_the_ceiling_is_told():
    before, old = a_replica_set("web-2", size=3), a_replica_set("web-1", size=10)
    after = a_replica_set("web-2", size=4)
    deployment = a_deployment(replicas=10)
    view = a_view(deployment, old, after)
    (told,) = invariants.check_step([a_write(before, after)], view)
    assert "grew to 14 Pods, its ceiling is 13" in told


@pytest.mark.parametrize(
    ("rule", "noted", "is_told"),
    [
        pytest.param("Z3", "13", True, id="sized by the Deployment"),
        pytest.param("Z3", "2", False, id="sized by hand"),
        pytest.param("D45", "2", True, id="no share"),
    ],
)
def test_only_a_share_of_a_set_that_was_sized_by_hand_may_pass_the_ceiling(rule, noted, is_told):
    notes = {DESIRED: "10", MAXIMUM: noted}
    before = a_replica_set("web-2", size=3, annotations=notes)
    old = a_replica_set("web-1", size=10, annotations={DESIRED: "10", MAXIMUM: "13"})
    after = a_replica_set("web-2", size=4, annotations=notes)
    view = a_view(a_deployment(replicas=10), old, after)
    assert bool(invariants.check_step([a_write(before, after, rule)], view)) == is_told


def test_shrinking_below_the_floor_is_told():
    deployment = a_deployment(replicas=10, how=strategy(surge=3, unavailable=2))
    before = a_replica_set("web-1", size=10, available=10)
    after = a_replica_set("web-1", size=7, available=10)
    (told,) = invariants.check_step([a_write(before, after, "D48")], a_view(deployment, after))
    assert "went from 10 to 7 available Pods, its floor is 8" in told


def test_unreached_size_at_rest_is_told():
    (told,) = invariants.check_rest(a_small_view(lone_set(size=2, counted=0)))
    assert "wants 2 Pods and has 0" in told


def test_forsaken_object_at_rest_is_told():
    (told,) = invariants.check_rest(a_small_view(a_pod(owned_by="nobody")))
    assert "has lost its owners" in told
