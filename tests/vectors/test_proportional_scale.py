"""Resizing outside the steps of a rollout."""

from __future__ import annotations

from cluster.core.controllers.deployment.scaling import resize
from tests.vectors.sets import deployment_of, sets_of, sizes_after


def test_proportional_scale(case):
    sets = sets_of(case["given"])
    step = resize(deployment_of(case["given"]["deployment"]), sets)
    changed = {} if step is None else step.sizes
    assert sizes_after(sets.all, changed) == case["expect"]["sizes"]
    assert sorted(changed) == case["expect"]["touched"]
