"""Dropping Pods of old sets while enough stay available."""

from __future__ import annotations

from cluster.core.controllers.deployment.rolling import drop_healthy
from cluster.core.intstr import min_available
from tests.vectors.sets import deployment_of, sets_of, sizes_after


def test_scale_down_old_rs(case):
    sets = sets_of(case["given"])
    floor = min_available(deployment_of(case["given"]["deployment"]).spec)
    sizes = sizes_after(sets.old, drop_healthy(sets, floor=floor))
    assert sizes == case["expect"]["old_sizes"]
    before = sum(each.size for each in sets.old)
    assert before - sum(sizes.values()) == case["expect"]["dropped"]
