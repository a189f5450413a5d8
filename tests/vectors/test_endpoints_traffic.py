"""Which Pods are endpoints, with which conditions, and where traffic goes."""

from __future__ import annotations

from cluster.core.controllers.endpoints import conditions, is_listed
from cluster.core.traffic import Endpoint, Policy, targets


def names(endpoints):
    return None if endpoints is None else [each.name for each in endpoints]


def run(given):
    match given["op"]:
        case "listed":
            listed = is_listed(
                given["phase"],
                has_address=given["has_ip"],
                is_deleting=given["deleting"],
                with_deleting=given["include_deleting"],
            )
            return {"listed": listed}
        case "conditions":
            return conditions(
                is_ready=given["pod_ready"],
                is_deleting=given["deleting"],
                publishes=given["publish_not_ready"],
            )
        case "targets":
            policy = given["policy"]
            found = targets(
                [
                    Endpoint(
                        each["name"],
                        each["ready"],
                        each["serving"],
                        each["terminating"],
                        each["local"],
                    )
                    for each in given["endpoints"]
                ],
                Policy(policy["internal_local"], policy["external_local"], policy["external"]),
            )
            return {"cluster": names(found.cluster), "local": names(found.local)}


def test_endpoints_traffic(case):
    assert run(case["given"]) == case["expect"]
