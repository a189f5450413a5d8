"""Complete, moved, timed out, and when to look again."""

from __future__ import annotations

from cluster.core.controllers.deployment import progress
from cluster.core.controllers.deployment.progress import Counts
from tests.builders import START, a_deployment, at


def condition_of(given):
    if given is None:
        return None
    return {
        "type": "Progressing",
        "status": given["status"],
        "reason": given["reason"],
        "lastUpdateTime": at(given["updated_at"]),
    }


def status_of(given):
    return {
        "replicas": given["replicas"],
        "updatedReplicas": given["updated"],
        "availableReplicas": given["available"],
        "readyReplicas": given.get("ready", 0),
        "observedGeneration": given.get("observed", 0),
    }


def complete_of(given):
    wanted = given["deployment"]
    deployment = a_deployment(replicas=wanted["replicas"], generation=wanted["generation"])
    return progress.is_complete(deployment, status_of(given["status"]))


def moved(given):
    before, after = status_of(given["before"]), status_of(given["after"])
    return {"value": progress.has_moved(Counts.read(before), Counts.read(after))}


def timed_out(given):
    condition = condition_of(given["condition"])
    return {"value": progress.is_timed_out(condition, given["deadline"], START + given["now"])}


def recheck(given):
    condition = condition_of(given["condition"])
    now = START + given["now"]
    seconds = progress.recheck_after(condition, given["deadline"], complete_of(given), now)
    return {"seconds": -1 if seconds is None else seconds}


OPERATIONS = {
    "complete": lambda given: {"value": complete_of(given)},
    "moved": moved,
    "timed_out": timed_out,
    "recheck": recheck,
}


def test_deployment_progress(case):
    assert OPERATIONS[case["given"]["op"]](case["given"]) == case["expect"]
