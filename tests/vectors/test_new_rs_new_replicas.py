"""The size that the new set may have now."""

from __future__ import annotations

from cluster.core.controllers.deployment.rolling import new_set_size
from tests.vectors.sets import deployment_of


def test_new_rs_new_replicas(case):
    given = case["given"]
    deployment = deployment_of(given["deployment"])
    size = new_set_size(deployment, total=sum(given["all_sizes"]), size=given["new_size"])
    assert size == case["expect"]["size"]
