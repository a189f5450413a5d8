"""Dropping Pods of old sets that are not available."""

from __future__ import annotations

from cluster.core.controllers.deployment.rolling import drop_unhealthy
from tests.vectors.sets import old_sets, sizes_after


def test_cleanup_unhealthy(case):
    old = old_sets(case["given"]["old"])
    sizes = sizes_after(old, drop_unhealthy(old, limit=case["given"]["limit"]))
    assert sizes == case["expect"]["old_sizes"]
    assert sum(each.size for each in old) - sum(sizes.values()) == case["expect"]["dropped"]
