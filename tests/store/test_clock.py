"""The cluster's clock: speed, standing still, sleep, and the machine's own stops."""

from __future__ import annotations

import pytest

from cluster import models
from cluster.store import clusters
from cluster.store.clock import ClockReading
from cluster.store.orm import clock_of, edit


def test_the_clock_runs_at_its_speed():
    clock = ClockReading(virtual=1000, real=50, speed=10)
    assert clock.now(53) == 1030
    assert clock.wall_at(1100) == 60


def test_a_paused_clock_stands():
    clock = ClockReading(virtual=1000, real=50, speed=10, paused=True)
    assert clock.now(99) == 1000
    assert clock.wall_at(1100) is None


def test_a_machine_clock_set_back_does_not_turn_time_back():
    assert ClockReading(virtual=1000, real=50).now(40) == 1000


def an_awake_cluster() -> models.Cluster:
    made = clusters.create_cluster("test")
    clusters.touch(made.id, made.created_at)
    made.refresh_from_db()
    return made


@pytest.mark.django_db(transaction=True)
def test_a_new_cluster_sleeps_until_somebody_comes():
    made = clusters.create_cluster("test")
    assert made.asleep
    assert clusters.due(made.created_at + 5) == []
    clusters.touch(made.id, made.created_at + 100)
    assert [due.cluster_id for due in clusters.due(made.created_at + 100)] == [made.id]
    assert clock_of(made.id).now(made.created_at + 101) == pytest.approx(made.created_at + 1)


@pytest.mark.django_db(transaction=True)
def test_a_users_clock_write_moves_the_rows_clock():
    cluster = an_awake_cluster()
    wall = cluster.clock_real
    with edit(cluster.id, wall + 10) as editing:
        clock = editing.get("Clock", "", "clock")
        assert clock is not None
        manifest = {**clock.manifest, "spec": {"speed": 20, "paused": False}}
        editing.ledger.update(clock, manifest, "user", None)
    reading = clock_of(cluster.id)
    assert reading.now(wall + 10) == pytest.approx(cluster.clock_virtual + 10)
    assert reading.now(wall + 11) == pytest.approx(cluster.clock_virtual + 30)


@pytest.mark.django_db(transaction=True)
def test_time_stands_still_while_a_cluster_sleeps():
    cluster = an_awake_cluster()
    wall = cluster.touched_at
    assert clusters.put_idle_to_sleep(wall + clusters.idle_seconds() - 1) == []
    assert clusters.put_idle_to_sleep(wall + clusters.idle_seconds() + 1) == [cluster.id]
    slept_at = clock_of(cluster.id).now(wall + 5000)
    assert clock_of(cluster.id).now(wall + 90_000) == slept_at
    assert clusters.due(wall + 90_000) == []
    assert clusters.touch(cluster.id, wall + 90_000)
    assert clock_of(cluster.id).now(wall + 90_002) == pytest.approx(slept_at + 2)
    assert [due.cluster_id for due in clusters.due(wall + 90_000)] == [cluster.id]


@pytest.mark.django_db(transaction=True)
def test_a_long_stop_of_the_server_is_not_run_through():
    cluster = an_awake_cluster()
    wall = cluster.clock_real
    models.Cluster.objects.filter(id=cluster.id).update(wake_at=wall + 10)
    assert clusters.skip_downtime(wall + 30) == 0
    assert clusters.skip_downtime(wall + 7200) == 1
    assert clock_of(cluster.id).now(wall + 7200) == pytest.approx(cluster.clock_virtual + 10)
