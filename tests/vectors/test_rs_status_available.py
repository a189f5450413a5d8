"""The counts of a ReplicaSet, availability of Pods, and the failure condition."""

from __future__ import annotations

from cluster.core.controllers.replicaset import status
from tests.builders import START, a_pod, a_replica_set, a_view

LABELS = {"app": "web"}


def pod_of(given, name="pod", **more):
    ready_for = given["ready_for"]
    return a_pod(
        name,
        is_ready=given["ready"],
        ready_at=None if ready_for is None else -ready_for,
        labels=LABELS if given.get("matches_template", True) else {"app": "else"},
        **more,
    )


def count(given):
    replica_set = a_replica_set(size=9, spec={"minReadySeconds": given["min_ready"]})
    live = [pod_of(each, f"pod-{index}") for index, each in enumerate(given["pods"])]
    going = [
        pod_of({"ready": True, "ready_for": 0}, f"going-{index}", deletionTimestamp=DELETED)
        for index in range(given["terminating"])
    ]
    view = a_view(replica_set, *live, *going)
    available = status.availability(replica_set, view, START).available
    counted = status.status_of(replica_set, view.tally(replica_set.uid), available, [])
    reported = counted["terminatingReplicas"] if given["terminating_reported"] else None
    return {
        "replicas": counted["replicas"],
        "fully_labeled": counted.get("fullyLabeledReplicas", 0),
        "ready": counted.get("readyReplicas", 0),
        "available": counted.get("availableReplicas", 0),
        "terminating": reported,
    }


def available(given):
    return {"value": status.is_available(pod_of(given), given["min_ready"], START)}


def recheck(given):
    replica_set = a_replica_set(spec={"minReadySeconds": given["min_ready"]})
    view = a_view(replica_set, pod_of(given))
    next_at = status.availability(replica_set, view, START).next_at
    return {"seconds": None if next_at is None else next_at - START}


def failure(given):
    before = [status.failure("FailedCreate", "old", START)] if given["has_condition"] else []
    error = "quota" if given["error"] else None
    missing = given["desired"] - given["active"]
    after = status.with_failure(before, error, missing=missing, now=START + 1)
    if not after:
        return {"condition": None}
    if after == before:
        return {"condition": "unchanged"}
    return {"condition": {key: after[0][key] for key in ("status", "reason")}}


DELETED = "2033-01-01T00:00:00Z"
OPERATIONS = {"count": count, "available": available, "recheck": recheck, "failure": failure}


def test_rs_status_available(case):
    assert OPERATIONS[case["given"]["op"]](case["given"]) == case["expect"]
