"""Which Pod a ReplicaSet deletes first."""

from __future__ import annotations

from collections import Counter

from cluster.core.controllers.replicaset import ranking
from tests.builders import START, a_pod

SIDECAR = {"name": "s", "image": "side", "restartPolicy": "Always"}


def pod_of(given):
    ready_for, age = given.get("ready_for"), given.get("age")
    more = {"annotations": {ranking.DELETION_COST: str(given["cost"])}} if "cost" in given else {}
    more["uid"] = given.get("uid", "the-same")
    sidecars = [{"name": "s", "restartCount": given.get("sidecar_restarts", 0)}]
    return a_pod(
        given["name"],
        node=given["node"],
        phase=given["phase"],
        is_ready=given["ready"],
        ready_at=None if ready_for is None else -ready_for,
        created=0 if age is None else -age,
        restarts=given.get("restarts", 0),
        spec={"initContainers": [SIDECAR]},
        status={"initContainerStatuses": sidecars},
        **more,
    )


def ranked(given):
    return ranking.Ranked(pod_of(given), given.get("rank", 0), START)


def compare(given):
    difference = ranking.compare(ranked(given["a"]), ranked(given["b"]))
    return {"first": "tie" if difference == 0 else "a" if difference < 0 else "b"}


def order(given):
    pods = [pod_of(each) for each in given["pods"]]
    return {"order": [pod.name for pod in ranking.in_order(pods, {}, START)]}


def pick(given):
    pods = [pod_of(each) for each in given["pods"]]
    gone = ranking.victims(pods, given["count"], Counter(given["neighbours"]), START)
    return {"gone": sorted(pod.name for pod in gone)}


OPERATIONS = {"compare": compare, "order": order, "pick": pick}


def test_pod_deletion_rank(case):
    assert OPERATIONS[case["given"]["op"]](case["given"]) == case["expect"]
