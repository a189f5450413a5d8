"""Slices: a cluster comes to rest by itself, whoever runs it and however often it is
interrupted."""

from __future__ import annotations

import gc
import itertools
import weakref
from dataclasses import replace
from typing import Any

import pytest

from cluster import models
from cluster.core.objects import Object
from cluster.runtime import reconciler
from cluster.runtime.reconciler import Reconciler
from cluster.store import clusters, journal
from cluster.store.orm import edit

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def cluster() -> models.Cluster:
    made = clusters.create_cluster("test", demo=True, seed="seed")
    clusters.touch(made.id, made.created_at)
    return made


def test_a_late_hint_does_not_wake_a_sleeping_cluster():
    sleeping = clusters.create_cluster("sleeping", demo=True)
    assert not Reconciler().run(sleeping.id).has_moved
    sleeping.refresh_from_db()
    assert sleeping.asleep
    assert sleeping.revision == journal.read_after(sleeping.id, 0)[-1].last


def test_a_view_that_is_let_go_is_free_at_once_without_the_collector(cluster):
    reconciler = Reconciler()
    gc.disable()
    try:
        reconciler.run(cluster.id)
        view = weakref.ref(reconciler._engines[cluster.id].view)
        assert view() is not None
        reconciler.forget(cluster.id)
        assert view() is None
    finally:
        gc.enable()


def pods(cluster_id: str) -> list[Object]:
    with edit(cluster_id) as editing:
        return editing.list("Pod", "default")


def ready_names(cluster_id: str) -> set[str]:
    return {pod.name for pod in pods(cluster_id) if getattr(pod, "is_ready", False)}


def delete_pod(cluster_id: str, name: str) -> None:
    with edit(cluster_id) as editing:
        pod = editing.get("Pod", "default", name)
        assert pod is not None
        editing.ledger.delete(pod, "user", None)


def scale_to(cluster_id: str, replicas: int) -> None:
    with edit(cluster_id) as editing:
        web = editing.get("Deployment", "default", "web")
        assert web is not None
        spec = {**web.spec, "replicas": replicas}
        editing.ledger.update(web, {**web.manifest, "spec": spec}, "user", None)


def change_clock(cluster_id: str, sim: dict[str, Any] | None = None, **spec: Any) -> None:
    with edit(cluster_id) as editing:
        clock = editing.get("Clock", "", "clock")
        assert clock is not None
        manifest = {**clock.manifest, "spec": {**clock.spec, **spec}}
        editing.ledger.update(clock, manifest, "user", None, sim)


def revisions(cluster_id: str) -> list[int]:
    commits = journal.read_after(cluster_id, 0, limit=100_000)
    return [change.revision for commit in commits for change in commit.changes]


def test_a_new_cluster_comes_to_rest_with_three_ready_pods(cluster):
    Reconciler().run_until_quiet(cluster.id, horizon=30)
    assert len(ready_names(cluster.id)) == 3
    cluster.refresh_from_db()
    assert cluster.reconciled_revision == cluster.revision
    assert revisions(cluster.id) == list(range(1, cluster.revision + 1))


def test_a_quiet_cluster_stays_as_it_is(cluster):
    runner = Reconciler()
    runner.run_until_quiet(cluster.id, horizon=30)
    cluster.refresh_from_db()
    revision = cluster.revision
    assert not runner.run(cluster.id).has_moved
    assert not Reconciler().run(cluster.id).has_moved
    cluster.refresh_from_db()
    assert cluster.revision == revision


def test_a_deleted_pod_is_replaced(cluster):
    runner = Reconciler()
    runner.run_until_quiet(cluster.id, horizon=30)
    before = ready_names(cluster.id)
    delete_pod(cluster.id, min(before))
    runner.run_until_quiet(cluster.id, horizon=60)
    after = ready_names(cluster.id)
    assert len(after) == 3
    assert len(after - before) == 1


def test_a_new_limit_holds_for_a_cluster_in_memory(cluster):
    """No Pod comes beyond it, what is there stays, and once it is lifted the rest comes."""
    runner = Reconciler()
    runner.run_until_quiet(cluster.id, horizon=30)
    clusters.limit_pods([cluster.id], 5)
    scale_to(cluster.id, 9)
    runner.run_for(cluster.id, 30)
    assert len(pods(cluster.id)) == 5
    clusters.limit_pods([cluster.id], 2)
    runner.run_for(cluster.id, 30)
    assert len(pods(cluster.id)) == 5
    clusters.limit_pods([cluster.id], None)
    runner.run_for(cluster.id, 600)
    assert len(pods(cluster.id)) == 9


def test_workers_may_take_turns_in_any_order(cluster):
    """Two workers with views of their own and a slice of a few passes, one of them forgetful."""
    turns = itertools.cycle([Reconciler(), Reconciler()])
    wall = cluster.clock_real
    for step in range(400):
        runner = next(turns)
        if step % 7 == 0:
            runner.forget(cluster.id)
        run_slice_at(runner, cluster.id, wall + step * 0.05)
    assert len(ready_names(cluster.id)) == 3
    cluster.refresh_from_db()
    assert revisions(cluster.id) == list(range(1, cluster.revision + 1))


