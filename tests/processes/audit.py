"""Is anything lost? Run inside the product (`House.audit`) with its database.

For every cluster: its journal has no gap, what the journal tells from the last checkpoint on is
what the rows hold, and each change that somebody was told is done stands in it. `DEEDS` names a
file with those: cluster, revision, and the value of the annotation `bench/deed` that it wrote.
"""

from __future__ import annotations

import json
import os
from collections import defaultdict
from itertools import pairwise
from pathlib import Path

from django.db import transaction

from cluster import models
from cluster.store import checkpoints, journal
from tests.processes.house import MARK

Deed = tuple[str, int, str]


def is_gapless(row: models.Cluster) -> None:
    commits = list(
        models.Journal.objects.filter(cluster=row).order_by("last").values_list("first", "last")
    )
    for (_, last), (first, _) in pairwise(commits):
        assert first == last + 1, (row.id, first, last)
    assert not commits or commits[-1][1] == row.revision, (row.id, commits[-1], row.revision)


def is_retold(row: models.Cluster) -> None:
    """The journal's story ends where the rows are."""
    replayed = checkpoints.state_at(row.id, row.revision)
    stored = checkpoints.present(row.id).state
    assert replayed.keys() == stored.keys(), (row.id, replayed.keys() ^ stored.keys())
    for key, kept in stored.items():
        assert json.loads(bytes(kept.object)) == json.loads(bytes(replayed[key].object)), key


def is_written(deed: Deed) -> None:
    cluster_id, revision, mark = deed
    (commit,) = journal.read_after(cluster_id, revision - 1, 1)
    written = {change.revision: change for change in commit.changes}[revision]
    manifest = json.loads(bytes(written.object))
    assert manifest["metadata"]["annotations"][MARK] == mark, deed


def main() -> None:
    deeds: defaultdict[str, list[Deed]] = defaultdict(list)
    for deed in json.loads(Path(os.environ["DEEDS"]).read_text()):
        deeds[deed[0]].append(tuple(deed))
    known = list(models.Cluster.objects.values_list("id", flat=True))
    assert deeds.keys() <= set(known), "a cluster is gone"
    for cluster_id in known:
        with transaction.atomic():  # nobody writes meanwhile: old Events go at any time
            row = models.Cluster.objects.select_for_update().get(id=cluster_id)
            is_gapless(row)
            is_retold(row)
            for deed in deeds[cluster_id]:
                is_written(deed)
    print("nothing is lost")
