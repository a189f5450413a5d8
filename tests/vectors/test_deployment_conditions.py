"""Upkeep of a Deployment's conditions."""

from __future__ import annotations

from cluster.core import conditions
from cluster.core.controllers.deployment import status
from cluster.core.controllers.deployment.sets import ReplicaSets
from tests.builders import START, a_deployment, a_replica_set, at
from tests.vectors.sets import deployment_of


def condition_of(given, kind="Progressing"):
    return {
        "type": given.get("type", kind),
        "status": given["status"],
        "reason": given["reason"],
        "lastUpdateTime": at(given.get("updated_at", 0)),
        "lastTransitionTime": at(given.get("transition", 0)),
    }


def brief(condition, *names):
    return {name: condition[name] for name in names or ("status", "reason")}


def sync(given):
    stored, before = given["stored"], [condition_of(each) for each in given["conditions"]]
    deployment = a_deployment(
        replicas=given["replicas"],
        how={"type": given["strategy"]},
        progressDeadlineSeconds=given["deadline"],
        status={
            "replicas": stored["replicas"],
            "updatedReplicas": stored["updated"],
            "availableReplicas": stored["available"],
            "readyReplicas": stored["ready"],
            "conditions": before,
        },
    )
    made = {each["name"]: (set_of(each), each.get("newest", False)) for each in given["sets"]}
    new = next((one for one, is_newest in made.values() if is_newest), None)
    sets = ReplicaSets(new, tuple(one for one, is_newest in made.values() if not is_newest))
    now = START + given["now"]
    after = status.judged(deployment, sets, status.status_of(deployment, sets, now), now)
    found = conditions.find(after["conditions"], "Progressing")
    transition = before[0]["lastTransitionTime"] if before else None
    kept = found["lastTransitionTime"] == transition
    return {"progressing": {**brief(found), "kept_transition": kept}}


def set_of(given):
    return a_replica_set(
        given["name"],
        size=given["size"],
        counted=given["status_replicas"],
        available=given["available"],
        ready=0,
    )


def listed(found):
    return {"list": [brief(each, "type", "status", "reason") for each in found]}


def upsert(given):
    before = [condition_of(each) for each in given["list"]]
    after = conditions.put(before, condition_of(given["condition"]))
    return listed(after)


def drop(given):
    return listed(conditions.remove([condition_of(each) for each in given["list"]], given["type"]))


def find(given):
    found = conditions.find([condition_of(each) for each in given["list"]], given["type"])
    return {"found": found is not None}


def available(given):
    deployment = deployment_of(given["deployment"])
    return brief(status.availability(deployment, given["available"], START))


def pause(given):
    before = [condition_of(given["progressing"])] if given["progressing"] else []
    deployment = a_deployment(
        paused=given["paused"],
        progressDeadlineSeconds=given["deadline"],
        status={"conditions": before},
    )
    written = status.pause_note(deployment, START)
    return {"written": None if written is None else brief(written)}


OPERATIONS = {
    "sync": sync,
    "upsert": upsert,
    "drop": drop,
    "find": find,
    "available": available,
    "pause": pause,
}


def test_deployment_conditions(case):
    assert OPERATIONS[case["given"]["op"]](case["given"]) == case["expect"]
