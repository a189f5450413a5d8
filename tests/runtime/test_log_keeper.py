"""The write-ahead log comes into the file beside the writers, who never wait for the disk."""

from __future__ import annotations

import asyncio
import sqlite3
import threading
from contextlib import closing

import pytest
from django.db import connection

from cluster import models
from cluster.runtime import log_keeper
from cluster.runtime.log_keeper import keep_log_for_ever
from cluster.store import write_ahead
from cluster.store.clusters import create_cluster
from cluster.store.orm import edit
from playground.environment import SQLITE_LOG_PAGES

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif("not connection.vendor == 'sqlite'", reason="SQLite's log"),
]
PAGE_BYTES = 4096
SQLITE_OWN_LOG_PAGES = 1000


@pytest.fixture
def cluster() -> models.Cluster:
    write_ahead.copy_log()
    return create_cluster("test", seed="seed")


def write_pages(cluster: models.Cluster, pages: int) -> None:
    """One object of so many pages, as incompressible as they come."""
    text = "".join(chr(33 + (n * n + n // 7) % 90) for n in range(pages * PAGE_BYTES))
    metadata = {"name": "long", "namespace": "default"}
    with edit(cluster.id) as editing:
        manifest = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": metadata}
        editing.ledger.create({**manifest, "data": {"text": text}}, "user", None, None)


def is_in_the_file(cluster: models.Cluster) -> bool:
    """Whether somebody who cannot see the log finds the object."""
    path = connection.settings_dict["NAME"]
    with closing(sqlite3.connect(f"file:{path}?immutable=1", uri=True)) as file:
        sql = "SELECT count(*) FROM cluster_resource WHERE cluster_id = ? AND name = 'long'"
        return file.execute(sql, [cluster.id]).fetchone() == (1,)


def test_a_commit_leaves_its_pages_in_the_log_and_does_not_wait_for_the_file(cluster):
    write_pages(cluster, SQLITE_OWN_LOG_PAGES + 200)
    assert not is_in_the_file(cluster)
    assert write_ahead.copy_log() > SQLITE_OWN_LOG_PAGES
    assert is_in_the_file(cluster)


def test_a_very_long_log_is_copied_by_the_commit_itself(cluster):
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_autocheckpoint")
        assert cursor.fetchone() == (SQLITE_LOG_PAGES,)
        cursor.execute("PRAGMA wal_autocheckpoint=100")
        write_pages(cluster, 200)
        cursor.execute(f"PRAGMA wal_autocheckpoint={SQLITE_LOG_PAGES}")
    assert is_in_the_file(cluster)


async def test_the_keeper_copies_on_a_thread_of_its_own(cluster, monkeypatch):
    loop, copied = asyncio.get_running_loop(), asyncio.Event()
    copying: set[str] = set()

    def copy_log() -> int:
        copying.add(threading.current_thread().name)
        pages = write_ahead_copy()
        loop.call_soon_threadsafe(copied.set)
        return pages

    write_ahead_copy = write_ahead.copy_log
    monkeypatch.setattr(write_ahead, "copy_log", copy_log)
    monkeypatch.setattr(log_keeper, "COPY_SECONDS", 0.01)
    await asyncio.to_thread(write_pages, cluster, 20)
    keeping = asyncio.ensure_future(keep_log_for_ever())
    async with asyncio.timeout(10):
        await copied.wait()
    keeping.cancel()
    assert await asyncio.to_thread(is_in_the_file, cluster)
    assert all(name.startswith("kubeloop-log") for name in copying)
