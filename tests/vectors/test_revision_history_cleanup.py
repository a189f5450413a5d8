"""Which old sets the history clean-up deletes."""

from __future__ import annotations

from cluster.core.controllers.deployment.history import to_delete
from tests.vectors.sets import old_sets


def test_revision_history_cleanup(case):
    given = case["given"]
    gone = [each.name for each in to_delete(old_sets(given["old"]), given["limit"])]
    assert sorted(gone) == sorted(case["expect"]["deleted"])