def run_slice_at(runner: Reconciler, cluster_id: str, wall: float) -> None:
    """One slice of at most a few passes at a chosen moment of the machine's clock."""
    calls = itertools.count()
    with edit(cluster_id, wall) as editing:
        engine = runner._engine(editing)
        reconciler.run_slice(engine, editing, lambda: next(calls) >= 0)


def test_nothing_moves_while_time_is_paused_but_steps_do(cluster):
    runner = Reconciler()
    runner.run_until_quiet(cluster.id, horizon=30)
    change_clock(cluster.id, paused=True)
    delete_pod(cluster.id, min(ready_names(cluster.id)))
    runner.run(cluster.id)
    assert len([pod for pod in pods(cluster.id) if not pod.is_deleting]) == 2
    for _ in range(4):
        change_clock(cluster.id, {"stepsWanted": 1})
        runner.run(cluster.id)
    assert len([pod for pod in pods(cluster.id) if not pod.is_deleting]) == 3
    change_clock(cluster.id, paused=False)
    runner.run_until_quiet(cluster.id, horizon=60)
    assert len(ready_names(cluster.id)) == 3


def test_each_step_is_one_write_of_one_controller(cluster):
    runner = Reconciler()
    change_clock(cluster.id, paused=True)
    runner.run(cluster.id)
    authors = []
    for _ in range(6):
        cluster.refresh_from_db()
        before = cluster.revision
        change_clock(cluster.id, {"stepsWanted": 1})
        runner.run(cluster.id)
        commits = journal.read_after(cluster.id, before)
        changes = [change for commit in commits for change in commit.changes]
        authors.append({change.by for change in changes if change.kind not in ("Clock", "Event")})
    assert all(len(by) == 1 for by in authors)


def test_a_failing_slice_throws_its_view_away_and_changes_nothing(cluster, monkeypatch):
    runner = Reconciler()
    runner.run_until_quiet(cluster.id, horizon=30)
    cluster.refresh_from_db()
    revision = cluster.revision
    delete_pod(cluster.id, min(ready_names(cluster.id)))

    def broken(*args: Any, **options: Any) -> None:
        raise RuntimeError("no space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("cluster.store.orm.write_rows", broken)
        with pytest.raises(RuntimeError):
            runner.run(cluster.id)
    assert runner.held == []
    runner.run_until_quiet(cluster.id, horizon=60)
    assert len(ready_names(cluster.id)) == 3
    cluster.refresh_from_db()
    assert cluster.revision > revision
    assert revisions(cluster.id) == list(range(1, cluster.revision + 1))


def test_the_same_seed_and_commands_tell_the_same_story():
    stories = []
    for _ in range(2):
        made = clusters.create_cluster("same", demo=True, seed="story")
        Reconciler().run_until_quiet(made.id, horizon=30)
        commits = journal.read_after(made.id, 0, limit=100_000)
        changes = [change for commit in commits for change in commit.changes]
        stories.append(
            [
                (change.type, change.kind, change.name, change.by)
                for change in changes
                if change.kind != "Event"
            ]
        )
    assert stories[0] == stories[1]


def test_a_controller_that_fails_on_one_object_does_not_stop_the_others(cluster, monkeypatch):
    def broken(key: Any, view: Any, now: float) -> Any:
        if key[0] == "Service":
            raise ValueError("never seen such a Service")
        return kept.reconcile(key, view, now)

    kept = next(each for each in reconciler.CONTROLLERS if each.name == "endpointslice-controller")
    controllers = [
        replace(kept, reconcile=broken) if each is kept else each for each in reconciler.CONTROLLERS
    ]
    monkeypatch.setattr(reconciler, "CONTROLLERS", controllers)
    Reconciler().run_until_quiet(cluster.id, horizon=20)
    assert len(ready_names(cluster.id)) == 3


def test_a_worker_leaves_a_cluster_to_the_one_who_ran_it_last(cluster):
    """Both have it in memory; the other one did the work, so this one gets no timer for it."""
    ours, other = Reconciler(), Reconciler()
    ours.run_until_quiet(cluster.id, horizon=2)
    waits = ours.run(cluster.id)
    assert waits.wake_at is not None
    delete_pod(cluster.id, min(pod.name for pod in pods(cluster.id)))
    other.run(cluster.id)
    cluster.refresh_from_db()
    while cluster.reconciled_revision != cluster.revision:  # a slice may have been cut short
        other.run(cluster.id)
        cluster.refresh_from_db()
    assert other.run(cluster.id).wake_at == cluster.wake_at is not None
    left = ours.run(cluster.id)
    assert (left.has_moved, left.is_quiet, left.wake_at) == (False, True, None)


def test_a_slice_that_was_cut_short_leaves_the_cluster_due(cluster):
    """Even when it wrote nothing: what is in the engine's queue is in no row."""
    runner = Reconciler()
    wall = cluster.clock_real
    run_slice_at(runner, cluster.id, wall)
    assert [due.cluster_id for due in clusters.due(wall)] == [cluster.id]


def test_a_cluster_that_an_api_call_woke_is_looked_at(cluster):
    """Its timers went with its sleep, and a refused call writes nothing that would start them."""
    Reconciler().run_until_quiet(cluster.id, horizon=30)
    with edit(cluster.id) as editing:
        clusters.lay_to_sleep(editing)
    with edit(cluster.id):
        pass
    assert [due.cluster_id for due in clusters.due(cluster.clock_real)] == [cluster.id]
