"""The grace period of a first and of a later DELETE."""

from __future__ import annotations

from cluster.core.deletion import delete_again, first_grace
from cluster.core.timestamps import parse_time
from tests.builders import START, a_pod, at


def first(given):
    grace = first_grace(
        given["asked"],
        spec_grace=given["spec_grace"],
        is_scheduled=given["scheduled"],
        phase=given["phase"],
    )
    return {"grace": grace}


def again(given):
    current, now = given["current_grace"], START + given["elapsed"]
    pod = a_pod(deletionTimestamp=at(current), deletionGracePeriodSeconds=current)
    manifest = delete_again(pod, now, given["asked"])
    if manifest is None:
        return {"gone": True}
    if manifest is pod.manifest:
        return {"change": False}
    metadata = manifest["metadata"]
    return {
        "change": True,
        "grace": metadata["deletionGracePeriodSeconds"],
        "deadline_in": parse_time(metadata["deletionTimestamp"]) - now,
    }


OPERATIONS = {"first": first, "again": again}


def test_pod_deletion_grace(case):
    assert OPERATIONS[case["given"]["op"]](case["given"]) == case["expect"]
