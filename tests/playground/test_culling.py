"""Clusters that nobody looks at: the visitor's own go after 14 days, those of a class stay."""

from __future__ import annotations

from cluster.store import clusters
from cluster.store.clock import wall_time
from playground.classroom.culling import DAY_SECONDS, cull
from playground.models import Grant, Role, Token
from tests.classroom import a_class, a_learner
from tests.people import Person

FORTNIGHT = 14 * DAY_SECONDS


def test_a_cluster_goes_when_nobody_saw_it_for_a_fortnight(alice: Person, bob: Person):
    now = wall_time()
    bob.token()
    assert cull(now + FORTNIGHT - 60) == []
    clusters.touch(alice.cluster.id, now + 5 * DAY_SECONDS)
    clusters.put_idle_to_sleep(now + 6 * DAY_SECONDS)
    assert cull(now + FORTNIGHT + 60) == [bob.cluster.id]
    assert clusters.find(bob.cluster.id) is None
    assert not Grant.objects.filter(cluster_id=bob.cluster.id).exists()
    assert not Token.objects.filter(cluster_id=bob.cluster.id).exists()
    assert clusters.find(alice.cluster.id) is not None
    assert cull(now + FORTNIGHT + 5 * DAY_SECONDS + 60) == [alice.cluster.id]


def test_a_cluster_that_is_awake_is_looked_at(alice: Person):
    now = wall_time()
    clusters.touch(alice.cluster.id, now)
    assert cull(now + FORTNIGHT + 60) == []


def test_clusters_of_a_class_stay_as_long_as_the_class(transactional_db: None):
    classroom = a_class()
    seat, _ = a_learner(classroom, "Grete")
    assert cull(wall_time() + 2 * FORTNIGHT) == []
    seat.delete()
    assert cull(wall_time() + 2 * FORTNIGHT) == [seat.cluster_id]


def test_a_cluster_that_belongs_to_no_visitor_stays(transactional_db: None, charlie: Person):
    made = clusters.create_cluster("made by a command")
    Grant.objects.create(visitor=charlie.visitor.digest, cluster=made, role=Role.VIEWER)
    assert cull(wall_time() + 2 * FORTNIGHT) == []
