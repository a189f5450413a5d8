"""The whole product's housekeeping: the machine's chores and those of classes and shares, each of
which has its turn although another one fails."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import OperationalError

from cluster.runtime import chores
from cluster.store import clusters
from playground.classroom import housekeeping
from playground.classroom.housekeeping import ClassKeepingWorker

pytestmark = pytest.mark.django_db(transaction=True)


async def test_classes_that_cannot_be_forgotten_keep_nothing_else_from_its_turn(
    monkeypatch: pytest.MonkeyPatch,
):
    done: list[str] = []
    told: list[str] = []

    def away() -> int:
        raise OperationalError("database is locked")

    def noting(name: str) -> Any:
        return lambda *_: done.append(name) or []

    monkeypatch.setattr(housekeeping, "forget_old_classes", away)
    monkeypatch.setattr(housekeeping.culling, "cull", noting("shares"))
    for module, name in (
        (clusters, "put_idle_to_sleep"),
        (housekeeping, "forget_old"),
        (housekeeping, "cull"),
        (housekeeping, "forget_unseen"),
    ):
        monkeypatch.setattr(module, name, noting(name))
    monkeypatch.setattr(chores.logger, "warning", lambda text, *values: told.append(text % values))
    await ClassKeepingWorker().keep_house()
    assert done == ["put_idle_to_sleep", "forget_old", "cull", "shares", "forget_unseen"]
    assert told == ["housekeeping: 1 of 7 chores failed: database is locked"]


async def test_a_cluster_that_is_removed_leaves_the_workers_memory(monkeypatch: pytest.MonkeyPatch):
    worker = ClassKeepingWorker()
    left: list[str] = []
    monkeypatch.setattr(housekeeping, "cull", lambda wall: ["one", "two"])
    monkeypatch.setattr(worker.reconciler, "forget", left.append)
    await worker.keep_house()
    assert left == ["one", "two"]
