"""One shrink step over all old sets."""

from __future__ import annotations

from cluster.core.controllers.deployment.rolling import shrink
from tests.vectors.sets import deployment_of, sets_of, sizes_after


def test_rolling_reconcile_old_rs(case):
    sets = sets_of(case["given"])
    step = shrink(deployment_of(case["given"]["deployment"]), sets)
    assert (step is not None) is case["expect"]["scaled"]
    sizes = sizes_after(sets.old, {} if step is None else step.sizes)
    assert sizes == case["expect"]["old_sizes"]
