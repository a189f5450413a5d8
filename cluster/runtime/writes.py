"""One write to a cluster from async code: on the writer thread, then hinted to everybody."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from cluster.runtime import announce
from cluster.runtime.executors import run_write
from cluster.store.orm import Editing, edit

T = TypeVar("T")


async def write(cluster_id: str, change: Callable[[Editing], T]) -> T:
    """Run `change` in one transaction of the cluster and announce it if it wrote something."""
    result, has_moved, worker = await run_write(commit, cluster_id, change)
    if has_moved:
        await announce.moved(cluster_id, worker)
    return result


def commit(cluster_id: str, change: Callable[[Editing], T]) -> tuple[T, bool, str]:
    """(what `change` gave, whether something was written, the worker that has the cluster)."""
    with edit(cluster_id) as editing:
        result = change(editing)
    has_moved = bool(editing.ledger.changes) and not editing.dry_run
    return result, has_moved, editing.row.worker
