"""The worker's sweep and housekeeping: both outlive a database that is away, from the first moment
on, and what fails in a round of the housekeeping keeps nothing else from its turn."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from channels.exceptions import StopConsumer
from channels.layers import channel_layers
from django.db import OperationalError

from cluster import models
from cluster.runtime import announce, chores, reach, worker
from cluster.runtime.executors import write_later
from cluster.runtime.reach import Reach
from cluster.runtime.worker import ClusterWorker
from cluster.store import clusters
from cluster.store.checkpoints import checkpoint_every
from tests.runtime.test_reach import UnwellLayer

pytestmark = pytest.mark.django_db(transaction=True)
SWEEP_SECONDS = 0.01


@pytest.fixture
def cluster() -> models.Cluster:
    made = clusters.create_cluster("test", demo=True, seed="seed")
    clusters.touch(made.id, made.created_at)
    return made


@pytest.fixture
async def running(monkeypatch: pytest.MonkeyPatch):
    """A worker whose layer has nobody at the other end: only the sweep finds work."""
    monkeypatch.setattr(worker, "SWEEP_SECONDS", SWEEP_SECONDS)
    monkeypatch.setattr(reach, "LIMIT_SECONDS", 0.05)
    monkeypatch.setattr(announce, "reach", Reach())
    kept = channel_layers.set("default", hanging := UnwellLayer())
    hanging.hangs = True
    made = ClusterWorker()
    yield made
    made.stop()
    channel_layers.set("default", kept)


async def until_reconciled(cluster: models.Cluster) -> None:
    async with asyncio.timeout(10):
        while True:
            await cluster.arefresh_from_db()
            if cluster.reconciled_revision > 0:
                return
            await asyncio.sleep(SWEEP_SECONDS)


async def test_the_sweep_runs_a_due_cluster_although_the_layer_hangs(
    cluster: models.Cluster, running: ClusterWorker
):
    running.start()
    await until_reconciled(cluster)


async def test_a_sweep_takes_its_own_at_once_and_what_others_leave_the_second_time():
    made = ClusterWorker()
    made.reconciler.worker = "specific.ours!1"
    due = [
        clusters.Due("mine", 7, None, "specific.ours!1"),
        clusters.Due("theirs", 7, None, "specific.theirs!1"),
        clusters.Due("nobodys", 7, None, ""),
    ]
    made.take_over(set(due))
    assert [await made.waiting.take() for _ in range(len(made.waiting))] == ["mine"]
    moved = clusters.Due("theirs", 8, None, "specific.theirs!1")
    made.take_over({moved, due[2]})
    assert [await made.waiting.take() for _ in range(len(made.waiting))] == ["nobodys"]
    made.take_over({moved})
    assert [await made.waiting.take() for _ in range(len(made.waiting))] == ["theirs"]


async def test_a_worker_that_starts_while_the_database_is_away_sweeps_when_it_is_back(
    cluster: models.Cluster, running: ClusterWorker, monkeypatch: pytest.MonkeyPatch
):
    calls = []
    skip = clusters.skip_downtime

    def away_at_first(wall: float) -> Any:
        calls.append(wall)
        if len(calls) < 3:
            raise OperationalError("the database system is starting up")
        return skip(wall)

    monkeypatch.setattr(clusters, "skip_downtime", away_at_first)
    running.start()
    await until_reconciled(cluster)
    assert len(calls) == 3
    assert not any(task.done() for task in running.tasks)


async def test_a_first_sweep_without_a_database_does_not_end_the_worker(
    cluster: models.Cluster, running: ClusterWorker, monkeypatch: pytest.MonkeyPatch
):
    def away(wall: float) -> Any:
        raise OperationalError("no")

    with monkeypatch.context() as patch:
        patch.setattr(clusters, "due", away)
        await running.dispatch({"type": "cluster.sweep"})
    await until_reconciled(cluster)


async def test_a_worker_that_leaves_lets_others_have_its_clusters(cluster: models.Cluster):
    made = ClusterWorker()
    made.reconciler.worker = "specific.ours!1"
    made.start()
    await made.dispatch({"type": "cluster.moved", "clusters": [cluster.id]})
    await until_reconciled(cluster)
    assert cluster.worker == "specific.ours!1"
    with pytest.raises(StopConsumer):
        await made.dispatch({"type": "worker.leave"})
    await cluster.arefresh_from_db()
    assert cluster.worker == ""
    hint = await channel_layers["default"].receive(announce.WORKER_CHANNEL)
    assert hint == {"type": "cluster.sweep"}


async def test_the_sweep_goes_on_while_house_is_kept(
    cluster: models.Cluster, running: ClusterWorker, monkeypatch: pytest.MonkeyPatch
):
    """Many journals take longer than a dead worker's clusters may wait."""
    keeping, may_end = asyncio.Event(), asyncio.Event()

    async def keep_house() -> None:
        keeping.set()
        await may_end.wait()

    monkeypatch.setattr(worker, "HOUSEKEEPING_SECONDS", 0.0)
    monkeypatch.setattr(running, "keep_house", keep_house)
    running.start()
    await keeping.wait()
    await until_reconciled(cluster)
    assert not may_end.is_set()


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What the housekeeping logs."""
    lines: list[str] = []

    def note(text: str, *values: Any, **_: Any) -> None:
        lines.append(text % values)

    monkeypatch.setattr(chores.logger, "warning", note)
    monkeypatch.setattr(chores.logger, "error", note)
    return lines


async def test_a_journal_that_cannot_be_kept_keeps_no_other_chore_from_its_turn(
    cluster: models.Cluster, monkeypatch: pytest.MonkeyPatch, told: list[str]
):
    other = await write_later(clusters.create_cluster, "other")
    await write_later(clusters.touch, other.id, other.created_at)
    made = ClusterWorker()
    for each in (cluster.id, other.id):
        await write_later(made.reconciler.run, each)
    keep, kept = clusters.keep_journal, []

    def fail_for_the_first(cluster_id: str, *rest: Any) -> None:
        if cluster_id == cluster.id:
            raise OperationalError("disk I/O error")
        keep(cluster_id, *rest)
        kept.append(cluster_id)

    monkeypatch.setattr(clusters, "keep_journal", fail_for_the_first)
    monkeypatch.setattr(worker, "wall_time", lambda: cluster.created_at + 1_000_000)
    await made.keep_house()
    assert kept == [other.id]
    await cluster.arefresh_from_db()
    await other.arefresh_from_db()
    assert cluster.asleep
    assert other.asleep
    assert made.reconciler.held == []
    assert told == ["housekeeping: 1 of 4 chores failed: disk I/O error"]


async def test_a_database_that_is_away_is_told_once_a_round_and_the_next_round_comes(
    cluster: models.Cluster, running: ClusterWorker, monkeypatch: pytest.MonkeyPatch, told: Any
):
    await write_later(running.reconciler.run, cluster.id)
    rounds: list[int] = []

    def away(*_: Any) -> Any:
        raise OperationalError("no connection")

    async def keep_house() -> None:
        await ClusterWorker.keep_house(running)
        rounds.append(len(told))
        if len(rounds) == 2:
            enough.set()

    enough = asyncio.Event()
    monkeypatch.setattr(worker, "HOUSEKEEPING_SECONDS", 0.0)
    monkeypatch.setattr(clusters, "keep_journal", away)
    monkeypatch.setattr(clusters, "put_idle_to_sleep", away)
    monkeypatch.setattr(running, "keep_house", keep_house)
    running.start()
    async with asyncio.timeout(10):
        await enough.wait()
    assert rounds == [1, 2]
    assert set(told) == {"housekeeping: 2 of 3 chores failed: no connection"}


async def test_a_chore_that_fails_by_our_own_fault_ends_neither_the_round_nor_the_worker(
    running: ClusterWorker, monkeypatch: pytest.MonkeyPatch, told: list[str]
):
    def broken(_: float) -> int:
        raise ValueError("not a number")

    slept = []
    monkeypatch.setattr(running.reconciler, "forget_unused", broken)
    monkeypatch.setattr(clusters, "put_idle_to_sleep", lambda wall: slept.append(wall) or [])
    await running.keep_house()
    assert len(slept) == 1
    assert told == ["housekeeping: 1 of 2 chores failed: not a number"]


async def test_moves_are_counted_until_the_clusters_own_number_whatever_rounds_come_between(
    cluster: models.Cluster, monkeypatch: pytest.MonkeyPatch
):
    made = ClusterWorker()
    await write_later(made.reconciler.run, cluster.id)
    kept: list[int] = []
    counted = 0

    async def keep_journal(cluster_id: str) -> None:
        kept.append(counted)

    monkeypatch.setattr(made, "keep_journal", keep_journal)
    every = checkpoint_every(cluster.id)
    for _ in range(2 * every):
        counted += 1
        made.count_move(cluster.id)
        await announce.all_sent()
        if counted % 50 == 0:
            made.chores()
    assert kept == [every, 2 * every]


async def test_moves_are_counted_from_a_checkpoint_of_the_housekeeping_on(cluster: models.Cluster):
    made = ClusterWorker()
    await write_later(made.reconciler.run, cluster.id)
    made.count_move(cluster.id)
    made.count_move("one that is held no more")
    await made.keep_journal(cluster.id)
    assert made.moves[cluster.id] == 0
    made.count_move(cluster.id)
    await made.keep_journal(cluster.id)
    made.chores()
    assert dict(made.moves) == {cluster.id: 1}
