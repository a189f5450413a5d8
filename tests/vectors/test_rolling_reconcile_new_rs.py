"""One growth step of the new set."""

from __future__ import annotations

from cluster.core.controllers.deployment.rolling import grow
from tests.vectors.sets import deployment_of, sets_of


def test_rolling_reconcile_new_rs(case):
    given = case["given"]
    old = [{"name": f"old-{index}", "size": size} for index, size in enumerate(given["old_sizes"])]
    sets = sets_of({"new": {"size": given["new_size"]}, "old": old})
    step = grow(deployment_of(given["deployment"]), sets)
    assert (step is not None) is case["expect"]["scaled"]
    size = given["new_size"] if step is None else step.sizes["new"]
    assert size == case["expect"]["new_size"]
