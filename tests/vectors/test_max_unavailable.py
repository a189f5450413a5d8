"""The three limits that the Deployment controller derives from a spec."""

from __future__ import annotations

from cluster.core import intstr

LIMITS = {
    "max_unavailable": intstr.max_unavailable,
    "min_available": intstr.min_available,
    "max_surge": intstr.max_surge,
}


def spec_of(deployment):
    strategy = {"type": deployment["strategy"]}
    if "max_surge" in deployment or "max_unavailable" in deployment:
        strategy["rollingUpdate"] = {
            "maxSurge": deployment.get("max_surge"),
            "maxUnavailable": deployment.get("max_unavailable"),
        }
    return {"replicas": deployment["replicas"], "strategy": strategy}


def test_max_unavailable(case):
    spec = spec_of(case["given"]["deployment"])
    assert LIMITS[case["given"]["op"]](spec) == case["expect"]["number"]
